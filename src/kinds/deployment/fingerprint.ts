import type { RestApiSpec } from "../../model/specs/rest-api.ts";
import { digestOf } from "../digest.ts";

/** Hex characters of a fingerprint: 128 bits, so that two snapshots never meet, in a description that people read. */
const FINGERPRINT_LENGTH = 32;

/**
 * Fingerprint of what a deployment freezes of an API: routes, resource policy and binary media types need a new
 * deployment to be served, description, tags and endpoint do not (aws-facts 2.2). Members left out do not count.
 */
export function fingerprintOf(api: Pick<RestApiSpec, "routes" | "policy" | "binaryMediaTypes">): string {
  const { routes, policy, binaryMediaTypes } = api;
  return digestOf({ routes, policy, binaryMediaTypes }).slice(0, FINGERPRINT_LENGTH);
}
