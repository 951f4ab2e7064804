/** Writes a file whole or not at all, readable by its owner alone: to a temporary file, then renamed over the old. */
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

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
