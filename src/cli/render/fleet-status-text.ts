/** A line for each target of a daemon: those that are not well first. */
import type { TargetLoopStatus } from "../../daemon/status.ts";
import { printable } from "../../model/printable.ts";
import { OUTCOMES } from "./outcome-text.ts";
import type { Page } from "./plan-text.ts";
import { counted, duration, indented, wrap } from "./wrap.ts";

export function targetLines(targets: readonly TargetLoopStatus[], now: number, { style, width }: Page): readonly string[] {
  const ordered = [...targets.filter((target) => !isWell(target)), ...targets.filter(isWell)];
  return ordered.flatMap((target) => {
    const mark = isWell(target) ? style.good("✓") : style.bad("✗");
    return indented(wrap(`${target.target}: ${factsOf(target, now).join(", ")}`, width - 4), "    ", `  ${mark} `);
  });
}

/** `2 of 3 targets are ready, prod-eu is not`. */
export function readyText(targets: readonly TargetLoopStatus[]): string {
  const others = targets.filter(({ ready }) => !ready).map(({ target }) => target);
  const named =
    others.length > SHOWN ? `${others.slice(0, SHOWN).join(", ")} and ${others.length - SHOWN} more` : others.join(", ");
  return `${targets.length - others.length} of ${counted(targets.length, "target")} ready; not ${named}`;
}

const SHOWN = 5;

function isWell({ stuck, ready, lastPass }: TargetLoopStatus): boolean {
  return stuck === null && ready && lastPass?.outcome !== "failed" && lastPass?.outcome !== "refused";
}

function factsOf({ stuck, desired, lastPass, lastSuccessAt, nextPassAt, conditions }: TargetLoopStatus, now: number): string[] {
  const why = lastPass?.error ? `: ${printable(lastPass.error.message)}` : "";
  return [
    ...(stuck === null ? [] : [`stuck: ${printable(stuck)}`]),
    ...(desired.valid === false ? ["its desired state is invalid"] : []),
    lastPass === null ? "no pass yet" : `${OUTCOMES[lastPass.outcome]}, by ${lastPass.trigger}${why}`,
    lastSuccessAt === null ? "no success yet" : `success ${duration(now - lastSuccessAt)} ago`,
    ...(conditions.length === 0 ? [] : [`${counted(conditions.length, "condition")} open`]),
    ...(nextPassAt === null ? ["under way"] : [`next pass in ${duration(Math.max(0, nextPassAt - now))}`]),
  ];
}
