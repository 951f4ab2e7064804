/** `--target` of `reconcile status`: how some targets of a daemon are, as if there were no others. */
import type { DaemonStatus } from "../daemon/status.ts";
import { together } from "../daemon/together.ts";
import { StagekeeperError } from "../model/errors.ts";
import { narrowed } from "./narrow-targets.ts";

/** Throws `invalid` for a name of none. */
export function narrowStatus(status: DaemonStatus, patterns: readonly string[]): DaemonStatus {
  if (patterns.length === 0) return status;
  const { version, pid, startedAt, now, targets } = status;
  if (targets === undefined) throw new StagekeeperError("invalid", "--target names targets, and this daemon has one alone");
  const chosen = narrowed(targets, ({ target }) => target, patterns);
  const [one, other] = chosen;
  const facts = { version, pid, startedAt, now };
  if (one === undefined || other !== undefined) return { ...facts, ...together(chosen), targets: chosen };
  const { target: _, ...loop } = one;
  return { ...facts, ...loop };
}
