/** Live values of drifted fields as edits of what the author wrote. Pure; which field is written where is `authored-path.ts`. */
import { isObject, type Json } from "../model/json.ts";
import type { AnyLive } from "../model/observation.ts";
import type { FieldChange } from "../model/plan.ts";
import { restApiMembers, routeEntry } from "./authored-api.ts";
import { bucketMembers } from "./authored-bucket.ts";
import { clientCertificateMembers } from "./authored-client-certificate.ts";
import { domainNameMembers } from "./authored-domain-name.ts";
import { aliasMembers, functionMembers } from "./authored-function.ts";
import { authoredPath } from "./authored-path.ts";
import { roleMembers } from "./authored-role.ts";
import { LEVELS, stageMembers } from "./authored-stage.ts";
import { apiKeyMembers, usagePlanMembers } from "./authored-usage-plan.ts";
import { pathOfResource } from "./draft.ts";
import type { Members } from "./members.ts";
import type { PartPath } from "./part.ts";

export interface Edit {
  /** From the top of the file. */
  readonly path: PartPath;
  /** Undefined: it is taken out. */
  readonly value: Json | undefined;
}

export type Acceptance = { readonly edits: readonly Edit[] } | { readonly refused: string };

/** `partition` and `region`: of the pass. */
export function acceptanceOf(
  change: FieldChange,
  live: AnyLive,
  at: { readonly partition: string; readonly region: string },
): Acceptance {
  if (change.sensitive) return { refused: "is sensitive: set it where its value comes from" };
  if (live.kind === "function" && change.keys[0] === "codeSha256") {
    return { refused: "is code that was shipped elsewhere: bring it into git, or leave `code` out" };
  }
  const own = pathOfResource(live.address);
  const below = authoredPath(live.kind, change.keys);
  if (live.kind === "rest-api" && change.keys[0] === "routes") return acceptRoute(live.spec.routes ?? {}, change, own);
  const members = membersOf(live, at);
  const value = live.kind === "stage" ? stageValue(live, change, members, below) : valueAt(members, below);
  return { edits: [{ path: [...own, ...below], value }, ...alongWith(live, below, members, own)] };
}

function membersOf(live: AnyLive, { partition, region }: { readonly partition: string; readonly region: string }): Members {
  switch (live.kind) {
    case "bucket":
      return bucketMembers(live, region);
    case "role":
      return roleMembers(live, partition);
    case "function":
      return functionMembers(live, typeof live.spec.role === "string" ? live.spec.role : undefined);
    case "alias":
      return aliasMembers(live);
    case "rest-api":
      return restApiMembers(live);
    case "stage":
      return stageMembers(live);
    case "client-certificate":
      return clientCertificateMembers(live);
    case "api-key":
      return apiKeyMembers(live);
    case "usage-plan":
      return usagePlanMembers(live);
    case "domain-name":
      return domainNameMembers(live);
    case "version":
    case "permission":
    case "deployment":
      return {};
  }
}

function acceptRoute(routes: Parameters<typeof routeEntries>[0], { keys }: FieldChange, own: PartPath): Acceptance {
  const key = keys[1] ?? "";
  const path = [...own, "routes", key];
  const entry = routeEntries(routes, key);
  if (entry === null) return { edits: [{ path, value: undefined }] };
  return entry === undefined
    ? { refused: "has an integration or authorization that cannot be declared" }
    : { edits: [{ path, value: entry }] };
}

/** `null`: there is no such route any more. */
function routeEntries(routes: Readonly<Record<string, Parameters<typeof routeEntry>[1]>>, key: string): Json | undefined {
  const route = routes[key];
  return route === undefined ? null : routeEntry(key, route);
}

function valueAt(members: Members, [member = "", key]: PartPath): Json | undefined {
  const value = members[member];
  return key === undefined ? value : isObject(value) ? value[key] : undefined;
}

function stageValue(
  { spec }: Extract<AnyLive, { kind: "stage" }>,
  { keys }: FieldChange,
  members: Members,
  below: PartPath,
): Json | undefined {
  const [member, key = "", field] = keys;
  if (member === "deploymentId") return typeof spec.deploymentId === "string" ? { id: spec.deploymentId } : undefined;
  if (member !== "settings") return valueAt(members, below);
  const settings = spec.settings?.[key];
  if (field === undefined || settings === undefined) return undefined;
  if (field === "logging") return settings.logging === undefined ? undefined : LEVELS[settings.logging];
  return Object.entries(settings).find(([name]) => name === field)?.[1];
}

/** What has to change with it for the whole to be legal, or to mean what lives. */
function alongWith({ kind }: AnyLive, [member]: PartPath, members: Members, own: PartPath): readonly Edit[] {
  if (kind === "role" && member === "trust") {
    // Either way of saying it; `trust` goes before `assumedBy`.
    return [{ path: [...own, "assumedBy"], value: members.assumedBy }];
  }
  if (kind === "role" && member === "inlinePolicies") return [{ path: [...own, "allow"], value: members.allow }];
  if (kind === "alias" && (member === "version" || member === "weights")) {
    const pin = ["codeSha256", "environment", "shift"].map((name) => ({ path: [...own, name], value: undefined }));
    return [{ path: [...own, "version"], value: members.version }, { path: [...own, "weights"], value: members.weights }, ...pin];
  }
  return [];
}
