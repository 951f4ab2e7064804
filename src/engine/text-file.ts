/** One text in a file of the state directory: read as it is, written whole or not at all, for its owner alone. */
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { writeWholeFile } from "./whole-file.ts";

export interface TextFile {
  /** `null`: there is no such file. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

export function openTextFile(path: string): TextFile {
  return {
    async read() {
      try {
        return await readFile(path, "utf8");
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    async write(text) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeWholeFile(path, text);
    },
  };
}
