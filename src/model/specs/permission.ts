import type { Ref } from "../ref.ts";

/**
 * A statement in a function's or alias's resource policy that lets one stage of one API invoke it.
 * The source ARN ends in the stage and two wildcards: one statement a stage, for a policy holds 20 KB (aws-facts 5.5).
 */
export interface PermissionSpec {
  readonly function?: string;
  /** Left out: the unqualified function. */
  readonly qualifier?: string;
  readonly apiId?: string | Ref;
  /** Or `AUTHORIZERS`. */
  readonly stage?: string;
}

/** In place of a stage, where the API's authorizers invoke: those belong to none. No stage can be called so. */
export const AUTHORIZERS = "(authorizers)";

export type PermissionIntent = Readonly<Record<string, never>>;

export interface PermissionFacts {
  readonly statementId: string;
}
