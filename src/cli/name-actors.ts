/**
 * Who made the drift that a pass from the command line found: one look, among what was written since passes last wrote an entry
 * of history. What AWS tells later stays unknown, for nobody waits minutes for it. A look that fails fails nothing.
 */
import { questionOf } from "../daemon/attribution.ts";
import { driftsOf } from "../history/record-pass.ts";
import type { PassFacts } from "../model/alerts.ts";
import { withEitherSignal } from "../model/either-signal.ts";
import type { History } from "../model/history.ts";
import type { RunReport } from "../model/report.ts";
import type { Who } from "../model/who.ts";

/** What a person may wait for who wanted something else. */
const TIMEOUT_MS = 5_000;

export interface ActorSource {
  readonly who: Who;
  /** Milliseconds since the epoch: what was written before cannot have made it. */
  readonly since: number;
}

/** Gives why AWS was not asked, where it could not be. */
export async function nameActors(
  report: RunReport,
  { runId, now }: PassFacts,
  { source, history, signal }: { readonly source: ActorSource; readonly history: History; readonly signal: AbortSignal },
): Promise<unknown> {
  // Times of events are whole seconds.
  const times = { since: source.since - 1_000, until: now };
  const drifts = driftsOf(report, now).filter(({ drift }) => drift !== "unmanaged");
  const questions = drifts.flatMap((drift) => questionOf(drift, report, times) ?? []);
  if (questions.length === 0) return null;
  try {
    const actors = await withEitherSignal([signal, AbortSignal.timeout(TIMEOUT_MS)], (either) =>
      source.who.find(questions, either),
    );
    for (const { id, address } of questions) {
      const actor = actors.get(id);
      if (actor !== undefined) history.named({ runId, id, address, actor }, now);
    }
    return null;
  } catch (error) {
    return error;
  }
}
