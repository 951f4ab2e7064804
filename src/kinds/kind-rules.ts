/**
 * The pure half of a kind: what the plan must know of it and nothing else. Mostly tables, one directory a kind.
 * `rules.ts` of each kind exports one of these; `all-rules.ts` lists them.
 */
import type { Address } from "../model/address.ts";
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { Json } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { Identity, Live, Observation } from "../model/observation.ts";
import type { Blocked, FieldChange, PlanNote } from "../model/plan.ts";
import type { GateFinding, Shift } from "../model/shift.ts";

export interface KindRules<K extends Kind> {
  readonly kind: K;
  /** Addresses that must exist before it and whose observation its observer reads; outermost first. */
  parents(address: Address): readonly Address[];
  /** Kinds whose observations its observer reads beyond its parents: looked at before it. Left out: none. */
  readonly readsAfter?: readonly Kind[];
  /** Steps with one lane run one at a time, for AWS refuses concurrent writes there. */
  lane(address: Address): string;
  /** Rules for fields that are not compared the plain way: declared members only, deep, lists in order. */
  readonly fields: readonly FieldRule[];
  /** Why it cannot be created as declared, or `null`. */
  uncreatable(desired: Desired<K>): string | null;
  /**
   * Its address says what it holds, and an observer finds it by that: present means as desired, whoever made it.
   * It is never updated, and ownership is not asked for.
   */
  readonly foundByContent?: true;
  /** Of what is found by content: whether a change that this plan makes to a parent leaves what was found outdated. */
  outdatedBy?(desired: Desired<K>, parentChange: FieldChange): boolean;
  /** Milliseconds for which AWS may answer reads as if our last write had not been; left out: reads are never stale. */
  readonly staleReadsMs?: number;
  /** For as long, AWS may even answer that a new one does not exist. */
  readonly staleExistence?: true;
  /** Why making it would for a while change something else that is not ours, and what to do; `null`: it would not. */
  disturbs?(desired: Desired<K>, around: Surroundings): string | null;
  /** What it is to be now, where what is desired is not to be reached at once; `null`: at once. Pure. */
  pace?(view: PaceView<K>): Pace<K> | null;
  /** The member that a rollback moves, and then holds, and those that go along with it. Left out: it has none. */
  readonly pointer?: readonly [string, ...string[]];
  /** Members that belong to what it serves, and change together with that where it serves what something else does. Left out: none. */
  readonly alongPointer?: readonly string[];
  /** Kinds that AWS deletes together with it. */
  readonly takesAlong: readonly Kind[];
  /** Completes it after the authored kinds have been observed, and names the derived resources that it needs. Pure. */
  derive?(desired: Desired<K>, world: World): Derivation<K>;
}

/** What exists and is ours, or to be. */
export interface PaceView<K extends Kind> {
  /** With its references resolved as far as they are known. */
  readonly desired: Desired<K>;
  readonly live: Live<K>;
  /** Top-level members of the spec that differ and are to be made so. */
  readonly differing: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A person says that what was given up is to be tried again. */
  readonly again: boolean;
  /** What its gates say; undefined: they were not asked. */
  readonly finding: GateFinding | undefined;
}

export interface Pace<K extends Kind> {
  /** As it is to be now. */
  readonly desired: Desired<K>;
  /** `null`: none is under way any more. */
  readonly shift: Shift | null;
  /** Why it goes no further towards what is desired. */
  readonly blocks?: Pick<Blocked, "reason" | "message">;
}

export interface FieldRule {
  /** Keys of the path into the spec; `*` stands for any one key. */
  readonly path: readonly string[];
  /** `whole`: what AWS has beyond the declared members is a difference too, and is removed. */
  readonly compare?: "whole";
  /** What AWS means by its absence: a value left out on one side and this value on the other are the same. */
  readonly default?: Json;
  /** AWS cannot change it on an existing resource. */
  readonly immutable?: true;
  /** Values below it may be secrets: masked when they, or their keys, match the secret patterns. */
  readonly mayBeSecret?: true;
}

/** What stands around a resource that is to be made. */
export interface Surroundings {
  observationOf<L extends Kind>(kind: L, address: Address): Observation<L> | undefined;
  /** Whether what lives there carries our mark, or is to. */
  isOurs(address: Address): boolean;
}

/** Everything known when derived resources are worked out. */
export interface World {
  readonly identity: Identity;
  readonly revision: string;
  /** Authored resources by address. */
  readonly desired: ReadonlyMap<Address, AnyDesired>;
  /** Authored aliases of a function, by address. */
  aliasesOf(functionName: string): readonly Desired<"alias">[];
  observationOf<L extends Kind>(kind: L, address: Address): Observation<L> | undefined;
}

export interface Derivation<K extends Kind> {
  /** The resource itself with its references filled in. */
  readonly desired: Desired<K>;
  /** Derived resources; the same address from two sides is one resource. */
  readonly adds: readonly AnyDesired[];
  readonly blocked: readonly Blocked[];
  readonly notes: readonly PlanNote[];
}
