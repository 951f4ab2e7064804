/** Custom domain names: AVAILABLE at once, with a target of their own. Certificates are not looked at, ACM is not served. */
import type { CreateDomainNameCommandInput, DomainName } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { DomainNameState } from "./around-stages-state.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { pageOf } from "./paging.ts";
import { applyPatches, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest, conflict, notFound } from "./refusals.ts";
import { accessMode } from "./rest-api-patch.ts";
import { readTags } from "./tag-rules.ts";

const DOMAIN_PATHS: readonly PatchRule<DomainNameState>[] = [
  { path: "/certificateArn", ops: ["replace"], apply: (domain, { value }) => ({ ...domain, certificateArn: value }) },
  { path: "/regionalCertificateArn", ops: ["replace"], apply: (domain, { value }) => ({ ...domain, certificateArn: value }) },
  {
    path: "/ownershipVerificationCertificateArn",
    ops: ["replace"],
    apply: (domain, { value }) => ({ ...domain, ownershipVerificationCertificateArn: value || undefined }),
  },
  {
    path: "/securityPolicy",
    ops: ["replace"],
    apply: (domain, { value }) => ({ ...domain, securityPolicy: value ?? "TLS_1_2" }),
  },
  {
    path: "/endpointConfiguration/ipAddressType",
    ops: ["replace"],
    apply: (domain, { value }) => ({ ...domain, ipAddressType: value === "dualstack" ? "dualstack" : "ipv4" }),
  },
  {
    path: "/endpointAccessMode",
    ops: ["replace"],
    apply: (domain, { value }) => ({ ...domain, endpointAccessMode: accessMode(value) }),
  },
  { path: "/routingMode", ops: ["replace"], apply: (domain, { value = "" }) => ({ ...domain, routingMode: value }) },
  {
    path: "/mutualTlsAuthentication/truststoreUri",
    ops: ["replace"],
    apply: (domain, { value }) => ({ ...domain, mutualTls: value ? { ...domain.mutualTls, truststoreUri: value } : undefined }),
  },
  {
    path: "/mutualTlsAuthentication/truststoreVersion",
    ops: ["add", "replace", "remove"],
    apply: (domain, { op, value }) => {
      if (domain.mutualTls === undefined) throw badRequest("Mutual TLS needs a truststore");
      const { truststoreVersion: _, ...rest } = domain.mutualTls;
      return { ...domain, mutualTls: op === "remove" || !value ? rest : { ...rest, truststoreVersion: value } };
    },
  },
];

export function domainNameHandlers(world: World): ApiGatewayHandlers {
  const { domainNames } = world.apigateway;
  return {
    CreateDomainName(input) {
      if (!input.domainName) throw badRequest("No Domain Name specified");
      if (domainNames.has(input.domainName)) throw conflict("The domain name you provided already exists.");
      const domain = newDomain(input.domainName, world.newId(LOWERCASE_ALPHANUMERIC, 10), input);
      domainNames.set(domain.domainName, domain);
      return view(world, domain);
    },
    GetDomainName: (input) => view(world, findDomain(world, input.domainName)),
    GetDomainNames(input) {
      const all = [...domainNames.values()].map((domain) => ({ ...domain, id: domain.domainName }));
      const page = pageOf(all, input);
      return { items: page.items.map(({ id: _, ...domain }) => view(world, domain)), position: page.position };
    },
    UpdateDomainName(input) {
      const patches = readPatches("updateDomainName", input.patchOperations);
      const domain = applyPatches(findDomain(world, input.domainName), patches, DOMAIN_PATHS);
      domainNames.set(domain.domainName, domain);
      return view(world, domain);
    },
    DeleteDomainName(input) {
      domainNames.delete(findDomain(world, input.domainName).domainName);
      return {};
    },
  };
}

export function findDomain({ apigateway }: World, name: string | undefined): DomainNameState {
  const domain = apigateway.domainNames.get(name ?? "");
  if (!domain) throw notFound("Invalid domain name identifier specified");
  return domain;
}

function newDomain(
  domainName: string,
  targetId: string,
  input: Readonly<Omit<CreateDomainNameCommandInput, "$metadata">>,
): DomainNameState {
  const endpoint = input.endpointConfiguration?.types?.[0] ?? "EDGE";
  const certificateArn = endpoint === "EDGE" ? input.certificateArn : input.regionalCertificateArn;
  if (!certificateArn) throw badRequest("A certificate must be provided");
  const { truststoreUri, truststoreVersion } = input.mutualTlsAuthentication ?? {};
  if (truststoreUri !== undefined && endpoint === "EDGE") {
    throw badRequest("Mutual TLS is only supported for regional domain names");
  }
  return {
    domainName,
    targetId,
    endpoint: endpoint === "EDGE" ? "EDGE" : "REGIONAL",
    certificateArn,
    ownershipVerificationCertificateArn: input.ownershipVerificationCertificateArn,
    securityPolicy: input.securityPolicy ?? "TLS_1_2",
    ipAddressType: input.endpointConfiguration?.ipAddressType ?? "ipv4",
    endpointAccessMode: input.endpointAccessMode,
    routingMode: input.routingMode ?? "BASE_PATH_MAPPING_ONLY",
    mutualTls: truststoreUri ? { truststoreUri, ...(truststoreVersion && { truststoreVersion }) } : undefined,
    mappings: [],
    tags: readTags(input.tags),
  };
}

function view({ region, partition }: World, domain: DomainNameState): DomainName {
  const { domainName, targetId, endpoint, certificateArn, mutualTls, tags } = domain;
  const placed =
    endpoint === "EDGE"
      ? { certificateArn, distributionDomainName: `${targetId}.cloudfront.net`, distributionHostedZoneId: "Z2FDTNDATAQYW2" }
      : {
          regionalCertificateArn: certificateArn,
          regionalDomainName: `d-${targetId}.execute-api.${region}.amazonaws.com`,
          regionalHostedZoneId: "Z1UJRXOUMOOFQ8",
        };
  return {
    domainName,
    domainNameArn: `arn:${partition}:apigateway:${region}::/domainnames/${domainName}`,
    ...placed,
    endpointConfiguration: { types: [endpoint], ipAddressType: domain.ipAddressType },
    endpointAccessMode: domain.endpointAccessMode,
    // As was given, and checked by its client.
    routingMode: domain.routingMode as DomainName["routingMode"],
    domainNameStatus: "AVAILABLE",
    // What was given is one of AWS's own policies, or its client would not have sent it.
    securityPolicy: domain.securityPolicy as DomainName["securityPolicy"],
    ownershipVerificationCertificateArn: domain.ownershipVerificationCertificateArn,
    mutualTlsAuthentication: mutualTls && { ...mutualTls },
    tags: Object.keys(tags).length > 0 ? { ...tags } : undefined,
  };
}
