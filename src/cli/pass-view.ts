/**
 * What a person sees of a pass while it runs, and what is written when it ends.
 *
 * | format          | stdout                                   | stderr                                        |
 * |-----------------|------------------------------------------|-----------------------------------------------|
 * | text            | plan, a line a step, result              | on a terminal: what is under way, questions   |
 * | json, markdown  | the result, when the pass has ended      | the same, and the plan where a person is asked |
 */
import { randomBytes } from "node:crypto";
import type { Plan } from "../model/plan.ts";
import type { Progress } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import { maskPlan } from "../plan/mask.ts";
import { type LiveRegion, openLiveRegion } from "./live-region.ts";
import type { Format } from "./options.ts";
import { issuesText } from "./render/issues-text.ts";
import { liveAfter, liveLines, NOTHING_YET } from "./render/live-view.ts";
import { maskReport } from "./render/masked-report.ts";
import type { Page, PlanView } from "./render/plan-text.ts";
import { planPieces } from "./render/plan-text.ts";
import { resultPieces } from "./render/result-json.ts";
import { resultMarkdown } from "./render/result-markdown.ts";
import { resultText, stepResultText } from "./render/result-text.ts";
import { shiftWaitText } from "./render/shift-text.ts";
import { createStyle } from "./render/style.ts";
import type { Output, Terminal } from "./terminal.ts";

export interface PassView {
  readonly progress: Progress;
  /** Prints the plan where the person who is asked about it reads it; a second time does nothing. */
  showPlan(plan: PlanView): void;
  /** A line on stderr, above whatever is live there. */
  note(text: string): void;
  /** Writes the result. */
  finish(report: RunReport): void;
  /** The result as a file holds it, in pieces. */
  reportIn(report: RunReport, format: Format): Iterable<string>;
  /** Takes what is live off the terminal, whatever happened. */
  close(): void;
}

export interface ViewSettings {
  readonly format: Format;
  readonly destroy: boolean;
  /** Whether the AWS ends with the process: nobody can call its invoke URLs. */
  readonly ephemeral: boolean;
  /** The command that would apply the plan with this digest and no other. */
  applyCommand?(digest: string): string;
  /** Milliseconds of the clock that people live by, for what is under way. */
  now(): number;
}

const REDRAW_MS = 80;

export function openPassView(terminal: Terminal, settings: ViewSettings): PassView {
  const { format, destroy, ephemeral, now } = settings;
  const region = openLiveRegion(terminal.err);
  const salt = randomBytes(16).toString("hex");
  const plans = planPrinter(format === "text" ? terminal.out : terminal.err, region);
  let state = NOTHING_YET;
  const redraw = () => {
    const { rows, style } = terminal.err;
    region.draw(liveLines(state, { now: now(), width: terminal.err.width, rows, style }));
  };
  const timer = terminal.err.isTerminal ? setInterval(redraw, REDRAW_MS) : undefined;
  timer?.unref();

  return {
    progress(event) {
      state = liveAfter(state, event, now());
      if (event.type === "shifting" && format === "text") {
        region.above(() => terminal.out.write(`${shiftWaitText(event, terminal.out.style)}\n`));
      }
      // Nothing is under way while a person reads the plan and is asked about it.
      if (event.type === "planned") redraw();
      if (event.type === "step-finished" && format === "text" && event.report.result !== "not-attempted") {
        region.above(() => terminal.out.write(`${stepResultText(event.report, terminal.out.style)}\n`));
      }
    },
    showPlan: (view) => plans.print({ ...view, plan: maskPlan(view.plan, salt) }),
    note: (text) => region.above(() => terminal.err.write(`${text}\n`)),
    finish(unmasked) {
      const report = maskReport(unmasked, salt);
      clearInterval(timer);
      region.clear();
      if (format === "text") writeText(report, { destroy, ephemeral, out: terminal.out, planShown: plans.printed() });
      else for (const piece of reportPieces(report, format, settings)) terminal.out.write(piece);
    },
    reportIn: (unmasked, kind) => reportPieces(maskReport(unmasked, salt), kind, settings),
    close() {
      clearInterval(timer);
      region.clear();
    },
  };
}

/** The report is masked already. Text is as on a wide terminal without colours. */
function reportPieces(report: RunReport, format: Format, settings: ViewSettings): Iterable<string> {
  switch (format) {
    case "json":
      return resultPieces(report);
    case "markdown":
      return [resultMarkdown(report, settings)];
    case "text": {
      const { out, text } = textPaper();
      writeText(report, { ...settings, out, planShown: false });
      return text();
    }
  }
}

/** A wide page without colours, and what was written on it. */
export function textPaper(): { readonly out: Output; text(): readonly string[] } {
  const parts: string[] = [];
  const write = (text: string) => void parts.push(text);
  return { out: { write, isTerminal: false, width: 100, rows: 24, style: createStyle(false) }, text: () => parts };
}

interface PlanPrinter {
  print(view: PlanView): void;
  readonly printed: () => boolean;
}

function planPrinter(output: Output, region: LiveRegion): PlanPrinter {
  let printed = false;
  return {
    printed: () => printed,
    print(view) {
      if (printed) return;
      printed = true;
      region.above(() => writePlan(view, output));
    },
  };
}

function writePlan(view: PlanView, output: Output): void {
  for (const piece of planPieces(view, pageOf(output))) output.write(piece);
  output.write("\n\n");
}

const ENDED_WITH_US = "  this AWS ended with the command; `reconcile sandbox` serves one that stays";

/** All that is said of a pass. `planShown`: somebody has read its plan already. */
export function writeText(
  report: RunReport,
  {
    destroy,
    ephemeral,
    out,
    planShown,
  }: Pick<ViewSettings, "destroy" | "ephemeral"> & { readonly out: Output; readonly planShown: boolean },
): void {
  const { plan, identity, forecast } = report;
  const issues = issuesText(report.issues, pageOf(out));
  if (issues !== "") out.write(`${issues}\n\n`);
  if (planShown) out.write("\n");
  else if (plan && saysSomething(plan)) writePlan({ plan, identity, forecast, destroy }, out);
  out.write(`${resultText(ephemeral ? { ...report, invokeUrls: {} } : report, pageOf(out), destroy)}\n`);
  if (ephemeral && report.outcome === "converged") out.write(`${out.style.faint(ENDED_WITH_US)}\n`);
}

function saysSomething({ steps, blocked, tolerated, notes, unmanaged }: Plan): boolean {
  return steps.length + blocked.length + tolerated.length + notes.length + unmanaged.length > 0;
}

export function pageOf(output: Output): Page {
  return { width: output.width, style: output.style };
}
