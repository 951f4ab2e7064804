/** What a file that is added to says of itself: its owner, and what its `defaults` give to what is added. */
import { isMap, isScalar, parseDocument } from "yaml";

export interface ExistingFile {
  readonly owner: string | undefined;
  /** By kind. */
  readonly given: Readonly<Record<string, readonly string[]>>;
}

export function readExisting(text: string): ExistingFile {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  if (!isMap(contents)) return { owner: undefined, given: {} };
  const owner = contents.get("owner");
  const defaults = contents.get("defaults");
  const given = (isMap(defaults) ? defaults.items : []).map(({ key, value }) => [
    nameOf(key),
    isMap(value) ? keysOf(value.items) : [],
  ]);
  return { owner: typeof owner === "string" ? owner : undefined, given: Object.fromEntries(given) };
}

function keysOf(items: readonly { readonly key: unknown }[]): readonly string[] {
  return items.map(({ key }) => nameOf(key));
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}
