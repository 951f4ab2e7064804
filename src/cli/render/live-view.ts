/** What is under way, for a terminal: a pure state from progress events, and the lines that show it. */
import type { Address } from "../../model/address.ts";
import type { Action } from "../../model/plan.ts";
import type { ProgressEvent } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import type { Shift } from "../../model/shift.ts";
import { shiftSum } from "./shift-text.ts";
import type { Style } from "./style.ts";
import { duration } from "./wrap.ts";

export interface LiveState {
  readonly phase:
    | { readonly name: "loading" | "planned" }
    | { readonly name: "observing"; readonly done: number; readonly total: number; readonly waiting: string | null }
    | { readonly name: "shifting"; readonly shifts: readonly Shift[]; readonly until: number };
  readonly running: readonly Running[];
  readonly finished: number;
  readonly total: number;
}

interface Running {
  readonly address: Address;
  readonly action: Action;
  readonly since: number;
  readonly waiting: string | null;
}

export const NOTHING_YET: LiveState = { phase: { name: "loading" }, running: [], finished: 0, total: 0 };

/** The state after an event; `now` in milliseconds. */
export function liveAfter(state: LiveState, event: ProgressEvent, now: number): LiveState {
  switch (event.type) {
    case "loaded":
      return { ...state, phase: { name: "observing", done: 0, total: event.resources, waiting: null } };
    case "shifting":
      return { ...NOTHING_YET, phase: { name: "shifting", shifts: event.shifts, until: now + event.ms } };
    case "observed":
      return { ...state, phase: { name: "observing", done: event.done, total: event.total, waiting: null } };
    case "observing-waits":
      return state.phase.name === "observing" ? { ...state, phase: { ...state.phase, waiting: event.message } } : state;
    case "planned":
      return { ...state, phase: { name: "planned" }, total: event.plan.steps.length };
    case "step-started": {
      const { address, action } = event.step;
      return { ...state, running: [...state.running, { address, action, since: now, waiting: null }] };
    }
    case "step-waiting":
      return {
        ...state,
        running: state.running.map((step) => (step.address === event.step.address ? { ...step, waiting: event.message } : step)),
      };
    case "step-finished":
      return {
        ...state,
        running: state.running.filter((step) => step.address !== event.report.step.address),
        finished: state.finished + 1,
      };
  }
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const FRAME_MS = 80;

const DOING = { create: "creating", update: "updating", delete: "deleting" } as const satisfies Record<Action, string>;

/** At most `rows` lines, none longer than `width`, so that redrawing never scrolls. */
export function liveLines(
  state: LiveState,
  { now, width, rows, style }: { readonly now: number; readonly width: number; readonly rows: number; readonly style: Style },
): readonly string[] {
  const spinner = FRAMES[Math.floor(now / FRAME_MS) % FRAMES.length] ?? "";
  const { phase } = state;
  if (phase.name === "observing") {
    const what = `${phase.done} of ${phase.total}${waitText(phase.waiting)}`;
    return [`${spinner} looking at AWS ${style.faint(clip(what, width - 17))}`];
  }
  if (phase.name === "shifting") return shiftingLines(phase, { spinner, now, width, rows, style });
  if (phase.name !== "planned" || state.running.length === 0) return [];

  const lines = state.running.slice(0, Math.max(1, rows - 2)).map(({ address, action, since, waiting }) => {
    const what = clip(`${printable(address)} ${waiting === null ? DOING[action] : `waiting: ${printable(waiting)}`}`, width - 12);
    return `${style.update(spinner)} ${what} ${style.faint(duration(now - since))}`;
  });
  return [...lines, style.faint(`  ${state.finished} of ${state.total} done`)];
}

/** What is waited for, and how long yet. */
function shiftingLines(
  { shifts, until }: Extract<LiveState["phase"], { readonly name: "shifting" }>,
  {
    spinner,
    now,
    width,
    rows,
    style,
  }: { readonly spinner: string; readonly now: number; readonly width: number; readonly rows: number; readonly style: Style },
): readonly string[] {
  const lines = shifts.slice(0, Math.max(1, rows - 2)).map((shift) => {
    return `${style.update(spinner)} ${clip(`${printable(shift.address)}  ${shiftSum(shift)}`, width - 2)}`;
  });
  return [...lines, style.faint(`  goes on in ${duration(Math.max(0, until - now))}; it can be ended, and stays as it is then`)];
}

function waitText(waiting: string | null): string {
  return waiting === null ? "" : `, waiting: ${printable(waiting)}`;
}

function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** One line of one target among many, no longer than `width`. */
export function targetLine(
  name: string,
  { phase, running, finished, total }: LiveState,
  { now, width, style }: { readonly now: number; readonly width: number; readonly style: Style },
): string {
  const spinner = FRAMES[Math.floor(now / FRAME_MS) % FRAMES.length] ?? "";
  const [step] = running;
  const waits = step?.waiting ?? null;
  const doing: Readonly<Record<LiveState["phase"]["name"], string>> = {
    loading: "asks who it is",
    observing: phase.name === "observing" ? `looking at AWS ${phase.done} of ${phase.total}${waitText(phase.waiting)}` : "",
    planned: `${finished} of ${total} done${step ? `, ${printable(step.address)}${waits === null ? "" : ` waiting: ${printable(waits)}`}` : ""}`,
    shifting: "traffic is on its way",
  };
  return `${style.update(spinner)} ${clip(`${printable(name)}  ${doing[phase.name]}`, width - 2)}`;
}
