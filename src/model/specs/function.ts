import type { Environment, Tags } from "../json.ts";
import type { KeepIntent } from "../keep.ts";
import type { Ref } from "../ref.ts";

export type Architecture = "x86_64" | "arm64";

/** A Lambda function's `$LATEST`: its unpublished code and configuration. */
export interface FunctionSpec extends FunctionConfigurationSpec {
  /** base64 of the SHA-256 of the zip, or hex of the image's digest, as AWS's CodeSha256; left out: someone else ships the code. */
  readonly codeSha256?: string;
  readonly description?: string;
  readonly tags?: Tags;
  /** `null`: it shares with the others. */
  readonly reservedConcurrency?: number | null;
  /** An ARN, as the next. */
  readonly codeKmsKey?: string | null;
  readonly codeSigning?: string | null;
  readonly recursiveLoop?: "terminate" | "allow";
  /** `auto`, `onFunctionUpdate`, or the ARN of the version of the runtime that it stays with. */
  readonly runtimeUpdates?: string;
}

/** What publishing freezes into a version besides the code. */
export interface FunctionConfigurationSpec {
  readonly runtime?: string;
  readonly handler?: string;
  readonly architecture?: Architecture;
  /** An ARN. */
  readonly role?: string | Ref;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  readonly environment?: Environment;
  readonly layers?: readonly string[];
  readonly ephemeralStorageMb?: number;
  readonly tracing?: boolean;
  /** Sorted, for order means nothing in it. */
  readonly vpc?: FunctionVpc | null;
  /** An ARN. */
  readonly deadLetter?: string | null;
  /** An ARN. */
  readonly kmsKey?: string | null;
  readonly fileSystems?: readonly FunctionFileSystem[];
  readonly logging?: FunctionLogging;
  readonly snapStart?: boolean;
  readonly imageConfig?: ImageConfig | null;
  readonly durable?: DurableExecution | null;
  readonly tenantIsolation?: boolean;
}

export interface FunctionFileSystem {
  readonly accessPoint: string;
  readonly path: string;
  readonly directS3Read?: "auto" | "enabled" | "disabled";
}

export interface DurableExecution {
  /** Seconds. */
  readonly timeout?: number;
  readonly retentionDays?: number;
  readonly kmsKey?: string;
}

export interface FunctionVpc {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly ipv6: boolean;
}

export interface FunctionLogging {
  readonly format?: "Text" | "JSON";
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
  readonly group?: string;
}

/** What is put in place of the image's own. */
export interface ImageConfig {
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
}

/** Where the code comes from; `null`: not ours. Paths are absolute. */
export type CodeSource =
  | { readonly from: "directory"; readonly path: string; readonly sha256: string }
  | { readonly from: "zip"; readonly path: string; readonly sha256: string }
  | {
      readonly from: "s3";
      readonly bucket: string;
      readonly key: string;
      readonly objectVersion?: string;
      readonly storage?: "copy" | "reference";
      readonly sha256: string;
    }
  /** The digest of an image is AWS's CodeSha256 of it, in hex. */
  | { readonly from: "image"; readonly uri: string; readonly sha256: string };

export interface FunctionIntent {
  readonly code: CodeSource | null;
  /** Left out: every version stays. */
  readonly keep?: KeepIntent;
}

export interface FunctionFacts {
  readonly arn: string;
  /** Changes with every write and state change: read it again right before a guarded write (aws-facts 5.1). */
  readonly revisionId?: string;
  readonly codeSha256: string;
  readonly environment: Environment;
}
