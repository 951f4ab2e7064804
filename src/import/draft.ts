/**
 * What was found, as one file: references by name, defaults left out, what everything shares said once. Pure.
 * Whether it asks for nothing is for planning to say; what planning objects to comes back here and is left out.
 */
import { type Address, compareAddresses, kindOf, nameAt } from "../model/address.ts";
import type { Kind } from "../model/kind.ts";
import type { AnyLive, Live } from "../model/observation.ts";
import { REST_API_DEFAULTS, restApiMembers, routeParts } from "./authored-api.ts";
import { BUCKET_DEFAULTS, bucketMembers } from "./authored-bucket.ts";
import { CLIENT_CERTIFICATE_DEFAULTS, clientCertificateMembers } from "./authored-client-certificate.ts";
import { DOMAIN_NAME_DEFAULTS, domainNameMembers } from "./authored-domain-name.ts";
import { ALIAS_DEFAULTS, aliasMembers, FUNCTION_DEFAULTS, functionMembers } from "./authored-function.ts";
import { ROLE_DEFAULTS, roleMembers } from "./authored-role.ts";
import { STAGE_DEFAULTS, stageMembers } from "./authored-stage.ts";
import { USAGE_PLAN_DEFAULTS, usagePlanMembers } from "./authored-usage-plan.ts";
import type { Found, NamedSecret, Objections, Wishes } from "./found.ts";
import type { Members } from "./members.ts";
import { isDeclared, isParts, type Part, type PartPath, property } from "./part.ts";
import { hideSecrets } from "./secrets.ts";
import { isSame, shareDefaults } from "./shared-defaults.ts";
import { unservedReason } from "./unserved.ts";

export interface Draft {
  /** `buckets`, `roles`, `functions`, `clientCertificates`, `apis`, `usagePlans`, `domains`: those in which there is something. */
  readonly sections: readonly Part[];
  /** `defaults`, if something is shared. */
  readonly defaults: readonly Part[];
  readonly owner: string | undefined;
  /** Nothing of it carries a mark, which is said once for the file. */
  readonly adopt: boolean;
  readonly secrets: readonly NamedSecret[];
}

const DEFAULTS: Partial<Readonly<Record<Kind, Members>>> = {
  bucket: BUCKET_DEFAULTS,
  role: ROLE_DEFAULTS,
  function: FUNCTION_DEFAULTS,
  alias: ALIAS_DEFAULTS,
  "rest-api": REST_API_DEFAULTS,
  "client-certificate": CLIENT_CERTIFICATE_DEFAULTS,
  stage: STAGE_DEFAULTS,
  "usage-plan": USAGE_PLAN_DEFAULTS,
  "domain-name": DOMAIN_NAME_DEFAULTS,
};

/** A reference to a value is put in wherever it stands, and AWS's own text of that form cannot be told from one. */
const REFERENCE = /\$\{values\.[\w-]+\}/;

