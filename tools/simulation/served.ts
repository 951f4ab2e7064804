/**
 * Whether what is served can be served, told from the state of the account alone by the sandbox's own rules: the snapshot
 * that a stage points at, its variables put in, the alias and version that this names, and the policy that lets it call.
 */
import { stageOf } from "../../src/sandbox/apigateway/snapshot.ts";
import { withStageVariables } from "../../src/sandbox/gateway/stage-variables.ts";
import { allowsInvoke } from "../../src/sandbox/lambda/evaluate-policy.ts";
import { settled } from "../../src/sandbox/lambda/lifecycle.ts";
import type { FunctionRecord } from "../../src/sandbox/lambda/state.ts";
import type { World } from "../../src/sandbox/world.ts";

const LAMBDA_URI =
  /:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:([^:]*):([^:]*):function:([^:/]+)(?::([^/]*))?\/invocations$/;

export interface Served {
  /** `NAME METHOD /path` of the API. */
  readonly route: string;
  /** Name of the function; empty: it calls none. */
  readonly calls: string;
  /** Of a part of the requests that goes another way: the keys of those that it was part of, the nearest first; empty: it is the rest. */
  readonly partOf: readonly string[];
  /** Why it answers 500; `null`: it does not. */
  readonly broken: string | null;
}

/** Every route that calls a function, and each part of its requests, by `API-ID/STAGE METHOD /path` and the part. Calls into other accounts are their business. */
export function servedRoutes(world: World): ReadonlyMap<string, Served> {
  const found = new Map<string, Served>();
  for (const api of world.apigateway.apis.values()) {
    for (const { stageName } of api.stages.values()) {
      const served = stageOf(world, api.id, stageName);
      for (const [part, way] of [
        ["", served],
        [" of the canary", served?.canary],
      ] as const) {
        for (const route of way?.snapshot.routes ?? []) {
          if (way === undefined || route.integration.type !== "AWS_PROXY") continue;
          const uri = withStageVariables(route.integration.uri ?? "", way.variables);
          const sourceArn = `arn:aws:execute-api:${world.region}:${world.account}:${api.id}/${stageName}/${verbOf(route.method)}${route.path}`;
          const rest = `${api.id}/${stageName} ${route.method} ${route.path}`;
          const name = `${api.settings.name} ${route.method} ${route.path}`;
          const calls = LAMBDA_URI.exec(uri)?.[3] ?? "";
          for (const [version, broken] of branches(world, uri, sourceArn)) {
            const key = `${rest}${part}${version === null ? "" : ` by version ${version}`}`;
            const partOf = [`${rest}${part}`, rest].filter((whole) => whole !== key);
            found.set(key, { route: name, calls, broken, partOf });
          }
        }
      }
    }
  }
  return found;
}

/** Each version that may answer, and why it does not; the one that an alias points at, or that is called by name: `null`. */
function branches(world: World, uri: string, sourceArn: string): readonly (readonly [string | null, string | null])[] {
  const [, region, account, name = "", qualifier] = LAMBDA_URI.exec(uri) ?? [];
  if (region === undefined) return [[null, `calls what is no function: ${uri}`]];
  if (region !== world.region || account !== world.account) return [[null, null]];
  const record = world.lambda.functions.get(name);
  if (record === undefined) return [[null, `calls function ${name}, which is not there`]];
  const alias = qualifier === undefined ? undefined : record.aliases.get(qualifier);
  const main = qualifier === undefined ? "$LATEST" : (alias?.functionVersion ?? qualifier);
  const called = { record, qualifier, sourceArn };
  const other = alias?.additional?.version;
  return [
    [null, whyBroken(world, main, called)],
    ...(other === undefined ? [] : [[other, whyBroken(world, other, called)] as const]),
  ];
}

interface Called {
  readonly record: FunctionRecord;
  readonly qualifier: string | undefined;
  readonly sourceArn: string;
}

function whyBroken(world: World, version: string, { record, qualifier, sourceArn }: Called): string | null {
  const { name } = record;
  const snapshot = version === "$LATEST" ? record.latest : record.versions.get(version);
  if (snapshot === undefined) return `calls ${name}:${qualifier}, which is not there`;
  if (settled(snapshot, world.clock.now()).transition?.kind === "creating")
    return `calls ${name}:${version}, which is still pending`;
  const caller = { service: "apigateway.amazonaws.com", sourceArn } as const;
  if (!allowsInvoke(record.policies.get(qualifier ?? ""), caller)) return `may not call ${name}:${qualifier ?? ""}`;
  return null;
}

/** `ANY` stands for each verb; a statement that covers one of ours covers all. */
function verbOf(method: string): string {
  return method === "ANY" ? "GET" : method;
}

/** Names of the roles that functions run as, by `$LATEST` or by a version that an alias serves; each with what does. */
export function runningAs({ lambda }: World): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const note = (role: string, what: string): void => {
    const name = role.slice(role.lastIndexOf("/") + 1);
    found.set(name, [...(found.get(name) ?? []), what]);
  };
  for (const record of lambda.functions.values()) {
    note(record.latest.configuration.role, `function ${record.name}`);
    for (const { name, functionVersion } of record.aliases.values()) {
      const version = record.versions.get(functionVersion);
      if (version !== undefined) note(version.configuration.role, `alias ${record.name}/${name}`);
    }
  }
  return found;
}
