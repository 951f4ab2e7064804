/** What is not ours, and what there must be only one of: read from the state of the account, by our mark alone. */

import { resourcePath } from "../../src/sandbox/apigateway/resource-tree.ts";
import type { RestApiState } from "../../src/sandbox/apigateway/state.ts";
import type { FunctionRecord, PolicyStatement } from "../../src/sandbox/lambda/state.ts";
import type { World } from "../../src/sandbox/world.ts";
import { OWNER } from "./authored.ts";

/** What commits said may be taken over, and which routes they speak of. */
export interface Claims {
  /** Addresses with `adopt: true`. */
  readonly adopted: ReadonlySet<string>;
  /** `API METHOD /path`. */
  readonly routes: ReadonlySet<string>;
}

const OWNER_TAG = "stagekeeper:owner";
/** While it shifts it says behind the owner where it stands. */
const ALIAS_MARK = new RegExp(`\\[stagekeeper:${OWNER}( [^\\]]*)?\\]$`);
const DEPLOYMENT_MARK = new RegExp(`^stagekeeper:${OWNER} fingerprint:([0-9a-f]+)`);
const VERSION_MARK = new RegExp(`^stagekeeper:${OWNER} `);
const STATEMENT_MARK = `stagekeeper-${OWNER}-`;

/** A text for everything that does not carry our mark, by a name for it; equal texts mean that nobody touched it. */
export function strangers(world: World, claims: Claims): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const note = (address: string, content: unknown): void => {
    if (!claims.adopted.has(address)) found.set(address, JSON.stringify(content));
  };
  for (const { name, aspects } of world.s3.buckets.values()) {
    if (!aspects.tags?.some(({ Key, Value }) => Key === OWNER_TAG && Value === OWNER)) note(`bucket:${name}`, aspects);
  }
  for (const record of world.iam.roles.values()) {
    if (record.tags.get(OWNER_TAG) === OWNER) continue;
    const { name, trust, description, maxSessionDuration } = record;
    const lists = [[...record.inlinePolicies], [...record.attachedPolicies], [...record.tags]];
    note(`role:${name}`, { trust, description, maxSessionDuration, lists });
  }
  for (const record of world.lambda.functions.values()) noteFunction(record, note);
  for (const api of world.apigateway.apis.values()) noteApi(api, claims, note);
  return found;
}

type Note = (address: string, content: unknown) => void;

function noteFunction(record: FunctionRecord, note: Note): void {
  const { name, latest, tags, reservedConcurrency } = record;
  if (tags[OWNER_TAG] !== OWNER) {
    note(`function:${name}`, { configuration: latest.configuration, code: latest.code.sha256, tags, reservedConcurrency });
  }
  for (const alias of record.aliases.values()) {
    const { functionVersion, description, additional } = alias;
    if (!ALIAS_MARK.test(description)) note(`alias:${name}/${alias.name}`, { functionVersion, description, additional });
  }
  for (const { version, configuration } of record.versions.values()) {
    if (!VERSION_MARK.test(configuration.description)) note(`version:${name}/${version}`, "is there");
  }
  for (const [qualifier, { statements }] of record.policies) {
    for (const one of statements) if (!isOurs(one)) note(`statement:${name}:${qualifier} ${one.Sid}`, one);
  }
}

function noteApi(api: RestApiState, claims: Claims, note: Note): void {
  const { name, tags } = api.settings;
  const ours = tags[OWNER_TAG] === OWNER;
  const key = `rest-api:${name}`;
  if (!ours && !claims.adopted.has(key)) note(`${key} (${api.id})`, [api.settings, [...api.resources.values()]]);
  for (const resource of api.resources.values()) {
    for (const [verb, content] of Object.entries(resource.methods)) {
      const route = `${name} ${verb} ${resourcePath(api.resources, resource)}`;
      if (!claims.routes.has(route)) note(`route:${route} (${api.id})`, content);
    }
  }
  for (const { id, description } of api.deployments.values()) {
    if (!DEPLOYMENT_MARK.test(description ?? "")) note(`deployment:${name}/${id}`, "is there");
  }
  for (const { lastUpdatedDate: _, ...stage } of api.stages.values()) {
    const address = `stage:${name}/${stage.stageName}`;
    if (stage.tags[OWNER_TAG] !== OWNER && !claims.adopted.has(address)) note(`${address} (${api.id})`, stage);
  }
}

