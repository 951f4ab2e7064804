/**
 * The state of one sandbox account and what its services share: time, chance, names. Everything that a service remembers
 * is here, so a sandbox is as reproducible as its clock and its seed.
 */
import type { Clock } from "../model/ports.ts";
import { type ApiGatewayState, createApiGatewayState } from "./apigateway/state.ts";
import type { Caller } from "./callers.ts";
import { createTrailState, type TrailState } from "./cloudtrail/state.ts";
import { type CloudWatchState, createCloudWatchState } from "./cloudwatch/state.ts";
import type { HttpEndpoint } from "./gateway/http-endpoint.ts";
import { createIamState, type IamState } from "./iam/state.ts";
import { createLambdaState, type LambdaState } from "./lambda/state.ts";
import { createS3State, type S3State } from "./s3/state.ts";
import { createSqsState, type SqsState } from "./sqs/state.ts";
import { createWafState, type WafState } from "./wafv2/state.ts";

export interface World {
  readonly clock: Clock;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** In [0, 1), from the seed. */
  random(): number;
  /** `length` characters of `alphabet`, from the seed. */
  newId(alphabet: string, length: number): string;
  /** A version 4 UUID from the seed. */
  newUuid(): string;
  /** Where this sandbox answers over HTTP; starts listening on loopback when nobody has asked for it before. */
  endpointUrl(): Promise<string>;
  /** What answers HTTP integrations, on this world's clock; undefined: the network. */
  readonly httpEndpoint: HttpEndpoint | undefined;
  readonly lambda: LambdaState;
  readonly iam: IamState;
  readonly s3: S3State;
  readonly apigateway: ApiGatewayState;
  readonly cloudwatch: CloudWatchState;
  readonly cloudtrail: TrailState;
  readonly sqs: SqsState;
  readonly waf: WafState;
  /** By access key id; who is not among them is anybody. STS adds to them. */
  readonly callers: Map<string, Caller>;
  /** Roles of an account that this one can ask for; undefined: there is no such account. */
  iamOf(account: string): IamState | undefined;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly seed?: number | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly endpointUrl: () => Promise<string>;
  readonly httpEndpoint?: HttpEndpoint | undefined;
  readonly callers?: Readonly<Record<string, Caller>> | undefined;
  readonly shared?: Shared | undefined;
}

/** What a place has in common with others of its account, and with all. */
export interface Shared {
  readonly iam: IamState;
  readonly s3: S3State;
  readonly callers: Map<string, Caller>;
  iamOf(account: string): IamState | undefined;
}

/** AWS's own id alphabets: API Gateway's ids, hexadecimal, and the access key style of IAM's. */
export const LOWERCASE_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";
export const UPPERCASE_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const DEFAULT_ACCOUNT = "000000000000";
export const DEFAULT_REGION = "us-east-1";

export function createWorld(options: WorldOptions): World {
  const random = seededRandom(options.seed ?? 1);
  const region = options.region ?? DEFAULT_REGION;
  const account = options.account ?? DEFAULT_ACCOUNT;
  const iam = options.shared?.iam ?? createIamState();
  const newId = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  return {
    clock: options.clock,
    account,
    region,
    partition: partitionOf(region),
    random,
    newId,
    newUuid: () => uuidFrom(newId(HEX, 30)),
    endpointUrl: options.endpointUrl,
    httpEndpoint: options.httpEndpoint,
    lambda: createLambdaState(),
    iam,
    s3: options.shared?.s3 ?? createS3State(),
    apigateway: createApiGatewayState(),
    cloudwatch: createCloudWatchState(),
    cloudtrail: createTrailState(),
    sqs: createSqsState(),
    waf: createWafState(),
    callers: options.shared?.callers ?? new Map(Object.entries(options.callers ?? {})),
    iamOf: options.shared?.iamOf ?? ((other) => (other === account ? iam : undefined)),
  };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Version 4, variant 8: the two digits that a UUID does not leave to chance. */
function uuidFrom(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
}

/** mulberry32: 32 bits of state, good enough for ids and dice, the same on every platform. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
