/** The desired state: what the YAML says after values, defaults and expansion, one `Desired` a resource. */
import type { Address } from "./address.ts";
import type { Issue, Origin } from "./issue.ts";
import type { Intents, Kind, Specs } from "./kind.ts";

export interface Desired<K extends Kind = Kind> {
  readonly kind: K;
  readonly address: Address;
  /** Only what is declared, in canonical form. Only this is compared and changed. */
  readonly spec: Specs[K];
  readonly intent: Intents[K];
  readonly options: ResourceOptions;
  readonly origin: Origin;
  /** Where in an OpenAPI document stand the parts that it declares, by their key (`documentedKey`). Asks for nothing. */
  readonly documented?: Readonly<Record<string, Origin>>;
  /** Resources that must stand before this one, beyond its parents and the references in its spec. */
  readonly after: readonly Address[];
  /** Paths of the spec (keys joined by dots) whose values are secret by the author's word; patterns add to them. */
  readonly sensitive: readonly string[];
}

/** Of `routes` and `GET /items`: a part of a spec that a document declares. */
export function documentedKey([member = "", name = ""]: readonly string[]): string {
  return JSON.stringify([member, name]);
}

/** A `Desired` of any one kind, so that a `switch` on `kind` narrows it. */
export type AnyDesired = { readonly [K in Kind]: Desired<K> }[Kind];

export interface ResourceOptions {
  /** Put our mark on it although it exists without. */
  readonly adopt: boolean;
  /** Refuse any plan that deletes or replaces it. */
  readonly protect: boolean;
  /** Declared only so that its children can be: must exist, is never created, changed or deleted. */
  readonly external: boolean;
  /** What to do when somebody else changes it; left out: put it back. The longest path that covers a field decides. */
  readonly drift?: readonly DriftRule[];
}

/** `enforce`: put it back. `alert`: leave it and say so. `ignore`: leave it, and count it. */
export type DriftPolicy = "enforce" | "alert" | "ignore";

export interface DriftRule {
  /** As plans show paths: `variables.LOG_LEVEL`, `routes["PUT /upload"]`; with all below. Left out: all of it, its existence too. */
  readonly path?: string;
  readonly policy: DriftPolicy;
  /** ISO date or time: from its end, in UTC, the rule counts for nothing. */
  readonly until?: string;
  readonly reason?: string;
}

export interface DesiredState {
  /** Digest of everything that is asked for: equal revisions ask for the same. */
  readonly revision: string;
  /**
   * The commit it was read from, with `-dirty` when the files differ from it, `-unchecked` when nothing could tell; left out:
   * in no checkout. Asks for nothing.
   */
  readonly sourceRevision?: string;
  /** The value of our mark. Resources marked by another owner are never touched. */
  readonly owner: string;
  /** Whether `owner` was written down; without it nothing is pruned. */
  readonly ownerDeclared: boolean;
  readonly target: Target;
  readonly guards: GuardSettings;
  /** Sorted by address; derived kinds are not in it yet. */
  readonly resources: readonly AnyDesired[];
  readonly warnings: readonly Issue[];
  /** What other targets of the same account declare of what has no region; left out: there are no such targets. */
  readonly elsewhere?: DeclaredElsewhere;
}

/** What is said of the whole and not of single resources, as text: equal where it is the same. */
export function settingsOf({
  owner,
  ownerDeclared,
  target,
  guards,
}: Pick<DesiredState, "owner" | "ownerDeclared" | "target" | "guards">): string {
  return JSON.stringify([owner, ownerDeclared, target, guards]);
}

export interface DeclaredElsewhere {
  readonly resources: readonly Elsewhere[];
  /** Whether all of those targets could be loaded: otherwise there may be more. */
  readonly whole: boolean;
}

export interface Elsewhere {
  readonly address: Address;
  /** The target that declares it, by name. */
  readonly target: string;
}

/** A guard: any other account or region is refused. Left out: any. */
export interface Target {
  readonly account?: string;
  readonly region?: string;
}

export interface GuardSettings {
  /** Largest share, 0 to 1, of what exists that one plan may update. */
  readonly maxUpdates: number;
  /** Largest share, 0 to 1, of what exists that one plan may delete. */
  readonly maxDeletes: number;
  /** The shares hold from this many existing resources on. */
  readonly minExisting: number;
}
