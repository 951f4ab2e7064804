/** How the targets of a fleet are: those that are not well first, and the one whose last success is oldest at the head. */
import { isWell, type TargetStatus } from "../../daemon/target-status.ts";
import { printable } from "../../model/printable.ts";
import type { Style } from "./style.ts";
import { counted, duration } from "./wrap.ts";

export function targetsText(
  targets: readonly TargetStatus[],
  { now, style }: { readonly now: number; readonly style: Style },
): string {
  const sick = targets.filter((target) => !isWell(target));
  const oldest = targets.map(({ lastSuccessAt }) => lastSuccessAt ?? 0).toSorted((left, right) => left - right)[0] ?? 0;
  const head =
    sick.length === 0
      ? style.good(`✓ ${counted(targets.length, "target")}, all well`)
      : style.bad(`✗ ${sick.length} of ${counted(targets.length, "target")} not well`);
  const since = oldest === 0 ? "some never succeeded" : `oldest success ${duration(now - oldest)} ago`;
  const ordered = [...sick, ...targets.filter(isWell)];
  return [`${head}; ${since}`, ...ordered.map((target) => `  ${lineOf(target, now)}`)].join("\n");
}

function lineOf({ target, lastPass, lastSuccessAt, conditions }: TargetStatus, now: number): string {
  const success = lastSuccessAt === null ? "no success yet" : `success ${duration(now - lastSuccessAt)} ago`;
  const open = conditions.length === 0 ? "" : `, ${counted(conditions.length, "condition")} open`;
  return `${printable(target ?? "only")}: ${lastPass.outcome} by ${lastPass.trigger}, ${success}${open}`;
}
