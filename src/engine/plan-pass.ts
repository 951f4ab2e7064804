/** The plan of a pass: which of the two plans it is, and what has to be listed for it first. */
import { ALL_RULES } from "../kinds/all-rules.ts";
import { StagekeeperError } from "../model/errors.ts";
import { KINDS, type Kind } from "../model/kind.ts";
import { OF_THE_ACCOUNT } from "../model/kind-name.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Plan } from "../model/plan.ts";
import type { Clock } from "../model/ports.ts";
import type { Memory } from "../plan/cause.ts";
import { makeDestroyPlan } from "../plan/make-destroy-plan.ts";
import { makePlan } from "../plan/make-plan.ts";
import { unmatchedPatterns } from "../plan/only.ts";
import { HISTORY, withoutElsewhere } from "../plan/prune.ts";
import { staleStages, withServedRoutes } from "../plan/stale-snapshots.ts";
import { askGates } from "./ask-gates.ts";
import { lookAtHistory } from "./look-at-history.ts";
import { contextOf, listOwned, lookInside, type Observed, type ObservePass } from "./observe.ts";
import { mapPool } from "./pool.ts";

export interface PlanRequest {
  readonly mode: "apply" | "destroy";
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly force: boolean;
  /** Address patterns of shifts that were given up and are to be tried again. */
  readonly retry?: readonly string[];
}

/** Throws `invalid` when `only` asks for something that there is not. */
export async function planPass(
  request: PlanRequest,
  observed: Observed,
  pass: ObservePass & { readonly memory: Memory; readonly clock: Pick<Clock, "now"> },
): Promise<Plan> {
  const { state, memory, clock } = pass;
  const listed = await listOwned(kindsToList(request, pass), observed.observations, pass);
  const owned = withoutElsewhere(listed, state.elsewhere);
  refuseUnmatched("--only", request.only, { observed, owned });
  refuseUnmatched("--retry", request.retry ?? [], { observed, owned: [] });
  const input = { ...observed, state, owned, only: request.only, force: request.force, memory, now: clock.now() };
  if (request.mode === "destroy") {
    return makeDestroyPlan({ ...input, observations: await lookInside(observed.observations, pass) });
  }
  const findings = await askGates(observed, pass);
  const seen = await lookAtHistory(observed, {
    observers: pass.session.observers,
    context: contextOf(pass, { declared: new Map(), observations: observed.observations }),
    concurrency: pass.concurrency,
    idle: (parent) => memory.idle?.(parent),
  });
  const shifts = { gates: findings, ...(request.retry && { retry: request.retry }), now: clock.now() };
  return explainSnapshots(makePlan({ ...input, ...shifts, ...seen }), observed, pass);
}

/** Costs a call for each stage that serves something else than it should, and none when all serve what they should. */
async function explainSnapshots(plan: Plan, observed: Observed, { session, concurrency, signal }: ObservePass): Promise<Plan> {
  const stages = staleStages(plan, observed.observations);
  if (session.servedRoutes === undefined || stages.length === 0) return plan;
  const served = await mapPool(stages, concurrency, async (stage) => {
    return [stage.address, (await session.servedRoutes?.(stage, signal)) ?? null] as const;
  });
  return withServedRoutes(plan, new Map(served), observed);
}

/** Listing costs calls, so only what can be deleted, or tells us that a child is ours and may go with its parent. */
function kindsToList({ mode, prune }: PlanRequest, { state }: ObservePass): readonly Kind[] {
  const taken = KINDS.flatMap((kind) => ALL_RULES[kind].takesAlong);
  if (mode === "destroy") return KINDS.filter((kind) => taken.includes(kind) && !HISTORY.includes(kind));
  if (!prune || !state.ownerDeclared) return [];
  // What a target that could not be loaded declares is not known: of what its account shares, anything may be its.
  const known = state.elsewhere?.whole ?? true;
  return KINDS.filter((kind) => !HISTORY.includes(kind) && (known || !OF_THE_ACCOUNT.includes(kind)));
}

function refuseUnmatched(
  option: "--only" | "--retry",
  patterns: readonly string[],
  { observed, owned }: { readonly observed: Observed; readonly owned: readonly AnyLive[] },
): void {
  const unmatched = unmatchedPatterns(
    patterns,
    [...observed.derived.resources, ...owned].map(({ address }) => address),
  );
  if (unmatched.length === 0) return;
  const quoted = unmatched.map((pattern) => `"${pattern}"`).join(", ");
  throw new StagekeeperError(
    "invalid",
    `${option} ${quoted} matches nothing that is declared; addresses look like stage:API/NAME`,
  );
}
