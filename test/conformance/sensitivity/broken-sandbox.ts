/** The sandbox with one rule of AWS broken: a copy of its source with one edit, which nothing else sees. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Target } from "../target.ts";
import type { BrokenRule } from "./broken-rules.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** What a target of the sandbox is made of. */
const NEEDED = ["src/model", "src/sandbox", "test/conformance/builders", "test/conformance/targets"];

export interface BrokenSandbox {
  readonly target: Target;
  /** Takes the copy away. */
  remove(): Promise<void>;
}

/** Throws unless the rule's text stands in its file exactly once, for then the edit would break nothing, or too much. */
export async function breakSandbox({ file, text, broken }: BrokenRule): Promise<BrokenSandbox> {
  // Inside the repository, so that the copy finds the same packages.
  await mkdir(path.join(ROOT, ".cache"), { recursive: true });
  const copy = await mkdtemp(path.join(ROOT, ".cache/broken-sandbox-"));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    for (const folder of NEEDED) await cp(path.join(ROOT, folder), path.join(copy, folder), { recursive: true });
    const edited = path.join(copy, "src/sandbox", file);
    const source = await readFile(edited, "utf8");
    const times = source.split(text).length - 1;
    if (times !== 1) throw new Error(`${file} has the text of the rule ${times} times, not once: ${text}`);
    await writeFile(
      edited,
      source.replace(text, () => broken),
    );
    const { sandboxTarget } = await import(path.join(copy, "test/conformance/targets/sandbox.ts"));
    return { target: sandboxTarget, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
