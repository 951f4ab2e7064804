/** How a target is, in a word, and how many are how. Pure. */
import type { Outcome } from "../model/report.ts";
import { type FleetFigures, type QueueFigures, TARGET_STATES, type TargetRow, type TargetState } from "../page/overview.ts";

type Stand = Pick<TargetRow, "stuck" | "valid" | "drifts" | "problems"> & {
  readonly lastPass: { readonly outcome: Outcome } | null;
};

const BAD: readonly Outcome[] = ["failed", "refused", "invalid"];
const ON_ITS_WAY: readonly Outcome[] = ["changes", "shifting"];

/** The worst that holds. */
export function stateOf({ stuck, valid, drifts, problems, lastPass }: Stand): TargetState {
  if (stuck !== null || valid === false || problems > 0) return "failing";
  if (lastPass === null) return "unseen";
  if (BAD.includes(lastPass.outcome)) return "failing";
  if (drifts > 0) return "drift";
  return ON_ITS_WAY.includes(lastPass.outcome) ? "pending" : "in-sync";
}

type Counted = Pick<TargetRow, "target" | "state" | "lastSuccessAt">;

export function figuresOf(rows: readonly Counted[], queue: QueueFigures | null): FleetFigures {
  const counts = TARGET_STATES.map((state) => [state, rows.filter((row) => row.state === state).length]);
  const successes = rows.flatMap(({ target, lastSuccessAt: at }) => (at === null ? [] : [{ target, at }]));
  const oldest = successes.reduce<FleetFigures["oldestSuccess"]>((one, other) => {
    return one === null || other.at < one.at ? other : one;
  }, null);
  return {
    targets: rows.length,
    // A count for each state.
    states: Object.fromEntries(counts) as FleetFigures["states"],
    oldestSuccess: oldest,
    queue,
  };
}
