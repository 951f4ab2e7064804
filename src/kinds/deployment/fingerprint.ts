import type { RestApiSpec } from "../../model/specs/rest-api.ts";
import { digestOf } from "../digest.ts";

/** Hex characters of a fingerprint: 128 bits, so that two snapshots never meet, in a description that people read. */
const FINGERPRINT_LENGTH = 32;

/**
 * Members of an API that a deployment freezes: they are served by the next one only (aws-facts 2.2). Description, tags and
 * endpoint are not among them. `disableExecuteApiEndpoint` takes effect when a stage is written, which a new deployment sees to.
 */
const FROZEN = [
  "routes",
  "policy",
  "binaryMediaTypes",
  "minimumCompressionSize",
  "apiKeySource",
  "disableExecuteApiEndpoint",
  "authorizers",
  "models",
  "validators",
  "gatewayResponses",
] as const satisfies readonly (keyof RestApiSpec)[];

export type Frozen = Pick<RestApiSpec, (typeof FROZEN)[number]>;

/** Whether a change of this member is served by a new deployment only. */
export function isFrozen(member: string | undefined): boolean {
  return FROZEN.some((frozen) => frozen === member);
}

/** Fingerprint of what a deployment freezes of an API. Members left out do not count, nor does what is declared to be absent. */
export function fingerprintOf(api: Frozen): string {
  const { authorizers, models, validators, gatewayResponses, ...rest } = api;
  const frozen = Object.fromEntries(
    FROZEN.flatMap((name) => (name in rest && !isDefault(name, api[name]) ? [[name, api[name]]] : [])),
  );
  const members = { authorizers, models, validators, gatewayResponses };
  const there = Object.entries(members).map(([name, map]) => [name, map && present(map)] as const);
  return digestOf({ ...frozen, ...Object.fromEntries(there) }).slice(0, FINGERPRINT_LENGTH);
}

/** What AWS has of settings that nobody said anything of is the same as saying nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  minimumCompressionSize: null,
  apiKeySource: "HEADER",
  disableExecuteApiEndpoint: false,
};

function isDefault(name: string, value: unknown): boolean {
  return Object.hasOwn(DEFAULTS, name) && value === DEFAULTS[name];
}

function present(map: Readonly<Record<string, unknown>>): object | undefined {
  const entries = Object.entries(map).filter(([, member]) => member !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
