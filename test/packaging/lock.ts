/** The lock file, as far as the checks of what is installed look at it. */
import { readFileSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly dev?: boolean;
  readonly resolved?: string;
}

/** Packages by their folder, without the project itself. */
export function lockedPackages(): ReadonlyMap<string, LockedPackage> {
  // npm writes this file; version 3 has `packages` by folder.
  const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
    readonly lockfileVersion: number;
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  if (lock.lockfileVersion !== 3) throw new Error(`the lock file is of version ${lock.lockfileVersion}, read is 3`);
  return new Map(Object.entries(lock.packages).filter(([folder]) => folder !== ""));
}

/** Those that a user's installation has. */
export function productionPackages(): ReadonlyMap<string, LockedPackage> {
  return new Map([...lockedPackages()].filter(([, { dev }]) => dev !== true));
}
