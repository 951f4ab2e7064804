/** A rollback as people and scripts read it: from what to what, how old that is, what differs, and how to make it permanent. */
import { stringify } from "yaml";
import type { RollbackProposal, RollbackResult } from "../../engine/roll-back.ts";
import { type Address, kindOf, nameAt } from "../../model/address.ts";
import { printable } from "../../model/printable.ts";
import type { RollbackTarget } from "../../model/rollback.ts";
import { printableLines } from "./printable.ts";
import type { Style } from "./style.ts";
import { indented, wrap } from "./wrap.ts";

interface Page {
  readonly width: number;
  readonly style: Style;
  /** Milliseconds since the epoch: ages count from it. */
  readonly now: number;
}

/** Before anybody is asked. */
export function proposalText(proposal: RollbackProposal, page: Page): string {
  const { pointer, from, to, hold } = proposal;
  const { beside } = pointer;
  const isStage = kindOf(pointer.address) === "stage";
  const between = isStage ? "deployment" : "version";
  const shared = beside === undefined ? [] : [`  now     ${between} ${beside.version} has ${beside.percent} % of the traffic`];
  return [
    `${page.style.title("Roll back")} ${printable(pointer.address)}`,
    ...shared,
    ...targetLines("from", from, page),
    ...targetLines("to", to, page),
    ...differenceLines(proposal, page),
    ...(isStage ? [page.style.faint("  the stage's variables stay as they are")] : []),
    ...indented(wrap(hold === null ? HOLD_ENDS : HOLDS, page.width - 2), "  "),
  ].join("\n");
}

const HOLDS = "It is held there until the desired state asks for something else; `--to` what it leaves now ends that.";
const HOLD_ENDS = "That is what the desired state asked for: the hold of the earlier rollback ends.";

function targetLines(label: "from" | "to", { id, createdAt, description }: RollbackTarget, page: Page): readonly string[] {
  const age = createdAt === undefined ? "" : `, ${ageOf(page.now - createdAt)} old`;
  const lines = wrap(printable(description), page.width - 10);
  return [
    `  ${label.padEnd(6)}  ${printable(id)}${page.style.faint(age)}`,
    ...(description === "" ? [] : indented(lines, "          ").map(page.style.faint)),
  ];
}

function differenceLines({ differences, pointer }: RollbackProposal, { style }: Page): readonly string[] {
  if (differences === null) return [style.faint("  what differs cannot be told")];
  const isStage = kindOf(pointer.address) === "stage";
  if (differences.length === 0)
    return [style.faint(isStage ? "  the same routes; integrations may differ" : "  nothing that shows differs")];
  return [`  ${isStage ? "routes that differ" : "what differs"}:`, ...differences.map((line) => `    ${printable(line)}`)];
}

/** The result on stdout; the proposal may have been shown before. */
export function rollbackText(result: RollbackResult, page: Page): string {
  const { style } = page;
  switch (result.outcome) {
    case "in-sync":
      return style.good(`✓ ${printable(result.message)}`);
    case "refused":
      return style.bad(`✗ refused: ${printable(result.message)}`);
    case "declined":
      return style.bad("✗ refused: nothing was changed");
    case "changes":
      return `${proposalText(result.proposal, page)}\n\n${style.warning("nothing was changed, as --dry-run asks")}`;
    case "converged":
      return [doneText(result.proposal, style), ...warningLines(result.warnings, page)].join("\n");
  }
}

function doneText(proposal: RollbackProposal, style: Style): string {
  const { pointer, to, hold } = proposal;
  const done = style.good(`✓ ${printable(pointer.address)} serves ${printable(to.id)}`);
  if (hold === null) return `${done}, and nothing is held any more`;
  return [
    `${done}, and is held there`,
    "",
    "To make it permanent, write into the desired state:",
    "",
    ...permanentYaml(pointer.address, to).map((line) => `  ${line}`),
  ].join("\n");
}

function warningLines(warnings: readonly string[], { style, width }: Page): readonly string[] {
  return warnings.flatMap((warning) => ["", ...wrap(`! ${printable(warning)}`, width).map(style.warning)]);
}

/** The change of the desired state that asks for what serves now. */
export function permanentYaml(address: Address, to: RollbackTarget): readonly string[] {
  const [owner, name] = [nameAt(address, 0), nameAt(address, 1)];
  // An alias's environment is kept by a pin of its code, and lost with a number (its version is found by both).
  const pinned = to.content === undefined ? { version: to.id } : { version: "auto", codeSha256: to.content };
  const change =
    kindOf(address) === "stage"
      ? { apis: { [owner]: { stages: { [name]: { deployment: { id: to.id } } } } } }
      : { functions: { [owner]: { aliases: { [name]: pinned } } } };
  return printableLines(stringify(change).trimEnd());
}

/** For scripts: one object. */
export function rollbackObject(address: Address, result: RollbackResult): object {
  const outcome = result.outcome === "declined" ? "refused" : result.outcome;
  if (!("proposal" in result)) return { outcome, address, message: result.message };
  const { from, to, hold, differences } = result.proposal;
  return {
    outcome,
    address,
    from: targetObject(from),
    to: targetObject(to),
    differences,
    hold: hold === null ? null : { from: hold.from, since: new Date(hold.since).toISOString() },
    ...("warnings" in result && result.warnings.length > 0 && { warnings: result.warnings }),
    permanent: hold === null ? null : `${permanentYaml(address, to).join("\n")}\n`,
  };
}

function targetObject({ id, createdAt, description }: RollbackTarget): object {
  return { id, createdAt: createdAt === undefined ? null : new Date(createdAt).toISOString(), description };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3 d 4 h`, `5 h 12 min`, `7 min`. */
export function ageOf(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole >= DAY) return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
  if (whole >= HOUR) return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  return whole >= MINUTE ? `${Math.floor(whole / MINUTE)} min` : "less than a minute";
}
