/** A plan is data: it can be printed, hashed, stored, compared, and applied later. */
import type { Address } from "./address.ts";
import type { AnyDesired } from "./desired.ts";
import type { Kind } from "./kind.ts";
import type { AnyLive, Unmanaged } from "./observation.ts";
import type { Idle } from "./retention.ts";
import type { Shift } from "./shift.ts";

export interface Plan {
  readonly revision: string;
  /** Digest of the steps and what is blocked, without physical ids that could differ between looks: what `--expect` takes. */
  readonly digest: string;
  /** In an order that respects `needs`. */
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
  /** Addresses that are as desired, sorted. */
  readonly unchanged: readonly Address[];
  /** Differences that a drift policy says to leave, by address. No steps: what we will not make are not changes. */
  readonly tolerated: readonly Tolerated[];
  readonly unmanaged: readonly Unmanaged[];
  /** Traffic that moves in steps, by address; its moves are steps of the plan too. */
  readonly shifts: readonly Shift[];
  /** What is made or changed only once such traffic has moved, by address; a note says what it waits for. */
  readonly waiting: readonly Address[];
  readonly notes: readonly PlanNote[];
  /** By function or API that declares `keep`: what of its history is used by nothing, and since when; to be remembered. */
  readonly idle?: Readonly<Record<Address, Idle>>;
  /** How many resources exist already; what the guards' shares count from. */
  readonly existing: number;
}

export type Action = "create" | "update" | "delete";

/** `rollout`: desired changed. `drift`: live changed though desired has not. `prune`: no longer desired, or destroyed. `retention`: history beyond `keep`. */
export type Cause = "rollout" | "drift" | "prune" | "retention";

export interface Step {
  readonly address: Address;
  readonly kind: Kind;
  readonly action: Action;
  readonly cause: Cause;
  readonly changes: readonly FieldChange[];
  /** Steps of this plan that must be done first. */
  readonly needs: readonly Address[];
  /** Steps of one lane run one at a time: AWS refuses concurrent writes to one API and to one function. */
  readonly lane: string;
  /** `null` for a delete. May hold references that only applying resolves. */
  readonly desired: AnyDesired | null;
  /** `null` for a create. */
  readonly live: AnyLive | null;
  /** Whether this step puts our mark on an existing resource. */
  readonly adopts: boolean;
  /** Of a rollout: paths of fields that somebody else changed as well. Left out: none. */
  readonly drifted?: readonly string[];
  /** Of one that begins a shift: the differences that are gone once it has arrived, which tell its cause. Left out: `changes`. */
  readonly towards?: readonly FieldChange[];
  /** Differences of the same resource that stay, by its drift policy. `desired` has the live values there. Left out: none. */
  readonly tolerates?: readonly FieldChange[];
}

/** Whether a step does nothing but put our mark on what is as declared already. */
export function onlyAdopts({ adopts, changes }: Step): boolean {
  return adopts && changes.every(({ path }) => path === "owner");
}

/** What somebody else changed, and one rule says to leave; or a person rolled back, and is held (`hold`). */
export interface Tolerated {
  readonly address: Address;
  readonly policy: "alert" | "ignore" | "hold";
  /** `missing`: it was deleted, and is not made again. */
  readonly drift: "changed" | "missing";
  readonly changes: readonly FieldChange[];
  /** When the rule ends, and why it is there, as the author wrote them. */
  readonly until?: string;
  readonly reason?: string;
}

export interface FieldChange {
  /** For people and scripts: `variables.LAMBDA_ALIAS`, `routes["PUT /upload"].apiKeyRequired`. */
  readonly path: string;
  readonly keys: readonly string[];
  /** Left out: not set. */
  readonly before?: unknown;
  /** Left out: to be removed. A reference: known after apply. */
  readonly after?: unknown;
  /** Values are masked wherever people or machines read them. */
  readonly sensitive: boolean;
}

/** A difference we refuse to act on. */
export interface Blocked {
  readonly address: Address;
  readonly reason: BlockedReason;
  readonly message: string;
}

export type BlockedReason =
  | "not-owned"
  | "owned-by-other"
  | "immutable"
  | "not-found"
  | "unknown-denied"
  | "unknown-ambiguous"
  | "unknown-failed"
  | "unknown-missing"
  | "unknown-parent"
  | "needs-blocked"
  | "invalid-reference"
  | "protected"
  | "has-unmanaged"
  | "in-use"
  | "shift-failed"
  | "shift-stopped";

/** Worth a person's eye, and stops nothing: a stale snapshot that is not ours to move, a permission that stays behind. */
export interface PlanNote {
  readonly address: Address;
  readonly code: string;
  readonly message: string;
  /** More than fits into one line, one item each: the routes in which a snapshot differs. */
  readonly details?: readonly string[];
}

/** A safety limit that a plan exceeds. */
export interface Violation {
  readonly guard: "max-updates" | "max-deletes" | "protect" | "expect" | "target" | "prune-owner";
  readonly message: string;
  /** Whether `--force` goes past it. */
  readonly forceable: boolean;
}
