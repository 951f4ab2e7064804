import type { Tags } from "../json.ts";
import type { Ref } from "../ref.ts";

/** A custom domain name of the account and region, and the base paths on it. */
export interface DomainNameSpec {
  readonly endpoint?: "EDGE" | "REGIONAL";
  /** ARN in ACM: for EDGE of us-east-1, for REGIONAL of the region. */
  readonly certificate?: string;
  /** ARN of the certificate that shows whose the domain is, where `certificate` is imported or private and clients present theirs. */
  readonly ownershipCertificate?: string;
  readonly securityPolicy?: string;
  readonly ipAddressType?: "ipv4" | "dualstack";
  readonly endpointAccessMode?: "BASIC" | "STRICT";
  readonly routingMode?: "BASE_PATH_MAPPING_ONLY" | "ROUTING_RULE_ONLY" | "ROUTING_RULE_THEN_BASE_PATH_MAPPING";
  /** `null`: clients present no certificate. */
  readonly mutualTls?: MutualTls | null;
  /** By base path with a slash before it; `/` for all the rest. Others that it has are unmanaged. */
  readonly paths?: Readonly<Record<string, BasePath>>;
  readonly tags?: Tags;
}

export interface MutualTls {
  /** `s3://BUCKET/KEY` of the certificates that are trusted. */
  readonly truststore: string;
  /** Of the object; left out: its newest when the domain was last written. */
  readonly version?: string;
}

export interface BasePath {
  readonly apiId: string | Ref;
  /** `null`: the next part of the path names it. */
  readonly stage: string | null;
}

export type DomainNameIntent = Readonly<Record<string, never>>;

export interface DomainNameFacts {
  readonly arn: string;
  /** Of the REST APIs that the pass has seen, by id. */
  readonly apiNames: Readonly<Record<string, string>>;
}
