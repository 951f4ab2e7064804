/**
 * How long a plan takes at least under AWS's quotas, and which operation says so: the bottleneck of the calls that its
 * steps make (aws-facts 1.1, 5.7, 10.2). A lower bound; waits for states and what others use of the quota come on top.
 */
import type { Kind } from "../model/kind.ts";
import type { Action, Plan, Step } from "../model/plan.ts";
import type { Forecast } from "../model/report.ts";
import type { RestApiSpec } from "../model/specs/rest-api.ts";

/** A token bucket: `burst` calls at once, then `perSecond`. */
interface Quota {
  readonly perSecond: number;
  readonly burst: number;
}

/** Per-operation bursts are not documented: 1 is assumed (aws-facts 1.1). */
const QUOTAS: Readonly<Record<string, Quota>> = {
  "apigateway.CreateDeployment": { perSecond: 1 / 5, burst: 1 },
  "apigateway.CreateRestApi (edge)": { perSecond: 1 / 30, burst: 1 },
  "apigateway.CreateRestApi": { perSecond: 1 / 3, burst: 1 },
  "apigateway.DeleteRestApi": { perSecond: 1 / 30, burst: 1 },
  "apigateway.CreateResource": { perSecond: 5, burst: 1 },
  apigateway: { perSecond: 10, burst: 40 },
  lambda: { perSecond: 15, burst: 15 },
};

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

export function forecast(plan: Plan): Forecast {
  const calls = plan.steps.flatMap((step) => Object.entries(CALLS[step.kind]?.[step.action]?.(step) ?? {}));
  const waits = Object.entries(QUOTAS).map(([name, quota]) => ({ name: baseName(name), seconds: waitFor(name, quota, calls) }));
  const longest = waits.reduce((worst, wait) => (wait.seconds > worst.seconds ? wait : worst), { name: "", seconds: 0 });
  return { seconds: Math.ceil(longest.seconds), limitedBy: longest.seconds === 0 ? null : longest.name };
}

/** A quota is of one operation, or of all that a service has. */
function waitFor(name: string, { perSecond, burst }: Quota, calls: readonly (readonly [string, number])[]): number {
  const counted = calls.filter(([operation]) => operation === name || operation.startsWith(`${name}.`));
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  return Math.max(0, total - burst) / perSecond;
}

function baseName(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** API Gateway CreateRestApi makes an edge-optimised API when no endpoint type is given. */
function createApiCalls(step: Step): Calls {
  const spec: RestApiSpec = step.desired?.kind === "rest-api" ? step.desired.spec : {};
  const routes = Object.keys(spec.routes ?? {});
  const edge = spec.endpoint === undefined || spec.endpoint === "EDGE";
  return {
    [edge ? "apigateway.CreateRestApi (edge)" : "apigateway.CreateRestApi"]: 1,
    "apigateway.CreateResource": new Set(routes.flatMap(pathsTo)).size,
    "apigateway.PutMethod": routes.length,
    "apigateway.PutIntegration": routes.length,
  };
}

/** Every path that has to be made for a route: `/a` and `/a/b` for `GET /a/b`; the root is there. */
function pathsTo(route: string): readonly string[] {
  const parts = (route.split(" ")[1] ?? "").split("/").filter((part) => part !== "");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