/** What we made more than once, by what it is. */
export function twins(world: World): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const api of world.apigateway.apis.values()) {
    if (api.settings.tags[OWNER_TAG] === OWNER) count(`rest-api:${api.settings.name}`);
    for (const { description } of api.deployments.values()) {
      const fingerprint = DEPLOYMENT_MARK.exec(description ?? "")?.[1];
      if (fingerprint !== undefined) count(`deployment of ${api.settings.name} (${api.id}), fingerprint ${fingerprint}`);
    }
  }
  for (const record of world.lambda.functions.values()) {
    for (const { code, configuration } of record.versions.values()) {
      if (!VERSION_MARK.test(configuration.description)) continue;
      count(`version of ${record.name} with ${JSON.stringify({ ...configuration, description: "", code: code.sha256 })}`);
    }
    for (const [qualifier, { statements }] of record.policies) {
      for (const { Sid: _, ...grant } of statements.filter(isOurs))
        count(`statement of ${record.name}:${qualifier} ${JSON.stringify(grant)}`);
    }
  }
  return new Set([...seen].filter(([, times]) => times > 1).map(([what]) => what));
}

/** Names of everything that carries our mark and that pruning may delete, to be compared with what is desired. */
export function owned(world: World): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, aspects } of world.s3.buckets.values()) {
    if (aspects.tags?.some(({ Key, Value }) => Key === OWNER_TAG && Value === OWNER)) found.add(`bucket:${name}`);
  }
  for (const { name, tags } of world.iam.roles.values()) if (tags.get(OWNER_TAG) === OWNER) found.add(`role:${name}`);
  for (const record of world.lambda.functions.values()) {
    if (record.tags[OWNER_TAG] === OWNER) found.add(`function:${record.name}`);
    for (const alias of record.aliases.values())
      if (ALIAS_MARK.test(alias.description)) found.add(`alias:${record.name}/${alias.name}`);
    for (const [qualifier, { statements }] of record.policies) {
      for (const { Sid } of statements.filter(isOurs)) found.add(`statement:${record.name}:${qualifier} ${Sid}`);
    }
  }
  for (const { settings, stages } of world.apigateway.apis.values()) {
    if (settings.tags[OWNER_TAG] === OWNER) found.add(`rest-api:${settings.name}`);
    for (const stage of stages.values())
      if (stage.tags[OWNER_TAG] === OWNER) found.add(`stage:${settings.name}/${stage.stageName}`);
  }
  return found;
}

/** Addresses of what is there, whoever made it: of the kinds that a name alone tells, and that AWS shows as they are at once. */
export function standing({ lambda, apigateway }: World): ReadonlySet<string> {
  const functions = [...lambda.functions.values()].flatMap(({ name, aliases }) => [
    `function:${name}`,
    ...[...aliases.keys()].map((alias) => `alias:${name}/${alias}`),
  ]);
  const apis = [...apigateway.apis.values()].flatMap(({ settings, stages }) => [
    `rest-api:${settings.name}`,
    ...[...stages.keys()].map((stage) => `stage:${settings.name}/${stage}`),
  ]);
  return new Set([...functions, ...apis]);
}

export function isOurVersion(description: string): boolean {
  return VERSION_MARK.test(description);
}

export function isOurDeployment(description: string | undefined): boolean {
  return DEPLOYMENT_MARK.test(description ?? "");
}

function isOurs({ Sid }: PolicyStatement): boolean {
  return Sid.startsWith(STATEMENT_MARK);
}
