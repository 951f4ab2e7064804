/**
 * How a history delivers what changes: aliases or stages that shift, canaries that stay, and how much history is kept. Laid
 * over authored states as one author would: what was said of an alias or stage is said again, and now and then otherwise.
 */
import type { Json, JsonObject } from "../../src/model/json.ts";
import { ALARMS } from "./alarms.ts";
import { type Authored, CODES, SECRETS } from "./authored.ts";
import type { Random } from "./random.ts";

export interface Delivery {
  /** The same state, with how it is delivered. */
  of(state: Authored): Authored;
}

/** Short ones: virtual time has to get there. */
const SHIFTS: readonly Json[] = [
  "allAtOnce",
  { canary: { percent: 10, bake: "1m" } },
  { canary: { percent: 50, bake: "2m" } },
  { linear: { percent: 40, every: "1m" } },
  { linear: { percent: 34, every: "30s" } },
  // Longer than the grace of what is kept.
  { canary: { percent: 20, bake: "15m" } },
];
/** The shortest grace that we take. */
const GRACE = "10m";

/** `bell`: alarms watch what shifts, by draws of their own. */
export function randomDelivery(random: Random, bell?: Random): Delivery {
  // A way that shifts in two places is refused, so a history has one of them.
  const place = random.pick(["aliases", "stages"]);
  const said = new Map<string, JsonObject>();

  function saying(address: string, make: () => JsonObject): JsonObject {
    const known = said.get(address);
    if (known !== undefined && !random.chance(0.1)) return known;
    const anew = make();
    said.set(address, anew);
    return anew;
  }

  function shift(share: number): JsonObject {
    if (!random.chance(share)) return {};
    const how = random.pick(SHIFTS);
    // What moves at once is not watched.
    return { shift: how, ...(bell !== undefined && how !== "allAtOnce" ? gates(bell) : {}) };
  }

  function ofAlias(address: string, alias: JsonObject): JsonObject {
    // Lambda shares traffic between numbered versions only.
    if (place !== "aliases" || alias.version === "$LATEST") return alias;
    return { ...alias, ...saying(address, () => shift(0.75)) };
  }

  function ofFunction(name: string, declared: JsonObject): JsonObject {
    const aliases = mapped(declared.aliases, (alias, inner) => ofAlias(`alias:${name}/${alias}`, inner));
    const keeps = declared.code !== undefined && random.chance(0.95);
    const keep = keeps ? saying(`function:${name}`, () => keeping(random, "versions")) : {};
    return { ...declared, aliases, ...keep };
  }

  function ofStage(address: string, stage: JsonObject, state: Authored, definesApi: boolean): JsonObject {
    const isLeft = (stage.deployment ?? (definesApi ? "latest" : "leave")) === "leave";
    const said = saying(address, () => {
      if (place === "stages" && !isLeft && random.chance(0.7)) return shift(1);
      return random.chance(0.35) ? canary(random, stage, state) : {};
    });
    // What the stage may no longer have is not said of it.
    return isLeft && said.shift !== undefined ? stage : { ...stage, ...said };
  }

  function ofApi(name: string, api: JsonObject, state: Authored): JsonObject {
    const definesApi = api.routes !== undefined;
    const stages = mapped(api.stages, (stage, inner) => ofStage(`stage:${name}/${stage}`, inner, state, definesApi));
    return { ...api, stages, ...(definesApi ? saying(`rest-api:${name}`, () => keeping(random, "deployments")) : {}) };
  }

  return {
    of: (state) => ({
      ...state,
      functions: mapped(state.functions, ofFunction),
      apis: mapped(state.apis, (name, api) => ofApi(name, api, state)),
    }),
  };
}

function gates(bell: Random): JsonObject {
  if (bell.chance(0.15)) return {};
  const alarms = bell.chance(0.7) ? [...ALARMS] : [bell.pick(ALARMS)];
  return { alarms, ...(bell.chance(0.4) && { gates: { onInsufficientData: bell.pick(["pass", "wait", "fire"]) } }) };
}

function keeping(random: Random, what: "versions" | "deployments"): JsonObject {
  return random.chance(0.5) ? { keep: { [what]: 1 + random.int(2), grace: GRACE } } : {};
}

