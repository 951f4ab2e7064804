/** Writes a file whole or not at all, readable by its owner alone: to a temporary file, then renamed over the old. */
import { randomBytes } from "node:crypto";
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const TEMPORARY = /\.\d+\.[0-9a-f]{8}\.tmp$/;
/** Long after any writer has renamed its file, or died. */
const ABANDONED_AFTER_MS = 3_600_000;

export async function writeWholeFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(content);
      // Renamed before its bytes are down, a crash could leave an empty file under the good name.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The text of a file; `null`: there is none. */
export async function readWholeFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Removes what writers that were killed have left below a directory. Never rejects. */
export async function sweepAbandoned(directory: string, now: number): Promise<void> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  for (const name of names.filter((each) => TEMPORARY.test(each))) {
    const found = await stat(join(directory, name)).catch(() => null);
    if (found !== null && now - found.mtimeMs > ABANDONED_AFTER_MS)
      await rm(join(directory, name), { force: true }).catch(() => {});
  }
}