export function draftOf(found: Found, wishes: Wishes, objections: Objections): Draft {
  const lives = found.lives.toSorted((left, right) => compareAddresses(left.address, right.address));
  const owners = lives.flatMap(({ owner }) => (owner === null ? [] : [owner]));
  const owner = wishes.owner ?? mostFrequent(owners);
  const adopt = !wishes.merging && owners.length === 0;
  const desk: Desk = { found, wishes, objections, lives, adopt, owner };
  const childrenOf = <K extends "alias" | "stage">(kind: K, parent: AnyLive): readonly Live<K>[] =>
    livesOf(kind, desk).filter(({ address }) => nameAt(address, 0) === nameOf(parent));
  const secrets: NamedSecret[] = [];
  const section = (key: string, parts: readonly Part[]): readonly Part[] => {
    const hidden = parts.map((part) => hideSecrets(part, [], wishes.secrets));
    secrets.push(...hidden.flatMap((one) => one.secrets));
    const objected = hidden.map(({ part }) => withObjections(part, [key], objections));
    return parts.length === 0 ? [] : [property(key, { parts: objected })];
  };
  const sections = [
    ...section(
      "buckets",
      livesOf("bucket", desk).map((live) => bucketPart(live, desk)),
    ),
    ...section(
      "roles",
      livesOf("role", desk).map((live) => rolePart(live, desk)),
    ),
    ...section(
      "functions",
      livesOf("function", desk).map((live) => functionPart(live, childrenOf("alias", live), desk)),
    ),
    ...section(
      "clientCertificates",
      livesOf("client-certificate", desk).map((live) =>
        resource(live, tidied(clientCertificateMembers(live), "client-certificate", desk), desk),
      ),
    ),
    ...section(
      "apis",
      livesOf("rest-api", desk).map((live) => apiPart(live, childrenOf("stage", live), desk)),
    ),
    ...section(
      "usagePlans",
      livesOf("usage-plan", desk).map((live) => resource(live, tidied(usagePlanMembers(live), "usage-plan", desk), desk)),
    ),
    ...section(
      "domains",
      livesOf("domain-name", desk).map((live) => resource(live, tidied(domainNameMembers(live), "domain-name", desk), desk)),
    ),
  ];
  // Defaults that are there hold for this as well, and are said once for all files.
  const hasDefaults = wishes.merging || Object.keys(wishes.given).length > 0;
  return { ...(hasDefaults ? { sections, defaults: [] } : shareDefaults(sections)), owner, adopt, secrets };
}

/** Of equals the first by name. */
function mostFrequent(names: readonly string[]): string | undefined {
  const countOf = (name: string) => names.filter((one) => one === name).length;
  return [...new Set(names)].toSorted().reduce<string | undefined>((best, name) => {
    return best === undefined || countOf(name) > countOf(best) ? name : best;
  }, undefined);
}

interface Desk {
  readonly found: Found;
  readonly wishes: Wishes;
  readonly objections: Objections;
  readonly lives: readonly AnyLive[];
  readonly adopt: boolean;
  readonly owner: string | undefined;
}

function livesOf<K extends Kind>(kind: K, { lives }: Desk): readonly Live<K>[] {
  // The filter is on the tag that says which member of the union it is.
  return lives.filter((live) => live.kind === kind) as readonly AnyLive[] as readonly Live<K>[];
}

function bucketPart(live: Live<"bucket">, desk: Desk): Part {
  return resource(live, tidied(bucketMembers(live, desk.found.identity.region), "bucket", desk), desk);
}

function rolePart(live: Live<"role">, desk: Desk): Part {
  return resource(live, tidied(roleMembers(live, desk.found.identity.partition), "role", desk), desk);
}

function functionPart(live: Live<"function">, aliases: readonly Live<"alias">[], desk: Desk): Part {
  const code = desk.wishes.code.get(nameOf(live));
  const role = typeof live.spec.role === "string" ? roleName(live.spec.role, desk) : undefined;
  const members = tidied(functionMembers(live, role), "function", desk);
  const own = [...(code === undefined ? [] : [property("code", code)]), ...members];
  const parts = aliases.map((alias) => resource(alias, tidied(aliasMembers(alias), "alias", desk), below(live, desk)));
  return resource(live, own, desk, parts.length === 0 ? [] : [property("aliases", { parts })]);
}

function apiPart(live: Live<"rest-api">, stages: readonly Live<"stage">[], desk: Desk): Part {
  const { parts: routes, cors } = routeParts(live.spec.routes ?? {});
  const own = [
    ...tidied(restApiMembers(live), "rest-api", desk),
    ...(cors === undefined ? [] : [property("cors", cors)]),
    ...(routes.length === 0 ? [] : [property("routes", { parts: routes })]),
  ];
  const parts = stages.map((stage) => stagePart(stage, live, routes.some(isDeclared), below(live, desk)));
  return resource(live, own, desk, parts.length === 0 ? [] : [property("stages", { parts })]);
}

function stagePart(stage: Live<"stage">, api: Live<"rest-api">, declaresRoutes: boolean, desk: Desk): Part {
  const parts = tidied(stageMembers(stage, certificateName(stage, desk)), "stage", desk);
  // Where routes are declared a stage follows them, unless it is told not to.
  const leave = declaresRoutes && desk.objections.left.has(stage.address);
  const deployment = leave ? [property("deployment", "leave", [staleRemark(stage)])] : [];
  const part = resource(stage, [...deployment, ...parts], desk);
  const out = unservedReason(stage, api);
  return out === undefined ? part : { ...part, out };
}

