/**
 * The shortest time in which AWS's quotas let a fleet be made from nothing, by the formulas of docs/aws-facts.md sections 10.2
 * and 10.3: the longest of what each quota takes by itself, for they refill side by side.
 *
 *   deployments    5 s each after the first       one a distinct snapshot
 *   APIs           3 s each after the first, edge-optimised ones 30 s
 *   imports        1 s each after the first       one an API with routes
 *   API Gateway    10 a second after 40           all its calls
 *   Lambda         15 a second after 15           all calls but GetFunction and GetPolicy
 *
 * Only calls that nobody could leave out are counted: an API is made and imported, a stage made and, where it has settings,
 * updated once; a function made, its environment set and a version published for each alias that has one of its own; aliases
 * made and permissions added.
 */
import { namesOf } from "../../src/model/address.ts";
import type { Desired, DesiredState } from "../../src/model/desired.ts";
import type { Kind } from "../../src/model/kind.ts";

export interface Work {
  readonly regionalApis: number;
  readonly edgeApis: number;
  readonly imports: number;
  readonly deployments: number;
  readonly stages: number;
  readonly stagesWithSettings: number;
  readonly functions: number;
  readonly versions: number;
  readonly aliases: number;
  readonly permissions: number;
}

export interface LeastTime {
  readonly seconds: number;
  readonly limitedBy: string;
}

/** `share`: the part of every quota that may be used, 0 to 1. Bursts are not shared out. */
export function leastTime(work: Work, share: number): LeastTime {
  const { regionalApis, edgeApis, imports, deployments, stages, stagesWithSettings } = work;
  const { functions, versions, aliases, permissions } = work;
  const apigateway = regionalApis + edgeApis + imports + deployments + stages + stagesWithSettings;
  const lambda = functions + 2 * versions + aliases + permissions;
  const waits: readonly LeastTime[] = [
    { limitedBy: "apigateway.CreateDeployment", seconds: 5 * (deployments - 1) },
    { limitedBy: "apigateway.CreateRestApi", seconds: 3 * (regionalApis - 1) },
    { limitedBy: "apigateway.CreateRestApi (edge)", seconds: 30 * (edgeApis - 1) },
    { limitedBy: "apigateway.PutRestApi", seconds: imports - 1 },
    { limitedBy: "apigateway", seconds: (apigateway - 40) / 10 },
    { limitedBy: "lambda", seconds: (lambda - 15) / 15 },
  ];
  const none: LeastTime = { limitedBy: "nothing", seconds: 0 };
  const longest = waits.reduce((worst, wait) => (wait.seconds > worst.seconds ? wait : worst), none);
  return { ...longest, seconds: longest.seconds / share };
}

/** `permissions`: how many the stages need, which follows from routes and variables. */
export function workOf({ resources }: DesiredState, permissions: number): Work {
  const of = <K extends Kind>(kind: K) =>
    // A member of the union with this kind is the Desired of this kind.
    resources.filter((desired) => desired.kind === kind) as unknown as readonly Desired<K>[];
  const apis = of("rest-api");
  const stages = of("stage");
  const latest = stages.filter(({ intent }) => intent.deployment === "latest");
  const auto = of("alias").filter(({ intent }) => intent.select === "auto" && intent.environment !== undefined);
  return {
    regionalApis: apis.filter(({ spec }) => spec.endpoint !== undefined && spec.endpoint !== "EDGE").length,
    edgeApis: apis.filter(({ spec }) => spec.endpoint === undefined || spec.endpoint === "EDGE").length,
    imports: apis.filter(({ spec }) => Object.keys(spec.routes ?? {}).length > 0).length,
    deployments: new Set(latest.map(({ address }) => namesOf(address)[0])).size,
    stages: stages.length,
    stagesWithSettings: stages.filter(({ spec }) => spec.settings !== undefined).length,
    functions: of("function").length,
    versions: auto.length,
    aliases: of("alias").length,
    permissions,
  };
}
