/** A desired state in a directory of its own, loaded as the product loads it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { createDesiredSource } from "../../src/desired/load.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { LoadResult } from "../../src/model/ports.ts";

export type Texts = Readonly<Record<string, string | Uint8Array>>;

/** A directory with these files, gone when the test ends. */
export function scratch(texts: Texts): string {
  const directory = mkdtempSync(join(tmpdir(), "stagekeeper-desired-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeTexts(directory, texts);
  return directory;
}

export function writeTexts(directory: string, texts: Texts): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

export interface LoadOptions {
  readonly path?: string;
  readonly valuesFile?: string;
}

export function loadIn(cwd: string, options: LoadOptions = {}): Promise<LoadResult> {
  const source = createDesiredSource({ path: ".", cwd, ...options });
  return source.load(new AbortController().signal);
}

export function load(texts: Texts, options: LoadOptions = {}): Promise<LoadResult> {
  return loadIn(scratch(texts), options);
}

/** Every issue there is, whether it stops the load or not. */
export function issuesOf(result: LoadResult): readonly Issue[] {
  return result.valid ? result.state.warnings : result.issues;
}

export async function loadValid(texts: Texts, options: LoadOptions = {}): Promise<DesiredState> {
  return validOf(await load(texts, options));
}

/** Throws with every issue of what could not be loaded. */
export function validOf(result: LoadResult): DesiredState {
  if (!result.valid) throw new Error(result.issues.map((issue) => `${issue.message}\n${issue.frame}`).join("\n"));
  return result.state;
}
