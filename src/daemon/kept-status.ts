/** The daemon's status as its last pass left it, written down for those who ask when it answers no more. */
import type { StateStore } from "../model/state-store.ts";
import type { DaemonStatus } from "./status.ts";

const NAME = "status.json";
const FORMAT = 1;

export async function keepStatus(state: StateStore, status: DaemonStatus): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, status });
  await state.update(NAME, () => text);
}

/** `null`: none was kept, or none that this version knows. Rejects when it may not be read. */
export async function readKeptStatus(state: StateStore): Promise<DaemonStatus | null> {
  const bytes = await state.read(NAME);
  return bytes === null ? null : statusIn(Buffer.from(bytes).toString("utf8"));
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
