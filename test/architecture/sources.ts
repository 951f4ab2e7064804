/** The files of the product, by path from the repository's root. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Source {
  /** With forward slashes: `src/plan/make-plan.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below a folder, sorted by path. */
export function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), "utf8") }));
}
