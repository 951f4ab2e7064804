/**
 * What the sandbox's Lambda remembers. Snapshots are values: an update replaces them, so a published version cannot
 * change with `$LATEST` (Lambda PublishVersion, aws-facts 5.1). Times are milliseconds of the world's clock.
 */
import type {
  Architecture,
  Cors,
  DurableConfig,
  FileSystemConfig,
  ImageConfig,
  Layer,
  LoggingConfig,
  Runtime,
  TenantIsolationMode,
  UpdateRuntimeOn,
  VpcConfig,
} from "@aws-sdk/client-lambda";
import { FunctionRuntime } from "../runtime/function-runtime.ts";

export interface LambdaState {
  /** By function name. */
  readonly functions: Map<string, FunctionRecord>;
  /** The last version number given, by function name; outlives the function, for Lambda never reuses a number. */
  readonly lastVersion: Map<string, number>;
  /** ARNs. */
  readonly codeSigningConfigs: Set<string>;
  /** Runs the handlers; holds worker threads and a temporary directory. */
  readonly runtime: FunctionRuntime;
}

export interface FunctionRecord {
  readonly name: string;
  latest: Snapshot;
  /** What `$LATEST` was when the newest version was published, and the number it got. */
  lastPublished: { readonly version: string; readonly content: string } | undefined;
  /** Published versions by number, in the order of publishing. */
  readonly versions: Map<string, Snapshot>;
  readonly aliases: Map<string, AliasRecord>;
  /** Resource policies by qualifier; `""` is the function's own. */
  readonly policies: Map<string, ResourcePolicy>;
  tags: Readonly<Record<string, string>>;
  reservedConcurrency: number | undefined;
  codeSigningConfig: string | undefined;
  recursiveLoop: "Allow" | "Terminate";
  /** By qualifier, as what follows; `""` in place of `$LATEST` only for URLs, which no version has. */
  readonly runtimeUpdates: Map<string, { readonly on: UpdateRuntimeOn; readonly arn?: string }>;
  readonly provisioned: Map<string, Provisioned>;
  readonly urls: Map<string, FunctionUrl>;
  readonly eventInvokes: Map<string, EventInvoke>;
}

export interface Provisioned {
  readonly requested: number;
  readonly since: number;
  readonly readyAt: number;
}

export interface FunctionUrl {
  readonly url: string;
  readonly auth: "AWS_IAM" | "NONE";
  readonly mode: "BUFFERED" | "RESPONSE_STREAM";
  readonly cors: Cors | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface EventInvoke {
  readonly retries: number | undefined;
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
  readonly changedAt: number;
}

/** The code and configuration of `$LATEST` or of a version, as they stood after one write. */
export interface Snapshot {
  /** `$LATEST` or the number. */
  readonly version: string;
  readonly configuration: Configuration;
  readonly code: Code;
  readonly revisionId: string;
  readonly lastModified: number;
  /** The write that made it, until `endsAt`; then it counts as done and `nextRevisionId` holds. */
  readonly transition: Transition | undefined;
}

/** `creating`: State Pending. `updating`: State stays Active, LastUpdateStatus InProgress (aws-facts 5.3). */
export type Transition =
  | { readonly kind: "creating"; readonly endsAt: number; readonly nextRevisionId: string }
  /** `serves`: calls run what stood before until the update is done. */
  | { readonly kind: "updating"; readonly endsAt: number; readonly nextRevisionId: string; readonly serves: Snapshot };

/** Everything that PublishVersion freezes besides the code. */
export interface Configuration {
  readonly description: string;
  readonly role: string;
  /** Empty: an image has its own. */
  readonly handler: string;
  /** Undefined: an image has its own. */
  readonly runtime: Runtime | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly architecture: Architecture;
  /** Undefined: never set, and then absent from every answer. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly layers: readonly Layer[];
  readonly ephemeralStorage: number;
  readonly tracingMode: "Active" | "PassThrough";
  readonly vpc: VpcConfig | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly deadLetterTarget: string | undefined;
  readonly fileSystems: readonly FileSystemConfig[];
  readonly logging: LoggingConfig;
  readonly snapStart: "None" | "PublishedVersions";
  /** Of an image only. */
  readonly image: ImageConfig | undefined;
  readonly durable: DurableConfig | undefined;
  readonly tenantIsolation: TenantIsolationMode | undefined;
}

export interface Code {
  readonly zip: Uint8Array;
  /** Base64 of the zip's SHA-256; of an image its digest in hex. */
  readonly sha256: string;
  /** URI of the image that stands for a zip, which is empty then. */
  readonly image?: string;
  /** ARN. */
  readonly kmsKey?: string;
}

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** The additional version's share, 0 to 1; undefined: all calls go to `functionVersion`. */
  readonly additional: { readonly version: string; readonly weight: number } | undefined;
  /** While concurrency is allotted to the version that it was moved to. */
  readonly moving?: { readonly from: string; readonly until: number } | undefined;
  readonly revisionId: string;
}

export interface ResourcePolicy {
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

/** As GetPolicy shows it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An account with no functions. */
export function createLambdaState(): LambdaState {
  return { functions: new Map(), lastVersion: new Map(), codeSigningConfigs: new Set(), runtime: new FunctionRuntime() };
}
