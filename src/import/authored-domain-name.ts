/** A live custom domain name as its author would write it. */
import type { Live } from "../model/observation.ts";
import { given, type Members } from "./members.ts";

export const DOMAIN_NAME_DEFAULTS: Members = {
  ownershipCertificate: "",
  ipAddressType: "ipv4",
  endpointAccessMode: "BASIC",
  routingMode: "BASE_PATH_MAPPING_ONLY",
  mutualTls: "off",
  paths: {},
  tags: {},
};

/** Base paths to APIs of which no name is known are left out: they stay, as what others made. */
export function domainNameMembers({ spec, facts }: Live<"domain-name">): Members {
  const { endpoint, certificate, ownershipCertificate, securityPolicy, mutualTls, paths, tags } = spec;
  const named = Object.entries(paths ?? {}).flatMap(([path, { apiId, stage }]) => {
    const name = typeof apiId === "string" ? facts.apiNames[apiId] : undefined;
    return name === undefined ? [] : [[path, stage === null ? name : `${name}/${stage}`] as const];
  });
  return {
    endpoint,
    certificate,
    ownershipCertificate,
    securityPolicy,
    ipAddressType: spec.ipAddressType,
    endpointAccessMode: spec.endpointAccessMode,
    routingMode: spec.routingMode,
    mutualTls: mutualTls ? given({ ...mutualTls }) : "off",
    paths: paths && Object.fromEntries(named),
    tags: { ...tags },
  };
}