function staleRemark({ spec }: Live<"stage">): string {
  const id = typeof spec.deploymentId === "string" ? ` ${spec.deploymentId}` : "";
  return `serves deployment${id}, made elsewhere or of an older API; without this line the API is deployed as it is declared here`;
}

/** Children of what is somebody's are mostly theirs too, which is said once. */
function below({ owner }: AnyLive, desk: Desk): Desk {
  return { ...desk, owner: owner ?? desk.owner };
}

/** A resource with its own properties, the word on whose it is, and its children. */
function resource(live: AnyLive, own: readonly Part[], desk: Desk, children: readonly Part[] = []): Part {
  const adopt = live.owner === null && !desk.adopt ? [property("adopt", true)] : [];
  const foreign =
    live.owner !== null && live.owner !== desk.owner ? [`marked by owner "${live.owner}": changed there, not here`] : [];
  const key = nameAt(live.address, live.kind === "alias" || live.kind === "stage" ? 1 : 0);
  return { key, address: live.address, content: { parts: [...own, ...adopt, ...children] }, remarks: foreign };
}

/** Members about which there is something to say: not what AWS gives anyway, unless the file's `defaults` say otherwise. */
function tidied(members: Members, kind: Kind, { wishes }: Desk): readonly Part[] {
  const goneAgainst = wishes.given[kind] ?? [];
  return Object.entries(members).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (isSame(value, DEFAULTS[kind]?.[key] ?? null) && !goneAgainst.includes(key)) return [];
    return [withoutReferences(property(key, value))];
  });
}

function withoutReferences(part: Part): Part {
  const found = REFERENCE.exec(JSON.stringify(part.content))?.[0];
  if (found === undefined) return part;
  return { ...part, out: `not declared: it holds the text ${found}, which would be taken for a value's name` };
}

/** By the name under which it is declared, else by its ARN. */
function roleName(arn: string, desk: Desk): string {
  const role = livesOf("role", desk).find(({ outputs }) => outputs.arn === arn);
  if (role === undefined || desk.objections.out.has(JSON.stringify(["roles", nameOf(role)]))) return arn;
  return nameOf(role);
}

/** By the name under which it is declared; undefined: it is not. */
function certificateName({ spec }: Live<"stage">, desk: Desk): string | undefined {
  const declared = livesOf("client-certificate", desk).find(({ facts }) => facts.id === spec.clientCertificate);
  if (declared === undefined || desk.objections.out.has(JSON.stringify(["clientCertificates", nameOf(declared)])))
    return undefined;
  return nameOf(declared);
}

function withObjections(part: Part, above: PartPath, objections: Objections): Part {
  const path = [...above, part.key];
  const out = part.out ?? objections.out.get(JSON.stringify(path));
  const { content } = part;
  return {
    ...part,
    content: isParts(content) ? { parts: content.parts.map((one) => withObjections(one, path, objections)) } : content,
    ...(out === undefined ? {} : { out }),
  };
}

function nameOf({ address }: { readonly address: Address }): string {
  return nameAt(address, 0);
}

/** Where a resource is declared. */
export function pathOfResource(address: Address): PartPath {
  const [first, second] = [
    nameAt(address, 0),
    kindOf(address) === "alias" || kindOf(address) === "stage" ? nameAt(address, 1) : "",
  ];
  switch (kindOf(address)) {
    case "bucket":
      return ["buckets", first];
    case "role":
      return ["roles", first];
    case "alias":
      return ["functions", first, "aliases", second];
    case "function":
    case "version":
    case "permission":
      return ["functions", first];
    case "stage":
      return ["apis", first, "stages", second];
    case "rest-api":
    case "deployment":
      return ["apis", first];
    case "client-certificate":
      return ["clientCertificates", first];
    case "api-key":
      return ["apiKeys", first];
    case "usage-plan":
      return ["usagePlans", first];
    case "domain-name":
      return ["domains", first];
  }
}
