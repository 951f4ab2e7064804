/** What the API Gateway control plane remembers of client certificates, API keys, usage plans and custom domain names: values that are replaced whole. */
export interface ClientCertificateState {
  readonly id: string;
  readonly description?: string | undefined;
  readonly createdDate: Date;
  readonly expirationDate: Date;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ApiKeyState {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly customerId?: string | undefined;
  readonly value: string;
  readonly createdDate: Date;
  readonly lastUpdatedDate: Date;
  readonly tags: Readonly<Record<string, string>>;
}

export interface UsagePlanState {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly productCode?: string | undefined;
  readonly throttle?: ThrottleState | undefined;
  readonly quota?: { readonly limit: number; readonly offset: number; readonly period: "DAY" | "WEEK" | "MONTH" } | undefined;
  readonly apiStages: readonly PlanStageState[];
  readonly keyIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface PlanStageState {
  readonly apiId: string;
  readonly stage: string;
  /** By `/path/METHOD`. */
  readonly throttle?: Readonly<Record<string, ThrottleState>> | undefined;
}

export interface ThrottleState {
  /** Requests per second. */
  readonly rateLimit: number;
  readonly burstLimit: number;
}

export interface DomainNameState {
  readonly domainName: string;
  /** Of the name that DNS is to lead to. */
  readonly targetId: string;
  readonly endpoint: "EDGE" | "REGIONAL";
  readonly certificateArn?: string | undefined;
  readonly ownershipVerificationCertificateArn?: string | undefined;
  readonly securityPolicy: string;
  readonly ipAddressType: "ipv4" | "dualstack";
  readonly endpointAccessMode?: "BASIC" | "STRICT" | undefined;
  readonly routingMode: string;
  readonly mutualTls?: { readonly truststoreUri?: string; readonly truststoreVersion?: string } | undefined;
  readonly mappings: readonly BasePathState[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface BasePathState {
  /** One part of a path, or `(none)`. */
  readonly basePath: string;
  readonly restApiId: string;
  readonly stage?: string | undefined;
}
