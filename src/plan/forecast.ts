/**
 * How long a plan takes at least under AWS's quotas, of which a part is left to others, and which operation says so: the
 * bottleneck of the calls that its steps make (aws-facts 1.1, 5.7, 10.2). A lower bound; waits for states and what others use
 * of the quota beyond their part come on top.
 */
import { EDGE_CREATE, type Quota, quotasNamed, USUAL_RESERVE } from "../kinds/request-quotas.ts";
import type { Kind } from "../model/kind.ts";
import type { Action, Plan, Step } from "../model/plan.ts";
import type { Forecast } from "../model/report.ts";
import type { RestApiSpec } from "../model/specs/rest-api.ts";

type Calls = Readonly<Record<string, number>>;

/** The writes of one step by kind and action; kinds and actions left out have no published quota. */
const CALLS: { readonly [K in Kind]?: { readonly [A in Action]?: (step: Step) => Calls } } = {
  function: {
    create: () => ({ "lambda.CreateFunction": 1 }),
    update: (step) => ({ "lambda.UpdateFunction": step.changes.some(({ path }) => path === "codeSha256") ? 2 : 1 }),
    delete: () => ({ "lambda.DeleteFunction": 1 }),
  },
  // Publishing another environment changes the configuration, publishes, and puts the configuration back.
  version: { create: () => ({ "lambda.PublishVersion": 3 }) },
  alias: {
    create: () => ({ "lambda.CreateAlias": 1 }),
    update: () => ({ "lambda.UpdateAlias": 1 }),
    delete: () => ({ "lambda.DeleteAlias": 1 }),
  },
  permission: {
    create: () => ({ "lambda.AddPermission": 1 }),
    delete: () => ({ "lambda.RemovePermission": 1 }),
  },
  "rest-api": {
    create: createApiCalls,
    update: (step) => ({ "apigateway.UpdateRestApi": new Set(step.changes.map(({ keys }) => keys.slice(0, 2).join())).size }),
    delete: () => ({ "apigateway.DeleteRestApi": 1 }),
  },
  deployment: { create: () => ({ "apigateway.CreateDeployment": 1 }) },
  stage: {
    create: (step) => ({ "apigateway.CreateStage": step.changes.some(({ keys }) => keys[0] === "settings") ? 2 : 1 }),
    update: () => ({ "apigateway.UpdateStage": 1 }),
    delete: () => ({ "apigateway.DeleteStage": 1 }),
  },
};

/** Sums of fractions, such as 24 / 0.8, are more than they are by a rounding error. */
const ROUNDING = 1e-6;

/** `reserve`: the part of every quota that is left to others, 0 to below 1. */
export function forecast(plan: Plan, reserve: number = USUAL_RESERVE): Forecast {
  const totals = new Map<Quota, number>();
  for (const [operation, count] of plan.steps.flatMap(callsOf)) {
    for (const quota of quotasNamed(operation)) totals.set(quota, (totals.get(quota) ?? 0) + count);
  }
  const waits = [...totals].map(([quota, count]) => ({
    name: baseName(quota.name),
    seconds: waitFor(count, quota, 1 - reserve),
  }));
  const longest = waits.reduce((worst, wait) => (wait.seconds > worst.seconds ? wait : worst), { name: "", seconds: 0 });
  return { seconds: Math.max(0, Math.ceil(longest.seconds - ROUNDING)), limitedBy: longest.seconds === 0 ? null : longest.name };
}

/** Seconds for which a step's own calls use the quota that they use longest. */
export function secondsOf(step: Step): number {
  const uses = callsOf(step).flatMap(([operation, count]) => quotasNamed(operation).map(({ perSecond }) => count / perSecond));
  return Math.max(0, ...uses);
}

/** Operations by the names of their quotas, and how often each is called. */
function callsOf(step: Step): readonly (readonly [string, number])[] {
  return Object.entries(CALLS[step.kind]?.[step.action]?.(step) ?? {});
}

/** One call at least may go at once, however much is left to others. */
function waitFor(count: number, { perSecond, burst, published }: Quota, ours: number): number {
  return published ? Math.max(0, count - Math.max(1, burst * ours)) / (perSecond * ours) : 0;
}

/** Without what tells two quotas of one operation apart. */
function baseName(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** API Gateway CreateRestApi makes an edge-optimised API when no endpoint type is given. */
function createApiCalls(step: Step): Calls {
  const spec: RestApiSpec = step.desired?.kind === "rest-api" ? step.desired.spec : {};
  const edge = spec.endpoint === undefined || spec.endpoint === "EDGE";
  return {
    [edge ? EDGE_CREATE : "apigateway.CreateRestApi"]: 1,
    // All routes in one import.
    ...(Object.keys(spec.routes ?? {}).length > 0 && { "apigateway.PutRestApi": 1 }),
  };
}
