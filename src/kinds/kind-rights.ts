/**
 * What a kind's calls need of IAM: each `rights.ts` exports one table, and `all-rights.ts` lists them. Actions and the kinds of
 * resource they take are those of AWS's Service Authorization Reference, where a row says nothing else.
 */
import type { Desired } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";

/**
 * What a call is made for, each asking for more than the one before: to look, to make as declared, to destroy what is
 * declared, to prune what is declared no more.
 */
export const PURPOSES = ["read", "write", "delete", "prune"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One call of the SDK (`lambda.GetFunction`), and the actions it needs on each place. */
export interface CallRow<P extends string> {
  readonly for: Purpose;
  readonly call: string;
  readonly needs: { readonly [place in P]?: readonly string[] };
}

/** Resources that actions are allowed on. Without ARNs: what is declared makes no such call. */
export interface Place {
  /** For people: `Functions` makes the Sids `ReadFunctions`, `WriteFunctions`, `DeleteFunctions`. */
  readonly title: string;
  /** In place of what the title and the purpose make. */
  readonly sid?: string;
  readonly arns: readonly string[];
  readonly condition?: Condition;
}

/** By operator, then by key. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** `source`: the authored kind whose declaration leads to these calls; a derived kind has that of its parent. */
export interface KindRights<S extends Kind, P extends string> {
  readonly source: S;
  readonly rows: readonly CallRow<P>[];
  places(desired: Desired<S>, scope: RightsScope): Readonly<Record<P, Place>>;
  /** Where pruning looks for what is declared no more. */
  prunes?(scope: RightsScope): Readonly<Record<P, Place>>;
}

/** Where the rights hold, and what of the desired state more than one resource has a say in. */
export interface RightsScope {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** `*`: any. */
  readonly account: string;
  /** `*`: any. */
  readonly region: string;
  readonly owner: string;
  /** Ids by name of the REST APIs that exist. Of others no id is known before they are made. */
  readonly apiIds: ReadonlyMap<string, string>;
  /** Whether versions are read in lists of the whole account, as is cheaper for more than one function. */
  readonly listsFunctions: boolean;
  /** Declared resources of a kind. */
  declared<K extends Kind>(kind: K): readonly Desired<K>[];
}

export function nowhere(title: string): Place {
  return { title, arns: [] };
}

export function anywhere(title: string): Place {
  return { title, arns: ["*"] };
}
