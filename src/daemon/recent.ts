/**
 * What has lately been: passes and drift that ended. Bounded, in memory, and gone with the process; what is to outlast it is
 * in logs, alerts and metrics.
 */

import type { Actor } from "../model/actor.ts";
import type { Condition } from "../model/alerts.ts";
import type { PassOverview, PastDrift } from "../page/overview.ts";
import type { EndedPass } from "./status.ts";

const MOST_PASSES = 60;
const MOST_PAST = 50;

export class Recent {
  #passes: readonly PassOverview[] = [];
  #past: readonly PastDrift[] = [];
  #open: readonly Condition[] = [];

  /** `open`: the conditions that are open once it has ended. */
  ended(pass: EndedPass, open: readonly Condition[]): void {
    const endedAt = pass.startedAt + pass.report.durationMs;
    const still = new Set(open.map(({ id }) => id));
    const gone = this.#open.filter(({ id, type }) => type === "drift" && !still.has(id));
    this.#past = [...gone.map((condition) => ({ condition, endedAt })), ...this.#past].slice(0, MOST_PAST);
    this.#open = open;
    this.#passes = withPass(this.#passes, passOverview(pass)).slice(0, MOST_PASSES);
  }

  /** `actor` is fit to print. Who made a drift is known minutes later, mostly after it has ended. */
  named(id: string, actor: Actor): void {
    const naming = (condition: Condition) =>
      condition.id === id && condition.actor === undefined ? { ...condition, actor } : condition;
    this.#open = this.#open.map(naming);
    const last = this.#past.findIndex(({ condition }) => condition.id === id);
    this.#past = this.#past.map((past, index) => (index === last ? { ...past, condition: naming(past.condition) } : past));
  }

  /** The latest first. */
  get passes(): readonly PassOverview[] {
    return this.#passes;
  }

  /** The latest first. */
  get past(): readonly PastDrift[] {
    return this.#past;
  }
}

/** Passes in a row that found nothing to do are one. */
function withPass(before: readonly PassOverview[], pass: PassOverview): readonly PassOverview[] {
  const [last, ...others] = before;
  if (last === undefined || !isQuiet(last) || !isQuiet(pass)) return [pass, ...before];
  return [{ ...pass, count: last.count + 1, since: last.since }, ...others];
}

function isQuiet({ outcome, error }: PassOverview): boolean {
  return outcome === "in-sync" && error === null;
}

function passOverview({ runId, trigger, startedAt, report }: EndedPass): PassOverview {
  const { outcome, durationMs, calls, steps, plan, error, violations } = report;
  const done = steps.filter(({ result }) => result === "done");
  return {
    runId,
    trigger,
    startedAt,
    durationMs: Math.round(durationMs),
    outcome,
    calls: calls.total,
    done: done.length,
    failed: steps.filter(({ result }) => result === "failed").length,
    drifted: steps.filter(({ step }) => step.cause === "drift").length,
    blocked: plan?.blocked.length ?? 0,
    error: error?.message ?? violations[0]?.message ?? null,
    count: 1,
    since: startedAt,
  };
}
