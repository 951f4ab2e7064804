/**
 * What to import, from what was asked for. Names may hold `*`; tags narrow it down to what has all of them.
 *
 *   names    tags    chosen
 *   some     none    what has these names, or an API this id
 *   some     some    of these, what has the tags
 *   none     some    of everything, what has the tags
 */
import { didYouMean } from "../kinds/did-you-mean.ts";
import { addressOf } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Catalog } from "../model/ports.ts";
import { type Choice, type GatherPorts, observeWhole } from "./gather.ts";

export interface Filters {
  readonly api: readonly string[];
  readonly function: readonly string[];
  readonly bucket: readonly string[];
  /** `KEY=VALUE`. */
  readonly tag: readonly string[];
}

type Kind = "api" | "function" | "bucket";

const WORDS: Readonly<Record<Kind, string>> = { api: "REST API", function: "function", bucket: "bucket" };

/** Throws `not-found` for a name that nothing has, and when nothing is left. */
export async function select(filters: Filters, ports: GatherPorts): Promise<Choice> {
  const any = filters.api.length + filters.function.length + filters.bucket.length === 0;
  const asked = (patterns: readonly string[]): readonly string[] => (any ? ["*"] : patterns);
  const found: Choice = {
    apis: await matching("api", asked(filters.api), ports),
    functions: await matching("function", asked(filters.function), ports),
    buckets: await matching("bucket", asked(filters.bucket), ports),
  };
  const chosen = filters.tag.length === 0 ? found : await tagged(found, filters.tag, ports);
  if (chosen.apis.length + chosen.functions.length + chosen.buckets.length > 0) return chosen;
  const { account, region } = ports.identity;
  const what = filters.tag.length > 0 ? `has the tag ${filters.tag.join(" and ")}` : "is there";
  throw new StagekeeperError(
    "not-found",
    `nothing to import: no REST API, function or bucket ${what} in account ${account}, ${region}; check the filters, --profile and --region`,
  );
}

/** Everything by name, sorted. */
export async function everything(catalog: Catalog, signal: AbortSignal): Promise<Choice> {
  const [apis, functions, buckets] = await Promise.all([
    catalog.restApis(signal),
    catalog.functions(signal),
    catalog.buckets(signal),
  ]);
  return { apis: distinct(apis.map(({ name }) => name)), functions: distinct(functions), buckets: distinct(buckets) };
}

async function matching(
  kind: Kind,
  patterns: readonly string[],
  { catalog, identity, signal }: GatherPorts,
): Promise<readonly string[]> {
  if (patterns.length === 0) return [];
  const apis = kind === "api" ? await catalog.restApis(signal) : [];
  const names =
    kind === "api"
      ? apis.map(({ name }) => name)
      : kind === "function"
        ? await catalog.functions(signal)
        : await catalog.buckets(signal);
  return distinct(
    patterns.flatMap((pattern) => {
      const byId = apis.filter(({ id }) => id === pattern).map(({ name }) => name);
      const byName = names.filter((name) => matches(pattern, name));
      if (byName.length + byId.length > 0 || pattern === "*") return [...byName, ...byId];
      const meant = didYouMean(pattern, names);
      const remedy = meant === undefined ? "check --profile and --region" : `did you mean "${meant}"?`;
      const where = `account ${identity.account}, ${identity.region}`;
      throw new StagekeeperError("not-found", `no ${WORDS[kind]} "${pattern}" in ${where}: --${kind}: ${remedy}`);
    }),
  );
}

async function tagged(choice: Choice, tags: readonly string[], ports: GatherPorts): Promise<Choice> {
  const keep = async (kind: "rest-api" | "function" | "bucket", names: readonly string[]): Promise<readonly string[]> => {
    const kept: string[] = [];
    for (const name of names) {
      const observation = await observeWhole(kind, addressOf(kind, name), ports);
      const own = observation.state === "present" ? (observation.live.spec.tags ?? {}) : {};
      if (tags.every((tag) => hasTag(own, tag))) kept.push(name);
    }
    return kept;
  };
  return {
    apis: await keep("rest-api", choice.apis),
    functions: await keep("function", choice.functions),
    buckets: await keep("bucket", choice.buckets),
  };
}

function hasTag(tags: Readonly<Record<string, string>>, tag: string): boolean {
  const [key = "", ...value] = tag.split("=");
  return tags[key] === value.join("=");
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
