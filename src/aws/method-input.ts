/** The method of a route, apart from its integration, as PutMethod and UpdateMethod take it. Pure. */
import type { PutMethodCommandInput } from "@aws-sdk/client-api-gateway";
import { StagekeeperError } from "../model/errors.ts";
import type { RouteSpec } from "../model/specs/rest-api.ts";
import type { Patch } from "./patch.ts";
import { add, remove, replace } from "./patch.ts";

/** AWS's ids by name: methods name authorizers and validators by those. */
export interface MemberIds {
  readonly authorizers: ReadonlyMap<string, string>;
  readonly validators: ReadonlyMap<string, string>;
}

const REQUEST = "method.request.";

export function methodInput(
  spec: RouteSpec,
  ids: MemberIds,
): Omit<PutMethodCommandInput, "restApiId" | "resourceId" | "httpMethod"> {
  return {
    authorizationType: spec.authorization ?? "NONE",
    authorizerId: authorizerId(spec, ids),
    authorizationScopes: spec.scopes && [...spec.scopes],
    apiKeyRequired: spec.apiKeyRequired ?? false,
    operationName: spec.operationName,
    requestValidatorId: validatorId(spec, ids),
    requestParameters: prefixed(spec.parameters),
    requestModels: spec.models && { ...spec.models },
  };
}

/** What an import does not bring along, for it would make authorizers and models anew. */
export function hasMoreThanImported(spec: RouteSpec): boolean {
  return [spec.authorizer, spec.operationName, spec.validator, spec.parameters, spec.models].some(
    (member) => member !== undefined,
  );
}

export function methodPatches(spec: RouteSpec, live: RouteSpec, ids: MemberIds): Patch[] {
  const patches: Patch[] = [];
  if (spec.authorization !== undefined && spec.authorization !== live.authorization) {
    patches.push(replace(["authorizationType"], spec.authorization));
  }
  if (spec.authorizer !== undefined && spec.authorizer !== live.authorizer) {
    patches.push(replace(["authorizerId"], authorizerId(spec, ids) ?? ""));
  }
  const [want, have] = [spec.scopes ?? [], live.scopes ?? []];
  patches.push(...want.filter((scope) => !have.includes(scope)).map((scope) => add(["authorizationScopes"], scope)));
  patches.push(
    ...have.filter((scope) => !want.includes(scope)).map((scope) => ({ ...remove(["authorizationScopes"]), value: scope })),
  );
  if (spec.apiKeyRequired !== undefined && spec.apiKeyRequired !== live.apiKeyRequired) {
    patches.push(replace(["apiKeyRequired"], spec.apiKeyRequired));
  }
  if (spec.operationName !== live.operationName) patches.push(replace(["operationName"], spec.operationName ?? ""));
  // An empty id takes it away.
  if (spec.validator !== live.validator) patches.push(replace(["requestValidatorId"], validatorId(spec, ids) ?? ""));
  patches.push(...mapPatches("requestParameters", prefixed(spec.parameters), prefixed(live.parameters)));
  patches.push(...mapPatches("requestModels", spec.models, live.models));
  return patches;
}

type Values = Readonly<Record<string, string | boolean>>;

/** Entries of a map of a method. `add` sets one that is there as well. */
function mapPatches(member: string, want: Values = {}, have: Values = {}): readonly Patch[] {
  const set = Object.entries(want).filter(([name, value]) => have[name] !== value);
  return [
    ...set.map(([name, value]) => add([member, name], String(value))),
    ...Object.keys(have)
      .filter((name) => !(name in want))
      .map((name) => remove([member, name])),
  ];
}

function prefixed<V>(parameters: Readonly<Record<string, V>> | undefined): Record<string, V> | undefined {
  if (parameters === undefined) return undefined;
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`${REQUEST}${name}`, value]));
}

function authorizerId({ authorizer }: RouteSpec, ids: MemberIds): string | undefined {
  return authorizer === undefined ? undefined : known(ids.authorizers.get(authorizer), `authorizer "${authorizer}"`);
}

function validatorId({ validator }: RouteSpec, ids: MemberIds): string | undefined {
  return validator === undefined ? undefined : known(ids.validators.get(validator), `request validator "${validator}"`);
}

function known(id: string | undefined, what: string): string {
  if (id === undefined) throw new StagekeeperError("not-found", `the API has no ${what} any more; run again`);
  return id;
}
