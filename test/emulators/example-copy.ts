/** A copy of the repository's example in a folder of its own, less what an emulator's deviations leave out. */
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { DEVIATIONS } from "../../tools/emulators/deviations.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const EXAMPLE = "desired-state/image-upload.yaml";

/** The folder: the desired state in it is `desired-state/`, the functions' code `functions/`. */
export async function exampleFor(emulator: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-example-"));
  await cp(path.join(ROOT, "functions"), path.join(folder, "functions"), { recursive: true });
  await cp(path.join(ROOT, "desired-state"), path.join(folder, "desired-state"), { recursive: true });
  const document = parseDocument(await readFile(path.join(ROOT, EXAMPLE), "utf8"));
  for (const deviation of DEVIATIONS.filter((row) => row.emulator === emulator)) {
    for (const left of deviation.leaveOut) leaveOut(document, left);
  }
  await writeFile(path.join(folder, EXAMPLE), document.toString());
  return folder;
}

/** Throws when the example has nothing there: then the deviation does not bear on it. */
function leaveOut(document: Document, keys: readonly string[]): void {
  const paths = expand(document.contents, keys);
  if (paths.length === 0) throw new Error(`the example has nothing at ${keys.join(".")} to leave out`);
  for (const found of paths) document.deleteIn(found);
}

function expand(node: unknown, [key, ...rest]: readonly string[]): readonly (readonly string[])[] {
  if (key === undefined) return [[]];
  if (!isMap(node)) return [];
  const keys = key === "*" ? keysOf(node) : [key].filter((name) => node.has(name));
  return keys.flatMap((name) => expand(node.get(name, true), rest).map((found) => [name, ...found]));
}

function keysOf(map: YAMLMap): readonly string[] {
  return map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
}
