/**
 * Where a rollback goes. Pure.
 *
 *   it does not carry our mark, or must not be moved now       refused
 *   --to, and there is none like it                            refused, with what there is
 *   --to what serves already, and alone                        nothing to do
 *   --to                                                       there
 *   traffic is shared with another one                         all of it to the one that it points at
 *   a stage                                                    the newest snapshot before its own that holds something else;
 *                                                              one of the same second as its own counts as before it
 *   an alias                                                   the newest version before its own with the same environment:
 *                                                              a sibling alias's versions have that one's
 *   none of these                                              refused, with what there is
 *
 * The hold is off what the desired state still asks for: what the first of several rollbacks left. Going back there ends it.
 */
import { kindOf } from "../model/address.ts";
import type { Hold } from "../model/hold.ts";
import type { Pointer, RollbackTarget } from "../model/rollback.ts";

export type RollbackChoice =
  | { readonly verdict: "move"; readonly from: string; readonly to: RollbackTarget; readonly hold: Hold | null }
  | { readonly verdict: "none"; readonly message: string }
  | { readonly verdict: "refused"; readonly message: string };

export interface RollbackWish {
  /** Left out: to what was before. */
  readonly to?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function chooseRollback(pointer: Pointer, { to, now }: RollbackWish): RollbackChoice {
  const { address, owner, hindrance, beside, current, hold } = pointer;
  if (owner === null) return refused(`${address} does not carry our mark: it is not ours to move; adopt it first`);
  if (hindrance !== undefined) return refused(`${address}: ${hindrance}`);
  if (to !== undefined && to === current && beside === undefined) {
    return { verdict: "none", message: `${address} serves ${to} already` };
  }
  const target = to === undefined ? targetBefore(pointer) : pointer.targets.find(({ id }) => id === to);
  if (target === undefined) return refused(to === undefined ? nothingBefore(pointer) : unknownTarget(pointer, to));
  const left = hold?.from ?? beside?.version ?? current;
  const isBack = target.id === left;
  return { verdict: "move", from: beside?.version ?? current, to: target, hold: isBack ? null : { from: left, since: now } };
}

function targetBefore(pointer: Pointer): RollbackTarget | undefined {
  const { targets, current, beside } = pointer;
  const own = targets.find(({ id }) => id === current);
  if (beside !== undefined) return own;
  const isStage = kindOf(pointer.address) === "stage";
  return earlierTargets(pointer, own).find(({ content, environment }) => {
    if (isStage) return content === undefined || content !== own?.content;
    return own === undefined || environment === own.environment;
  });
}

/** AWS dates deployments to the second (GetDeployments): of two made within one, only a rollback tells which came first. */
function earlierTargets({ address, targets, hold }: Pointer, own: RollbackTarget | undefined): readonly RollbackTarget[] {
  if (own === undefined) return targets;
  const place = targets.indexOf(own);
  const isDated = kindOf(address) === "stage" && own.createdAt !== undefined;
  return targets.filter((target, index) => {
    const isOfItsSecond = isDated && target !== own && target.createdAt === own.createdAt;
    return isOfItsSecond ? target.id !== hold?.from : index > place;
  });
}

function nothingBefore(pointer: Pointer): string {
  const { address, targets, current } = pointer;
  const others = targets.filter(({ id }) => id !== current);
  if (others.length === 0) return `${address} has nothing to go back to: there is only what it serves`;
  const why =
    kindOf(address) === "stage"
      ? "no earlier snapshot holds anything else"
      : "no earlier version has the same environment, so which one it served before cannot be told";
  return `${address}: ${why}; choose with --to: ${someOf(others)}`;
}

function unknownTarget({ address, targets, current }: Pointer, to: string): string {
  const others = targets.filter(({ id }) => id !== current);
  const choice = others.length === 0 ? "there is nothing else" : `there are ${someOf(others)}`;
  return `${address} has no ${kindOf(address) === "stage" ? "deployment" : "version"} ${to}; ${choice}`;
}

const SOME = 5;

function someOf(targets: readonly RollbackTarget[]): string {
  const more = targets.length > SOME ? `, and ${targets.length - SOME} more` : "";
  return `${targets
    .slice(0, SOME)
    .map(({ id }) => id)
    .join(", ")}${more}`;
}

function refused(message: string): RollbackChoice {
  return { verdict: "refused", message };
}
