/** The daemon's status as its last pass left it, written down for those who ask when it answers no more. */
import { join } from "node:path";
import { readWholeFile, writeWholeFile } from "../engine/whole-file.ts";
import type { DaemonStatus } from "./status.ts";

const FILE_NAME = "status.json";
const FORMAT = 1;

/** The caller holds the lock of the directory. */
export async function keepStatus(stateDirectory: string, status: DaemonStatus): Promise<void> {
  await writeWholeFile(join(stateDirectory, FILE_NAME), JSON.stringify({ format: FORMAT, status }));
}

/** `null`: none was kept, or none that this version knows. Rejects when it may not be read. */
export async function readKeptStatus(stateDirectory: string): Promise<DaemonStatus | null> {
  const text = await readWholeFile(join(stateDirectory, FILE_NAME));
  return text === null ? null : statusIn(text);
}

function statusIn(text: string): DaemonStatus | null {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== "object" || kept === null || !("format" in kept) || kept.format !== FORMAT) return null;
    // Written whole or not at all, in this format, by `keepStatus`.
    return "status" in kept ? (kept.status as DaemonStatus) : null;
  } catch {
    return null;
  }
}
