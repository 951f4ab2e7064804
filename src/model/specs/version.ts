import type { Environment } from "../json.ts";
import type { FunctionConfigurationSpec } from "./function.ts";

/**
 * A published version, found by what it holds. Versions are immutable: it is either there or to be published.
 * `codeSha256` left out: the code that `$LATEST` has.
 */
export interface VersionSpec extends FunctionConfigurationSpec {
  readonly codeSha256?: string;
}

/**
 * `content`: the newest version with this code and configuration, else publish it. `pin`: the newest version with this
 * code and environment; other configuration is as it was published. `newest`: the highest number there is. `number`: the
 * one whose number its address tells.
 */
export interface VersionIntent {
  readonly select: "content" | "pin" | "newest" | "number";
  /** Whether the pinned or wanted code is what the function's `$LATEST` will hold, so that publishing can make it. */
  readonly publishable: boolean;
  /** The function's own environment, put back after publishing with another one; undefined: not declared, put back what was there. */
  readonly baseEnvironment?: Environment;
  /** Addresses of declared aliases that serve `$LATEST` and must not see another environment while we publish. */
  readonly latestAliases: readonly string[];
}

export interface VersionFacts {
  readonly number: string;
}
