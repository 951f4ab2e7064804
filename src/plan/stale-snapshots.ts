/**
 * A stage serves a snapshot of its API. That it serves another one than it should is known without a call; in which routes
 * the two differ is looked up only then, and told here. Pure.
 */
import { diffSpec } from "../diff/diff-spec.ts";
import { rulesOf } from "../kinds/all-rules.ts";
import { declared } from "../kinds/authoring.ts";
import { type Address, addressOf, compareAddresses, nameAt } from "../model/address.ts";
import type { Live } from "../model/observation.ts";
import type { Plan } from "../model/plan.ts";
import type { RestApiSpec, RouteSpec } from "../model/specs/rest-api.ts";
import type { Derived, Observations } from "./derive.ts";

export type Routes = Readonly<Record<string, RouteSpec>>;

const CODE = "stale-snapshot";
const POINTER = "deploymentId";

/** Stages that exist and serve something else than they should though nobody changed the desired state. */
export function staleStages(plan: Plan, observations: Observations): readonly Live<"stage">[] {
  const noted = plan.notes.filter(({ code }) => code === CODE).map(({ address }) => address);
  const moved = plan.steps.filter(({ cause, changes, drifted = [] }) => {
    return drifted.includes(POINTER) || (cause === "drift" && changes.some(({ path }) => path === POINTER));
  });
  const left = plan.tolerated.filter(({ changes }) => changes.some(({ path }) => path === POINTER));
  const addresses = new Set<Address>([...noted, ...[...moved, ...left].map(({ address }) => address)]);
  return [...addresses].flatMap((address) => {
    const observation = observations.get(address);
    // What is observed at an address is of that address's kind.
    const live = observation?.state === "present" ? (observation.live as Live) : undefined;
    return live?.kind === "stage" ? [live as Live<"stage">] : [];
  });
}

/** The plan with a note for each of these stages that says in which routes it is stale; `null`: they could not be read. */
export function withServedRoutes(
  plan: Plan,
  served: ReadonlyMap<Address, Routes | null>,
  { derived, observations }: { readonly derived: Derived; readonly observations: Observations },
): Plan {
  const notes = new Map(plan.notes.filter(({ code }) => code === CODE).map((note) => [note.address, note]));
  for (const [address, routes] of served) {
    const note = notes.get(address) ?? { address, code: CODE, message: "serves another snapshot than it should" };
    const details = routes === null ? [] : routeDifferences(routes, apiOf(address, derived, observations));
    notes.set(address, details.length === 0 ? note : { ...note, details });
  }
  const others = plan.notes.filter(({ code }) => code !== CODE);
  const all = [...others, ...notes.values()];
  return { ...plan, notes: all.toSorted((left, right) => compareAddresses(left.address, right.address)) };
}

/** The API as it stands: what is declared of it, and where nothing is, what lives. */
interface Api {
  readonly declared: Routes | undefined;
  readonly live: Routes | undefined;
}

function apiOf(stage: Address, derived: Derived, observations: Observations): Api {
  const address = addressOf("rest-api", nameAt(stage, 0));
  const desired = derived.resources.find((one) => one.address === address);
  const observation = observations.get(address);
  // What is observed at an address is of that address's kind.
  const live = observation?.state === "present" ? (observation.live as Live<"rest-api">) : undefined;
  return { declared: desired?.kind === "rest-api" ? desired.spec.routes : undefined, live: live?.facts.liveRoutes };
}

/**
 *   the stage   the API      told as
 *   –           a route      missing: it is not deployed
 *   a route     another      stale: it serves what it was
 *   a route     –            gone: it still serves what the API has no more
 */
function routeDifferences(served: Routes, { declared, live }: Api): readonly string[] {
  const standing = declared ?? live;
  if (standing === undefined) return [];
  const missing = Object.keys(standing).filter((route) => served[route] === undefined);
  const stale = Object.entries(standing).filter(([route, spec]) => served[route] !== undefined && differs(route, spec, served));
  const gone = Object.keys(served).filter((route) => standing[route] === undefined && live?.[route] === undefined);
  return [
    ...missing.toSorted().map((route) => `missing: ${route}`),
    ...stale
      .map(([route]) => route)
      .toSorted()
      .map((route) => `stale: ${route}`),
    ...gone.toSorted().map((route) => `gone: ${route}`),
  ];
}

function differs(route: string, spec: RouteSpec, served: Routes): boolean {
  const of = (value: RouteSpec | undefined): RestApiSpec => ({ routes: value === undefined ? {} : { [route]: exported(value) } });
  const comparison = { desired: of(spec), live: of(served[route]), rules: rulesOf("rest-api").fields, sensitive: [] };
  return diffSpec(comparison).length > 0;
}

/** What an export tells in a form that is known: authorizers and validators have other names there, and models other places. */
function exported({ authorization, apiKeyRequired, integration }: RouteSpec): RouteSpec {
  return declared({
    authorization: authorization === "COGNITO_USER_POOLS" ? "CUSTOM" : authorization,
    apiKeyRequired,
    integration,
  } as RouteSpec);
}
