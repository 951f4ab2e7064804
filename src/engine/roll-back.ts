/** A rollback: read, choose, show, ask, move. Needs no desired state: it must work when that is what is broken. */
import type { Address } from "../model/address.ts";
import type { Hold } from "../model/hold.ts";
import type { Clock } from "../model/ports.ts";
import type { Pointer, Rollbacks, RollbackTarget } from "../model/rollback.ts";
import { chooseRollback } from "../plan/choose-rollback.ts";

export interface RollbackRequest {
  readonly address: Address;
  /** Left out: to what was before. */
  readonly to?: string;
  /** Shows, and changes nothing. */
  readonly dryRun: boolean;
}

export interface RollbackPorts {
  readonly rollbacks: Rollbacks;
  readonly clock: Pick<Clock, "now">;
  readonly signal: AbortSignal;
  /** Asked before anything is changed. */
  approve(proposal: RollbackProposal): Promise<boolean>;
}

/** What is about to be done. */
export interface RollbackProposal {
  readonly pointer: Pointer;
  /** What it leaves; of shared traffic, the version that loses its part. */
  readonly from: RollbackTarget;
  readonly to: RollbackTarget;
  /** `null`: an earlier rollback is taken back, and its hold ends. */
  readonly hold: Hold | null;
  /** One line each; `null`: AWS does not say. */
  readonly differences: readonly string[] | null;
}

export type RollbackResult =
  | { readonly outcome: "changes" | "declined"; readonly proposal: RollbackProposal }
  /** `warnings`: what a person has to know of what is served now. */
  | { readonly outcome: "converged"; readonly proposal: RollbackProposal; readonly warnings: readonly string[] }
  | { readonly outcome: "in-sync" | "refused"; readonly message: string };

/** Throws `StagekeeperError` for what AWS refuses. */
export async function rollBack({ address, to, dryRun }: RollbackRequest, ports: RollbackPorts): Promise<RollbackResult> {
  const { rollbacks, clock, signal } = ports;
  const pointer = await rollbacks.read(address, signal);
  const choice = chooseRollback(pointer, { ...(to !== undefined && { to }), now: clock.now() });
  if (choice.verdict !== "move") return { outcome: choice.verdict === "none" ? "in-sync" : "refused", message: choice.message };
  const from = pointer.targets.find(({ id }) => id === choice.from) ?? { id: choice.from, description: "" };
  const differences = await rollbacks.compare(address, from.id, choice.to.id, signal);
  const proposal = { pointer, from, to: choice.to, hold: choice.hold, differences };
  if (dryRun) return { outcome: "changes", proposal };
  if (!(await ports.approve(proposal))) return { outcome: "declined", proposal };
  signal.throwIfAborted();
  const warnings = await rollbacks.move(pointer, choice.to.id, choice.hold, signal);
  return { outcome: "converged", proposal, warnings };
}
