/** Moving a stage's or an alias's pointer to something that was there before: no deployment is made, no version published. */
import type { Address } from "./address.ts";
import type { Hold } from "./hold.ts";

/** A stage and the snapshots of its API, or an alias and the versions of its function. */
export interface Pointer {
  readonly address: Address;
  /** The id of a deployment, a version number, or `$LATEST`. */
  readonly current: string;
  /** The version, or deployment, that a share of the traffic goes to beside `current`. */
  readonly beside?: { readonly version: string; readonly percent: number };
  /** The owner in our mark; `null`: it does not carry one. */
  readonly owner: string | null;
  /** Of an earlier rollback. */
  readonly hold?: Hold;
  /** Why it must not be moved now. */
  readonly hindrance?: string;
  /** What it may be moved to, `current` among it; newest first. */
  readonly targets: readonly RollbackTarget[];
}

export interface RollbackTarget {
  readonly id: string;
  /** Milliseconds since the epoch; left out: AWS does not say. */
  readonly createdAt?: number;
  readonly description: string;
  /** Equal for what holds the same; left out: nobody knows. */
  readonly content?: string;
  /** Equal for versions with the same environment: aliases of one function may each have their own. */
  readonly environment?: string;
}

export interface Rollbacks {
  /** Throws `StagekeeperError`: `not-found` for what is not there. */
  read(address: Address, signal: AbortSignal): Promise<Pointer>;
  /** In what two targets differ, one line each, as far as AWS tells; `null`: it does not. */
  compare(address: Address, from: string, to: string, signal: AbortSignal): Promise<readonly string[] | null>;
  /**
   * Writes the hold before, or with, the move. `null`: a hold that is there ends. Answers with what a person has to know of what is
   * served now, a sentence each.
   */
  move(pointer: Pointer, to: string, hold: Hold | null, signal: AbortSignal): Promise<readonly string[]>;
}
