/** A state directory of one's own, and histories that write into it. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { openHistory } from "../../src/history/history.ts";
import { historyFile } from "../../src/history/history-file.ts";
import type { HistoryBounds } from "../../src/history/kept-history.ts";
import type { History, RollbackHistory } from "../../src/model/history.ts";

/** Gone when the test ends. */
export function aStateDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-history-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function aHistory(
  stateDirectory: string,
  bounds?: HistoryBounds,
): Promise<History & RollbackHistory & { readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const history = await openHistory({ log: historyFile(stateDirectory, bounds), warn: (message) => warnings.push(message) });
  return {
    warnings,
    passed: (report, facts) => history.passed(report, facts),
    alerted: (alert) => history.alerted(alert),
    named: (drift, now) => history.named(drift, now),
    rolledBack: (rollback, now) => history.rolledBack(rollback, now),
    close: () => history.close(),
  };
}
