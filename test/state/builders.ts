/** Places for state: a directory that is gone when the test ends, and a bucket of the sandbox. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { connectAws } from "../../src/aws/connection.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import type { StateStore } from "../../src/model/state-store.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

export interface Bucket {
  readonly sandbox: Sandbox;
  /** A store of its own each time, as another process has it. */
  open(): StateStore;
}

const BUCKET = "acme-state";

export async function aBucket(region = "us-east-1"): Promise<Bucket> {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, region, quotas: "off" });
  const open = () =>
    connectAws({
      region,
      clock,
      packageCode: async () => new Uint8Array(),
      requestHandler: (service) => sandbox.requestHandler(service),
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }).state({ bucket: BUCKET, prefix: "fleet" });
  const { S3 } = await import("@aws-sdk/client-s3");
  const credentials = { accessKeyId: "hand", secretAccessKey: "hand" };
  const s3 = new S3({ region, credentials, requestHandler: sandbox.requestHandler("s3") });
  await s3.createBucket({ Bucket: BUCKET });
  return { sandbox, open };
}

export function aDirectoryStore(): StateStore {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-state-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return directoryState(path.join(home, "state"));
}

export function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

/** Adds a line of its own. */
export function adding(line: string): (current: Uint8Array | null) => string {
  return (current) => {
    const before = textOf(current) ?? "";
    return before.includes(`${line}\n`) ? before : `${before}${line}\n`;
  };
}
