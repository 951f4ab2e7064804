import type { Hold } from "../hold.ts";
import type { Environment } from "../json.ts";
import type { Ref } from "../ref.ts";
import type { ShiftIntent, ShiftStand, ShiftTimes } from "../shift.ts";

/** A Lambda alias. */
export interface AliasSpec {
  /** A number, `$LATEST`, or a reference to the version that `derive` asks for. */
  readonly version?: string | Ref;
  readonly description?: string;
  /** Share of traffic, 0 to 1, for the one additional version; `null`: all traffic to `version`. */
  readonly weights?: Readonly<Record<string, number>> | null;
  /** `null`, or left out of what is live: no shift is under way. While one is, `version` is the old one, and weights follow from it. */
  readonly shift?: ShiftStand | null;
  /** Live only: a rollback by hand. */
  readonly hold?: Hold;
  /** `null`: none, as with the next two. */
  readonly provisionedConcurrency?: number | null;
  readonly url?: FunctionUrl | null;
  readonly asyncInvocation?: AsyncInvocation | null;
}

export interface FunctionUrl {
  readonly auth: "iam" | "none";
  readonly streaming: boolean;
  readonly cors?: FunctionUrlCors;
  /** Without `auth` only: whether the policy of the alias lets everybody in. */
  readonly open?: boolean;
}

export interface FunctionUrlCors {
  readonly origins?: readonly string[];
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly credentials?: boolean;
  readonly maxAgeSeconds?: number;
}

/** Destinations are ARNs. */
export interface AsyncInvocation {
  readonly retries?: number;
  readonly maxAgeSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

/** `shift` left out: traffic moves at once. */
export type AliasIntent = VersionChoice & { readonly shift?: ShiftIntent };

type VersionChoice =
  | { readonly select: "number"; readonly version: string }
  | { readonly select: "$LATEST" }
  | { readonly select: "newest" }
  /** `environment` is the whole environment of the version: the function's own, overlaid by the alias's. Undefined: not declared. */
  | { readonly select: "auto"; readonly codeSha256?: string; readonly environment?: Environment };

export interface AliasFacts {
  readonly arn: string;
  readonly revisionId?: string;
  /** ARN of the role of the version it serves; left out: it is not to shift. */
  readonly role?: string;
  /** Of the shift whose stand is in the spec. */
  readonly shiftTimes?: ShiftTimes;
}
