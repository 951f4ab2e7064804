/** What a desired state declares, reduced to what costs calls to look at: the numbers of docs/aws-facts.md section 10. */
import { namesOf } from "../../src/model/address.ts";
import type { AnyDesired, Desired, DesiredState } from "../../src/model/desired.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { BucketSpec } from "../../src/model/specs/bucket.ts";
import type { RestApiSpec } from "../../src/model/specs/rest-api.ts";

export interface Declared {
  readonly apis: readonly DeclaredApi[];
  readonly functions: readonly DeclaredFunction[];
  readonly buckets: readonly DeclaredBucket[];
  readonly roles: readonly DeclaredRole[];
}

export interface DeclaredApi {
  /** Whether routes are declared: then the working copy has to be read. */
  readonly routesDeclared: boolean;
  /** API Gateway resources below the root: one a path segment. */
  readonly resources: number;
  readonly methods: readonly { readonly proxy: boolean }[];
  readonly stages: readonly { readonly settings: number }[];
  /** Snapshots that exist: one for all stages that serve the same. */
  readonly deployments: number;
}

export interface DeclaredFunction {
  readonly aliases: number;
  /** Aliases that some route reaches: each has a policy of its own to read. */
  readonly aliasesWithPolicy: number;
  /** Permissions: one an API, stage and alias. */
  readonly permissions: number;
  /** Versions that exist, `$LATEST` included. */
  readonly versions: number;
}

/** A part of a bucket that S3 reads by a call of its own; tags, which hold our mark, are read in any case. */
export type BucketAspect = Exclude<keyof BucketSpec, "region" | "tags">;

export interface DeclaredBucket {
  readonly aspects: readonly BucketAspect[];
}

export interface DeclaredRole {
  /** Description or session length, which the listing of all roles does not tell. */
  readonly needsOwnRead: boolean;
}

/** What exists beside the declaration once it has converged: only AWS can tell. */
export interface Existing {
  /** Snapshots by API name. */
  readonly deployments: Readonly<Record<string, number>>;
  /** Versions, `$LATEST` included, by function name. */
  readonly versions: Readonly<Record<string, number>>;
  /** Statements on each alias, by `FUNCTION/ALIAS`. */
  readonly permissions: Readonly<Record<string, number>>;
}

export function declaredIn(state: DesiredState, existing: Existing): Declared {
  const ours = state.resources.filter((resource) => !resource.options.external);
  return {
    apis: all(ours, "rest-api").map((api) => apiOf(api, ours, existing)),
    functions: all(ours, "function").map((fn) => functionOf(nameOf(fn), ours, existing)),
    buckets: all(ours, "bucket").map(({ spec: { region, tags, ...aspects } }) => ({
      // What is left of a bucket's spec are its aspects.
      aspects: Object.keys(aspects) as readonly BucketAspect[],
    })),
    roles: all(ours, "role").map(({ spec }) => ({
      needsOwnRead: spec.description !== undefined || spec.maxSessionSeconds !== undefined,
    })),
  };
}

function apiOf(api: Desired<"rest-api">, among: readonly AnyDesired[], { deployments }: Existing): DeclaredApi {
  const name = nameOf(api);
  const stages = all(among, "stage").filter((stage) => nameOf(stage) === name);
  return {
    routesDeclared: api.spec.routes !== undefined,
    ...routesOf(api.spec),
    stages: stages.map(({ spec }) => ({ settings: Object.keys(spec.settings ?? {}).length })),
    deployments: deployments[name] ?? 0,
  };
}

function routesOf({ routes = {} }: RestApiSpec): Pick<DeclaredApi, "resources" | "methods"> {
  const paths = Object.keys(routes).map((route) => route.slice(route.indexOf(" ") + 1));
  const resources = new Set(paths.flatMap(withAncestors));
  return {
    resources: resources.size,
    methods: Object.values(routes).map(({ integration }) => ({ proxy: integration?.type !== "mock" })),
  };
}

/** `/a/b` → `/a`, `/a/b`; the root is not counted. */
function withAncestors(path: string): readonly string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
}

function functionOf(name: string, among: readonly AnyDesired[], existing: Existing): DeclaredFunction {
  const aliases = all(among, "alias").filter((alias) => nameOf(alias) === name);
  const statements = aliases.map((alias) => existing.permissions[namesOf(alias.address).join("/")] ?? 0);
  return {
    aliases: aliases.length,
    aliasesWithPolicy: statements.filter((count) => count > 0).length,
    permissions: statements.reduce((sum, count) => sum + count, 0),
    versions: existing.versions[name] ?? 1,
  };
}

function nameOf({ address }: AnyDesired): string {
  return namesOf(address)[0] ?? "";
}

function all<K extends Kind>(resources: readonly AnyDesired[], kind: K): readonly Desired<K>[] {
  // A member of the union with this kind is the Desired of this kind.
  return resources.filter((resource) => resource.kind === kind) as unknown as readonly Desired<K>[];
}
