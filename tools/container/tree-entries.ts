/** What lies in a tree, by path: for what a build added, what it weighs, and whether anybody wrote there. */
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import type { Tree } from "./node-base.ts";

export interface Entry {
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

export type Entries = ReadonlyMap<string, Entry>;

/** Files, links and directories by their path inside, `/usr/local` among them. */
export async function entriesOf({ root, local }: Tree): Promise<Entries> {
  return new Map([...(await below(root, "/")), ...(await below(local, "/usr/local"))]);
}

async function below(directory: string, as: string): Promise<readonly (readonly [string, Entry])[]> {
  const names = await readdir(directory, { recursive: true });
  return Promise.all(
    names.toSorted().map(async (name) => {
      const found = await lstat(path.join(directory, name));
      const bytes = found.isDirectory() ? 0 : found.size;
      return [path.posix.join(as, name), { bytes, changedAt: found.ctimeMs }] as const;
    }),
  );
}
