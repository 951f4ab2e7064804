/** UpdateRestApi's patches for the members of a REST API, as far as they changed (aws-facts 3.3). Pure. */
import { canonicalJson } from "../kinds/digest.ts";
import type { RestApiSpec } from "../model/specs/rest-api.ts";
import type { Patch } from "./patch.ts";
import { add, remove, replace } from "./patch.ts";

export function restApiPatches(spec: RestApiSpec, live: RestApiSpec, changed: ReadonlySet<string>): readonly Patch[] {
  const patches: Patch[] = [];
  if (changed.has("description")) patches.push(replace(["description"], spec.description ?? ""));
  if (changed.has("version")) patches.push(replace(["version"], spec.version ?? ""));
  if (changed.has("securityPolicy")) patches.push(replace(["securityPolicy"], spec.securityPolicy ?? "TLS_1_0"));
  if (changed.has("endpointAccessMode")) patches.push(replace(["endpointAccessMode"], spec.endpointAccessMode ?? "BASIC"));
  // An empty policy takes it away, and an empty size compression.
  if (changed.has("policy")) patches.push(replace(["policy"], spec.policy ? canonicalJson(spec.policy) : ""));
  if (changed.has("minimumCompressionSize")) {
    patches.push(replace(["minimumCompressionSize"], spec.minimumCompressionSize ?? ""));
  }
  if (changed.has("apiKeySource")) patches.push(replace(["apiKeySource"], spec.apiKeySource ?? "HEADER"));
  if (changed.has("disableExecuteApiEndpoint")) {
    patches.push(replace(["disableExecuteApiEndpoint"], spec.disableExecuteApiEndpoint ?? false));
  }
  if (changed.has("endpoint") && spec.endpoint) {
    patches.push(replace(["endpointConfiguration", "types", live.endpoint ?? "EDGE"], spec.endpoint));
  }
  if (changed.has("ipAddressType") && spec.ipAddressType) {
    patches.push(replace(["endpointConfiguration", "ipAddressType"], spec.ipAddressType));
  }
  if (changed.has("vpcEndpoints")) {
    const [want, have] = [spec.vpcEndpoints ?? [], live.vpcEndpoints ?? []];
    const path = ["endpointConfiguration", "vpcEndpointIds"];
    patches.push(...want.filter((id) => !have.includes(id)).map((id) => add(path, id)));
    patches.push(...have.filter((id) => !want.includes(id)).map((id) => ({ ...remove(path), value: id })));
  }
  if (changed.has("binaryMediaTypes")) {
    const [want, have] = [spec.binaryMediaTypes ?? [], live.binaryMediaTypes ?? []];
    patches.push(...want.filter((type) => !have.includes(type)).map((type) => add(["binaryMediaTypes", type])));
    patches.push(...have.filter((type) => !want.includes(type)).map((type) => remove(["binaryMediaTypes", type])));
  }
  return patches;
}
