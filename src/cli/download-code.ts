/** Fetches the zips of functions into a directory, each checked against the digest that Lambda tells. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Found } from "../import/found.ts";
import { nameAt } from "../model/address.ts";
import { messageOf } from "../model/errors.ts";
import type { Catalog } from "../model/ports.ts";

export interface Downloaded {
  /** By function: the zip's path, relative to the file that names it. */
  readonly code: ReadonlyMap<string, string>;
  /** Why some are not among them. */
  readonly remarks: readonly string[];
}

interface Target {
  /** Made where it is missing. */
  readonly directory: string;
  /** The file of desired state that names the zips; absolute. */
  readonly file: string;
}

/** Never throws for what cannot be had: such a function is imported without its code. */
export async function downloadCode(
  { lives }: Found,
  { directory, file }: Target,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Downloaded> {
  const code = new Map<string, string>();
  const remarks: string[] = [];
  for (const live of lives) {
    if (live.kind !== "function") continue;
    const name = nameAt(live.address, 0);
    const got = await download(await catalog.codeUrl(name, signal), live.facts.codeSha256, signal);
    if ("why" in got) {
      remarks.push(`code of function ${name} is not declared: ${got.why}`);
      continue;
    }
    const path = join(resolve(directory), `${name}.zip`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, got.bytes);
    code.set(name, relative(dirname(file), path).split(sep).join("/"));
  }
  return { code, remarks };
}

async function download(
  url: string | undefined,
  sha256: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array } | { readonly why: string }> {
  if (url === undefined) return { why: "Lambda gives no address to download it from" };
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) return { why: `its download answered ${response.status}` };
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (createHash("sha256").update(bytes).digest("base64") === sha256) return { bytes };
    return { why: "what was downloaded is not what Lambda says it has" };
  } catch (error) {
    signal.throwIfAborted();
    return { why: `it could not be downloaded: ${messageOf(error)}` };
  }
}
