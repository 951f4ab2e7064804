/** What a person sees of the passes of many targets: a line each while they run, and each target's plan and result under its name. */
import { randomBytes } from "node:crypto";
import type { FleetReport } from "../model/fleet.ts";
import { issuesOfTargets } from "../model/fleet-issues.ts";
import type { Progress } from "../model/ports.ts";
import { printable } from "../model/printable.ts";
import { maskPlan } from "../plan/mask.ts";
import { type EndingSignal, type ExitCode, fleetExitCode } from "./exit-code.ts";
import { openLiveRegion } from "./live-region.ts";
import type { Format } from "./options.ts";
import { pageOf, textPaper, type ViewSettings, writeText } from "./pass-view.ts";
import { fleetJson } from "./render/fleet-json.ts";
import { fleetMarkdown } from "./render/fleet-markdown.ts";
import { fleetText, targetTitle } from "./render/fleet-text.ts";
import { issuesText } from "./render/issues-text.ts";
import { type LiveState, liveAfter, NOTHING_YET, targetLine } from "./render/live-view.ts";
import { maskReport } from "./render/masked-report.ts";
import { type PlanView, planPieces } from "./render/plan-text.ts";
import { stepResultText } from "./render/result-text.ts";
import type { Output, Terminal } from "./terminal.ts";

export interface FleetView {
  progressOf(target: string): Progress;
  /** Nothing is under way there any more. */
  ended(target: string): void;
  /** Prints the plan where the person who is asked about it reads it. */
  showPlan(target: string, plan: PlanView): void;
  /** Writes the result. */
  finish(report: FleetReport): void;
  /** The result as a file holds it, in pieces. */
  reportIn(report: FleetReport, format: Format): Iterable<string>;
  /** By the worst. */
  exitCode(report: FleetReport, signal: EndingSignal | null): ExitCode;
  /** Takes what is live off the terminal, whatever happened. */
  close(): void;
}

const REDRAW_MS = 80;

export function openFleetView(terminal: Terminal, settings: ViewSettings): FleetView {
  const { format, now } = settings;
  const { out, err } = terminal;
  const region = openLiveRegion(err);
  const salt = randomBytes(16).toString("hex");
  const states = new Map<string, LiveState>();
  const shown = new Set<string>();
  const redraw = () => {
    const lines = [...states].map(([name, state]) => targetLine(name, state, { now: now(), width: err.width, style: err.style }));
    region.draw(lines.slice(0, Math.max(1, err.rows - 2)));
  };
  const timer = err.isTerminal ? setInterval(redraw, REDRAW_MS) : undefined;
  timer?.unref();
  const masked = ({ targets, ...rest }: FleetReport): FleetReport => ({
    ...rest,
    targets: targets.map(({ target, report }) => ({ target, report: maskReport(report, salt) })),
  });

  return {
    progressOf: (target) => (event) => {
      states.set(target, liveAfter(states.get(target) ?? NOTHING_YET, event, now()));
      if (event.type !== "step-finished" || format !== "text" || event.report.result === "not-attempted") return;
      const where = out.style.faint(printable(target));
      region.above(() => out.write(`${stepResultText(event.report, out.style)} ${where}\n`));
    },
    ended: (target) => states.delete(target),
    showPlan(target, view) {
      if (format === "text") shown.add(target);
      const output = format === "text" ? out : err;
      region.above(() => {
        output.write(`${output.style.title(`━━ ${target}`)}\n`);
        for (const piece of planPieces({ ...view, plan: maskPlan(view.plan, salt) }, pageOf(output))) output.write(piece);
        output.write("\n\n");
      });
    },
    finish(report) {
      clearInterval(timer);
      region.clear();
      if (format === "text") writeFleet(masked(report), settings, { out, shown });
      else for (const piece of pieces(masked(report), format, settings)) out.write(piece);
    },
    reportIn: (report, kind) => pieces(masked(report), kind, settings),
    exitCode: (report, signal) => fleetExitCode(report, signal),
    close() {
      clearInterval(timer);
      region.clear();
    },
  };
}

function pieces(report: FleetReport, format: Format, settings: ViewSettings): Iterable<string> {
  switch (format) {
    case "json":
      return fleetJson(report);
    case "markdown":
      return [fleetMarkdown(report, settings)];
    case "text": {
      const { out, text } = textPaper();
      writeFleet(report, settings, { out, shown: new Set() });
      return text();
    }
  }
}

/** The reports are masked already. `shown`: targets whose plan a person has read. */
function writeFleet(
  report: FleetReport,
  settings: ViewSettings,
  { out, shown }: { readonly out: Output; readonly shown: ReadonlySet<string> },
): void {
  const issues = issuesOfTargets(report.targets.map(({ target, report: own }) => ({ name: target.name, issues: own.issues })));
  const said = issuesText(issues, pageOf(out));
  if (said !== "") out.write(`${said}\n\n`);
  for (const { target, report: own } of report.targets) {
    out.write(`${targetTitle(target, out.style)}\n`);
    writeText({ ...own, issues: [] }, { ...settings, out, planShown: shown.has(target.name) });
    out.write("\n");
  }
  out.write(`${fleetText(report, pageOf(out))}\n`);
}
