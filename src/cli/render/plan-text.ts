/**
 * A plan as people read it: grouped by API and function, every difference with its cause, then what is blocked, and the sum.
 * Its sensitive values are masked before it comes here (see `masked-report.ts`).
 */
import type { Kind } from "../../model/kind.ts";
import type { Identity } from "../../model/observation.ts";
import { type Blocked, onlyAdopts, type Plan, type PlanNote, type Step } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import type { Forecast } from "../../model/report.ts";
import { changesText } from "./change-text.ts";
import { groupsOf, titleText } from "./plan-groups.ts";
import { emptiesBucket } from "./plan-warnings.ts";
import { shiftsText } from "./shift-text.ts";
import type { Style } from "./style.ts";
import { ACTION_SIGN, CAUSE_NOTE } from "./style.ts";
import { toleratedSum, toleratedText } from "./tolerated-text.ts";
import { duration, indented, wrap } from "./wrap.ts";

export interface PlanView {
  readonly plan: Plan;
  readonly identity: Identity | null;
  readonly forecast: Forecast | null;
  readonly destroy: boolean;
}

export interface Page {
  readonly width: number;
  readonly style: Style;
}

/** The whole plan, ending in its sum. Lines may be longer than the page where a single value is. */
export function planText(view: PlanView, page: Page): string {
  return [...planPieces(view, page)].join("");
}

/**
 * As above, a group of resources at a time. Of a plan that nobody would read to its end, the first of each group are shown,
 * and of the rest how many of what there are: all of them are in the JSON.
 */
export function* planPieces({ plan, identity, forecast, destroy }: PlanView, page: Page): Iterable<string> {
  const place = identity ? ` for account ${printable(identity.account)} in ${printable(identity.region)}` : "";
  yield page.style.title(`${destroy ? "Plan to destroy" : "Plan"}${place}`);
  const groups = groupsOf(plan.steps);
  const few = plan.steps.length <= SHOWN_STEPS;
  const [told, left] = [groups.slice(0, few ? groups.length : SHOWN_GROUPS), groups.slice(few ? groups.length : SHOWN_GROUPS)];
  for (const { title, members } of told) {
    const shown = few ? members : members.slice(0, SHOWN_MEMBERS);
    yield `\n\n${page.style.title(printable(titleText(title)))}\n`;
    yield shown.flatMap((step) => stepText(step, destroy, page)).join("\n");
    if (shown.length < members.length) yield `\n  ${page.style.faint(`and ${stepSum(members.slice(shown.length))} more`)}`;
  }
  if (left.length > 0) {
    const steps = stepSum(left.flatMap(({ members }) => members));
    yield `\n\n${page.style.title(`And ${left.length} more`)} ${page.style.faint(`with ${steps}; --format json and --report have all of them`)}`;
  }
  const rest = [
    ...shiftsText(plan.shifts, page),
    ...blockedText(plan.blocked, page),
    ...toleratedText(plan, page),
    ...notesText(plan.notes, page),
    ...unmanagedText(plan, page),
    "",
    planSum(plan, page.style),
    ...forecastText(forecast, page.style),
    page.style.faint(`digest ${plan.digest}`),
  ];
  yield `\n${rest.join("\n")}`;
}

/** Up to here every step is told in full. */
const SHOWN_STEPS = 500;
const SHOWN_GROUPS = 50;
const SHOWN_MEMBERS = 5;

/** `12 to create, 3 to update`. */
function stepSum(steps: readonly Step[]): string {
  return (["create", "update", "delete"] as const)
    .map((action) => ({ action, count: steps.filter((step) => step.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} to ${action}`)
    .join(", ");
}

/** `2 to create, 1 to update (1 of them drift), 4 unchanged`: what is zero is left out. */
export function planSum(plan: Plan, style: Style): string {
  const { steps, blocked, unchanged, shifts } = plan;
  const left = toleratedSum(plan);
  const adopted = steps.filter(onlyAdopts).length;
  const made = (["create", "update", "delete"] as const)
    .map((action) => ({ action, count: steps.filter((step) => step.action === action && !onlyAdopts(step)).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => style[action](`${count} to ${action}`));
  const actions = adopted === 0 ? made : [...made, style.update(`${adopted} to adopt`)];
  const drifted = steps.filter((step) => step.cause === "drift").length;
  const shifting = shifts.filter(({ nextAt }) => nextAt !== null).length;
  return [
    actions.join(", ") +
      (drifted > 0 ? style.drift(` (${drifted === steps.length ? "drift" : `${drifted} of them drift`})`) : ""),
    shifting > 0 && style.update(`${shifting} shifting`),
    blocked.length > 0 && style.bad(`${blocked.length} blocked`),
    left !== "" && style.drift(left),
    unchanged.length > 0 && style.faint(`${unchanged.length} unchanged`),
  ]
    .filter(Boolean)
    .join(", ");
}

/** Kinds whose address says all there is to say of a new one. */
export const SAID_BY_ADDRESS: readonly Kind[] = ["permission", "deployment"];

/** One step: its sign and address, why it is there, and what it changes. */
export function stepText(step: Step, destroy: boolean, page: Page): readonly string[] {
  const { style } = page;
  const head = style[step.action](`${ACTION_SIGN[step.action]} ${printable(step.address)}`);
  const cause = destroy ? null : CAUSE_NOTE[step.cause];
  const tags = [
    cause && style.drift(cause),
    step.adopts && style.warning("adopted: our mark is put on it"),
    emptiesBucket(step) && style.bad("with every object and version in it"),
  ].filter(Boolean);
  const line = `  ${[head, ...tags].join("  ")}`;
  if (step.action === "create" && SAID_BY_ADDRESS.includes(step.kind)) return [line];
  return [line, ...indented(changesText(step, page.width - 6, style), "      ")];
}

function blockedText(blocked: readonly Blocked[], { width, style }: Page): readonly string[] {
  if (blocked.length === 0) return [];
  return [
    "",
    style.bad("Blocked: not touched, nor what needs them"),
    ...blocked.flatMap(({ address, reason, message }) => [
      `  ${style.bad(`! ${printable(address)}`)}  ${style.faint(reason)}`,
      ...indented(wrap(printable(message), width - 6), "      "),
    ]),
  ];
}

function notesText(notes: readonly PlanNote[], { width, style }: Page): readonly string[] {
  if (notes.length === 0) return [];
  return [
    "",
    style.title("Notes"),
    ...notes.flatMap(({ address, message, details = [] }) => [
      `  ${style.warning(`· ${printable(address)}`)}`,
      ...indented(wrap(printable(message), width - 6), "      "),
      ...details.map((detail) => `        ${printable(detail)}`),
    ]),
  ];
}

function unmanagedText({ unmanaged }: Plan, { style }: Page): readonly string[] {
  if (unmanaged.length === 0) return [];
  return [
    "",
    style.title("Not declared, left alone"),
    ...unmanaged.map(({ what }) => `  ${style.faint(`· ${printable(what)}`)}`),
  ];
}

function forecastText(forecast: Forecast | null, style: Style): readonly string[] {
  if (!forecast || forecast.seconds < 1) return [];
  const limit = forecast.limitedBy === null ? "" : `: ${printable(forecast.limitedBy)} is the tightest`;
  return [style.faint(`takes at least ${duration(forecast.seconds * 1000)} under the quotas of AWS${limit}`)];
}
