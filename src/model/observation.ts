/**
 * What observing learned. Three-valued: only AWS's typed not-found is `absent`; denied, ambiguous or failed is
 * `unknown`, and unknown blocks. Reading "denied" as "absent" is how tools come to create things twice.
 */
import type { Address } from "./address.ts";
import type { FactsOf, Kind, Specs } from "./kind.ts";
import type { Outputs } from "./ref.ts";

export type Observation<K extends Kind = Kind> =
  /** `lacks`: what it stands on, and we do not make, is not there either. For people. */
  | { readonly state: "absent"; readonly lacks?: string }
  | { readonly state: "present"; readonly live: Live<K> }
  | { readonly state: "unknown"; readonly reason: UnknownReason; readonly message: string };

/** `missing`: something it stands on, which we do not make, does not exist. `parent`: its parent is unknown. */
export type UnknownReason = "denied" | "ambiguous" | "failed" | "missing" | "parent";

/** What AWS reports of one resource, mapped to its spec in canonical form. */
export interface Live<K extends Kind = Kind> {
  readonly kind: K;
  readonly address: Address;
  /** Full, not partial: a member left out is not configured in AWS (or was not asked for, as it was not declared). */
  readonly spec: Specs[K];
  readonly facts: FactsOf[K];
  readonly outputs: Outputs;
  /** The owner in our mark; `null`: it does not carry one. */
  readonly owner: string | null;
  /** Top-level members of the spec that AWS is changing by itself right now, each with the state that says so: not drift. */
  readonly settling?: Readonly<Record<string, string>>;
  /** Children that AWS has and the desired state does not declare. Reported, never touched without our mark and prune. */
  readonly unmanaged?: readonly Unmanaged[];
}

/** A `Live` of any one kind, so that a `switch` on `kind` narrows it. */
export type AnyLive = { readonly [K in Kind]: Live<K> }[Kind];

export interface Unmanaged {
  /** `stage ImageUploadAPI/test`, `route GET /old of ImageUploadAPI`: for people. */
  readonly what: string;
  readonly beside: Address;
}

/** The account and region that a pass works in, from STS GetCallerIdentity and the client's configuration. */
export interface Identity {
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** ARN of whose credentials we call with. */
  readonly caller?: string;
}
