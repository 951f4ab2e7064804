/** A directory with a desired state of one's own, and the options of a pass that works in it on the embedded AWS. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { PassOptions } from "../../src/cli/options.ts";

/** Two buckets and nothing else: quick, and all that is needed where the pass itself is not what is looked at. */
export const BUCKETS = `
owner: cli-test
buckets:
  acme-cli-one: {}
  acme-cli-two: { versioning: enabled }
`;

/** The path of a file with this desired state; gone when the test ends. */
export function desiredStateOf(text: string): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-cli-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = path.join(directory, "desired.yaml");
  writeFileSync(file, text);
  return file;
}

export function passOptions(changed: Partial<PassOptions> = {}): PassOptions {
  return {
    format: "text",
    color: false,
    dryRun: false,
    target: [],
    only: [],
    prune: false,
    force: false,
    yes: false,
    wait: true,
    retry: [],
    report: [],
    state: path.join(os.tmpdir(), "stagekeeper-cli-no-state"),
    concurrency: 4,
    sandbox: true,
    ...changed,
  };
}
