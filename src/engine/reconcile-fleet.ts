/**
 * Passes of many targets side by side: each is the pass of `reconcile.ts` with ports of its own, so that none knows of the
 * others, waits for them or fails with them. Calls in flight are bounded where they are made (`aws/scheduler/fair-gate.ts`).
 *
 * Only where one answer is asked for all, by a person or by a digest, do they meet: each plans, and waits for it.
 */
import type { Plan } from "../model/plan.ts";
import type { RunReport } from "../model/report.ts";

export interface TargetPass {
  readonly name: string;
  /** One pass. Never rejects. */
  run(approve: (plan: Plan) => Promise<boolean>): Promise<RunReport>;
}

export interface TargetReport {
  readonly name: string;
  readonly report: RunReport;
}

/** What a target came to before anything was done; `plan`: `null` where it came to none. */
export interface TargetPlan {
  readonly name: string;
  readonly plan: Plan | null;
}

export type Approval =
  /** Of each target by itself, as soon as it has planned. */
  | { readonly of: "each"; approve(plan: TargetPlan): Promise<boolean> }
  /** Of all targets at once, asked when the last one has planned, and also where none has anything to do. */
  | { readonly of: "all"; approve(plans: readonly TargetPlan[]): Promise<boolean> };

/** In the order given. */
export async function reconcileFleet(passes: readonly TargetPass[], approval: Approval): Promise<readonly TargetReport[]> {
  const meeting = approval.of === "all" ? new Meeting(passes, approval.approve) : null;
  return Promise.all(
    passes.map(async ({ name, run }) => {
      const approve = (plan: Plan) =>
        approval.of === "each" ? approval.approve({ name, plan }) : (meeting?.ready({ name, plan }) ?? Promise.resolve(false));
      const report = await run(approve);
      // Whoever had nothing to do, or failed, did not ask; one that did is not waited for again.
      await meeting?.ready({ name, plan: report.plan });
      return { name, report };
    }),
  );
}

/** Waits for all, then asks once. */
class Meeting {
  readonly #plans = new Map<string, TargetPlan>();
  readonly #names: readonly string[];
  readonly #ask: (plans: readonly TargetPlan[]) => Promise<boolean>;
  readonly #answer: Promise<boolean>;
  #begin: () => void = () => undefined;

  constructor(passes: readonly TargetPass[], ask: (plans: readonly TargetPlan[]) => Promise<boolean>) {
    this.#names = passes.map(({ name }) => name);
    this.#ask = ask;
    this.#answer = new Promise<void>((begin) => {
      this.#begin = begin;
    }).then(() => this.#ask(this.#names.flatMap((name) => this.#plans.get(name) ?? [])));
  }

  ready(plan: TargetPlan): Promise<boolean> {
    if (!this.#plans.has(plan.name)) this.#plans.set(plan.name, plan);
    if (this.#plans.size === this.#names.length) this.#begin();
    return this.#answer;
  }
}
