import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { BasePath, DomainNameSpec } from "../../model/specs/domain-name.ts";
import type { DomainNameEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { apiIdOf, declaredStages, parseStageReference } from "../stage-reference.ts";

export function expandDomainName(name: string, entry: DomainNameEntry, context: ExpandContext): Desired<"domain-name"> {
  return {
    kind: "domain-name",
    address: addressOf("domain-name", name),
    spec: domainNameSpec(entry),
    intent: {},
    options: optionsOf("domain-name", entry),
    origin: context.originOf(["domains", name]),
    after: declaredStages(Object.values(entry.paths ?? {}), context.state),
    sensitive: [],
  };
}

function domainNameSpec(entry: DomainNameEntry): DomainNameSpec {
  const { endpoint, certificate, ownershipCertificate, securityPolicy, mutualTls, paths, tags } = entry;
  const { ipAddressType, endpointAccessMode, routingMode } = entry;
  return declared({
    endpoint,
    certificate,
    ownershipCertificate,
    securityPolicy,
    ipAddressType,
    endpointAccessMode,
    routingMode,
    mutualTls: mutualTls === "off" ? null : mutualTls,
    paths: paths && Object.fromEntries(Object.entries(paths).map(([path, target]) => [path, basePath(target)])),
    tags,
  });
}

function basePath(target: string): BasePath {
  const reference = parseStageReference(target);
  return { apiId: apiIdOf(reference), stage: reference.stage ?? null };
}
