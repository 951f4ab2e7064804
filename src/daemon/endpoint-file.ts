/**
 * Where the daemon of a state directory answers, written down for those who ask it from beside it: a person, a container's
 * health check. They need not know what it was told by flag, variable or default, nor which free port it took.
 */
import { join } from "node:path";
import { readWholeFile, writeWholeFile } from "../engine/whole-file.ts";

const FILE_NAME = "endpoint";
const NOBODY = "off";

/** `null`: it answers nobody. The caller holds the lock of the directory. */
export async function writeEndpoint(stateDirectory: string, url: string | null): Promise<void> {
  await writeWholeFile(join(stateDirectory, FILE_NAME), `${url ?? NOBODY}\n`);
}

/** What the last daemon there wrote, a URL or `off`; `null`: nothing that can be used. That daemon may be gone. */
export async function readEndpoint(stateDirectory: string): Promise<URL | "off" | null> {
  // One who may not read the directory asks where a daemon is by default, as one who stands elsewhere does.
  const text = (await readWholeFile(join(stateDirectory, FILE_NAME)).catch(() => null))?.trim() ?? "";
  if (text === NOBODY) return NOBODY;
  return URL.canParse(text) ? new URL(text) : null;
}
