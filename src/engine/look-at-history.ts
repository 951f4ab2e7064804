/** Reads the history of functions and APIs that declare `keep`. Costs no call where nothing does. */
import { kindOf } from "../model/address.ts";
import { messageOf } from "../model/errors.ts";
import type { PlanNote } from "../model/plan.ts";
import type { ObserveContext, Observers } from "../model/ports.ts";
import type { Idle } from "../model/retention.ts";
import { type History, keptBy } from "../plan/retention.ts";
import type { Observed } from "./observe.ts";
import { mapPool } from "./pool.ts";

export interface HistoryLook {
  readonly observers: Pick<Observers, "version" | "deployment">;
  readonly context: ObserveContext;
  readonly concurrency: number;
  idle(parent: History["parent"]): Idle | undefined;
}

export interface SeenHistory {
  readonly histories: readonly History[];
  /** Where it could not be read, and so nothing goes. */
  readonly notes: readonly PlanNote[];
}

export async function lookAtHistory({ derived, observations }: Observed, look: HistoryLook): Promise<SeenHistory> {
  const seen = await mapPool(keptBy(derived, observations), look.concurrency, async (kept): Promise<SeenHistory> => {
    const { version, deployment } = look.observers;
    const observer = kindOf(kept.parent) === "function" ? version : deployment;
    try {
      const past = (await observer.past?.(kept.parent, look.context)) ?? [];
      return { histories: [{ ...kept, past, idle: look.idle(kept.parent) ?? {} }], notes: [] };
    } catch (error) {
      look.context.signal.throwIfAborted();
      const why = messageOf(error);
      const message = `what \`keep\` leaves could not be read, so nothing of it goes: ${why}`;
      return { histories: [], notes: [{ address: kept.parent, code: "retention-unread", message }] };
    }
  });
  return { histories: seen.flatMap(({ histories }) => histories), notes: seen.flatMap(({ notes }) => notes) };
}
