/** `--target` of `reconcile status`: how some targets of a daemon are, as if there were no others. */
import type { DaemonStatus } from "../daemon/status.ts";
import { together } from "../daemon/together.ts";
import { StagekeeperError } from "../model/errors.ts";
import { matcherOf } from "../model/pattern.ts";

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

/** At least one; of those that have a name. Throws `invalid` for a name of none. */
export function narrowed<T>(all: readonly T[], nameOf: (one: T) => string | null, patterns: readonly string[]): readonly T[] {
  const names = all.flatMap((one) => nameOf(one) ?? []);
  const odd = patterns.find((pattern) => !names.some(matcherOf([pattern])));
  if (odd !== undefined)
    throw new StagekeeperError("invalid", `--target "${odd}" matches no target; there are ${names.join(", ")}`);
  if (patterns.length === 0) return all;
  const matches = matcherOf(patterns);
  return all.filter((one) => matches(nameOf(one) ?? ""));
}
