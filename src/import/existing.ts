/** What other desired state says that bears on what is imported: its owner, its target, and what its `defaults` give. */
import { isMap, isScalar, parseDocument } from "yaml";

export interface ExistingFile {
  readonly owner: string | undefined;
  /** Whether it names a target. */
  readonly target: boolean;
  /** By kind. */
  readonly given: Readonly<Record<string, readonly string[]>>;
}

export function readExisting(text: string): ExistingFile {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  if (!isMap(contents)) return { owner: undefined, target: false, given: {} };
  const owner = contents.get("owner");
  const defaults = contents.get("defaults");
  const given = (isMap(defaults) ? defaults.items : []).map(({ key, value }) => [
    nameOf(key),
    isMap(value) ? keysOf(value.items) : [],
  ]);
  return {
    owner: typeof owner === "string" ? owner : undefined,
    target: contents.has("target"),
    given: Object.fromEntries(given),
  };
}

/** Files that are loaded together say each thing once. */
export function together(files: readonly ExistingFile[]): ExistingFile {
  return {
    owner: files.find(({ owner }) => owner !== undefined)?.owner,
    target: files.some(({ target }) => target),
    given: Object.assign({}, ...files.map(({ given }) => given)),
  };
}

function keysOf(items: readonly { readonly key: unknown }[]): readonly string[] {
  return items.map(({ key }) => nameOf(key));
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}
