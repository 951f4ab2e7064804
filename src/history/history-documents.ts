/**
 * History where nothing can be appended to (S3): the newest document is written anew with what is added, and stays small for
 * that. One that is full is put aside in two moves, copied and then cut, and no writer that dies or races between them loses
 * an entry: the worst is an entry that stands in both, which whoever reads tells once.
 */
import { createHash } from "node:crypto";
import type { StateStore } from "../model/state-store.ts";
import { asideName, dropOldest, HISTORY_NAME, type HistoryBounds, type HistoryLog, linesOf } from "./kept-history.ts";

/** 4 MiB in all: about 12,000 entries of one target. */
const BOUNDS: HistoryBounds = { fileBytes: 256 * 1024, kept: 15 };

export function historyDocuments(state: StateStore, bounds: HistoryBounds = BOUNDS): HistoryLog {
  return {
    state,
    async append(entries) {
      const last = entries.at(-1);
      if (last === undefined) return;
      const whole = await added(state, linesOf(entries));
      if (Buffer.byteLength(whole) >= bounds.fileBytes) await putAside(state, { whole, time: Date.parse(last.time) }, bounds);
    },
  };
}

/** What the document is then. */
async function added(state: StateStore, lines: string): Promise<string> {
  let whole = "";
  await state.update(HISTORY_NAME, (current) => {
    const before = textOf(current);
    // The answer to an earlier try of this very write may have been lost.
    const known = before.includes(lines);
    whole = known ? before : `${before}${lines}`;
    return known ? null : whole;
  });
  return whole;
}

async function putAside(
  state: StateStore,
  { whole, time }: { readonly whole: string; readonly time: number },
  bounds: HistoryBounds,
): Promise<void> {
  // Whoever else puts the same aside calls it the same.
  const unique = Number.parseInt(createHash("sha256").update(whole).digest("hex").slice(0, 12), 16);
  await state.update(asideName(time, unique), (current) => (current === null ? whole : null));
  await state.update(HISTORY_NAME, (current) => {
    const text = textOf(current);
    return text.startsWith(whole) ? text.slice(whole.length) : null;
  });
  await dropOldest(state, bounds);
}

function textOf(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString("utf8");
}