/** A part of the requests sees another alias, and other values. */
function canary(random: Random, { variables }: JsonObject, { functions }: Authored): JsonObject {
  if (random.chance(0.15)) return { canary: "off" };
  const aliases = Object.entries(objectOf(functions)).flatMap(([name, declared]) => {
    const variable = `${name.toUpperCase()}_ALIAS`;
    const names = Object.keys(objectOf(objectOf(declared).aliases));
    return objectOf(variables)[variable] === undefined || names.length === 0 ? [] : [[variable, random.pick(names)] as const];
  });
  const extras = { LEVEL: "canary", ...(random.chance(0.2) ? { DB_PASSWORD: SECRETS[1] } : {}) };
  return { canary: { percent: random.pick([0, 10, 50]), variables: { ...Object.fromEntries(aliases), ...extras } } };
}

/** A small commit, such as is delivered in steps: other code, another environment, a new route, another alias for a stage. */
export function randomNudge(random: Random, state: Authored): Authored {
  switch (random.pick(["code", "code", "environment", "route", "variable", "route and variable"])) {
    case "code":
      return withOne(random, state, "functions", (declared) =>
        declared.code === undefined ? declared : { ...declared, code: random.pick(CODES) },
      );
    case "environment":
      return withOne(random, state, "functions", (declared) =>
        declared.code === undefined ? declared : { ...declared, environment: { MODE: `mode-${random.int(3)}` } },
      );
    case "route":
      return withOne(random, state, "apis", (api) =>
        api.routes === undefined ? api : { ...api, routes: routed(random, api.routes) },
      );
    case "route and variable":
      return withOne(random, state, "apis", (api) => throughItsOwn(random, api, state));
    default:
      return withOne(random, state, "apis", (api) => withOne(random, api, "stages", (stage) => pointed(random, stage, state)));
  }
}

/** With one more route, or with another answer of it, or without it. */
function routed(random: Random, routes: Json): JsonObject {
  const { "GET /new": old, ...others } = objectOf(routes);
  const calls = Object.values(others).filter((route) => objectOf(route).lambda !== undefined);
  if (old !== undefined && random.chance(0.4)) return Object.keys(others).length > 0 ? others : { "GET /new": old };
  const answer = { mock: { status: 200 + random.int(3), body: "{}" } };
  return { ...others, "GET /new": calls.length > 0 && random.chance(0.6) ? random.pick(calls) : answer };
}

/** A route, and the variable that it reads: whoever has one of the two without the other answers 500. */
function throughItsOwn(random: Random, api: JsonObject, { functions }: Authored): JsonObject {
  const names = Object.keys(objectOf(functions));
  if (api.routes === undefined || names.length === 0) return api;
  const name = random.pick(names);
  const aliases = Object.keys(objectOf(objectOf(objectOf(functions)[name]).aliases));
  if (aliases.length === 0) return api;
  const own = `OWN_${random.int(2)}`;
  const stages = mapped(api.stages, (_, stage) => ({
    ...stage,
    variables: { ...objectOf(stage.variables), [own]: random.pick(aliases) },
  }));
  return { ...api, routes: { ...objectOf(api.routes), "GET /own": { lambda: `${name}:\${stageVariables.${own}}` } }, stages };
}

function pointed(random: Random, stage: JsonObject, { functions }: Authored): JsonObject {
  const variables = objectOf(stage.variables);
  const names = Object.keys(variables).filter((name) => name.endsWith("_ALIAS"));
  if (names.length === 0) return stage;
  const variable = random.pick(names);
  const declared = Object.entries(objectOf(functions)).find(([name]) => variable === `${name.toUpperCase()}_ALIAS`);
  const aliases = Object.keys(objectOf(objectOf(declared?.[1]).aliases));
  return aliases.length === 0 ? stage : { ...stage, variables: { ...variables, [variable]: random.pick(aliases) } };
}

/** One member of a section is another one. */
function withOne(random: Random, owner: JsonObject, section: string, change: (member: JsonObject) => JsonObject): JsonObject {
  const members = objectOf(owner[section]);
  const names = Object.keys(members);
  if (names.length === 0) return owner;
  const name = random.pick(names);
  return { ...owner, [section]: { ...members, [name]: change(objectOf(members[name])) } };
}

function mapped(section: Json | undefined, change: (name: string, member: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(objectOf(section)).map(([name, member]) => [name, change(name, objectOf(member))]));
}

function objectOf(value: Json | undefined): JsonObject {
  // Neither null nor a list, so an object.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
