/** The parts of a plan as Markdown for a reviewer, each a section that may be left out: what needs an eye first, details last. */
import type { Blocked, FieldChange, Plan, Step, Tolerated } from "../../model/plan.ts";
import type { Section } from "./fit-sections.ts";
import { code, fenced, folded, list, shortened, table } from "./markdown.ts";
import { type Group, type GroupTitle, groupsOf } from "./plan-groups.ts";
import { type Page, SAID_BY_ADDRESS, stepText } from "./plan-text.ts";
import { planWarnings } from "./plan-warnings.ts";
import { shiftSum } from "./shift-text.ts";
import { ACTION_SIGN, CAUSE_NOTE, createStyle } from "./style.ts";
import { inlineValue } from "./value-text.ts";

/** What may go first where a comment is too long; what a reviewer must see stays longest. */
const RANK = { warnings: 1, blocked: 2, drift: 3, group: 4, left: 5, notes: 6, unmanaged: 7, details: 8 } as const;

const PAGE: Page = { width: 100, style: createStyle(false) };

/** In the order in which they are read. Empty sections are left out. */
export function planSections(plan: Plan, destroy: boolean): readonly Section[] {
  const drift = plan.steps.filter(({ cause }) => cause === "drift" && !destroy);
  const others = plan.steps.filter((step) => !drift.includes(step));
  return [
    ...section("warnings", RANK.warnings, quoted("WARNING", list(planWarnings(plan)))),
    ...section("what is blocked", RANK.blocked, blockedText(plan.blocked)),
    ...stepSections(others, destroy),
    ...(drift.length === 0 ? [] : section("what drift is", RANK.drift, DRIFT_HEAD)),
    ...stepSections(drift, destroy),
    ...section("drift that is left", RANK.left, toleratedText(plan.tolerated)),
    ...section("shifts", RANK.left, shiftsText(plan)),
    ...section("notes", RANK.notes, notesText(plan)),
    ...section("what is not declared", RANK.unmanaged, unmanagedText(plan)),
  ];
}

const DRIFT_HEAD = "#### Drift: changed outside git, and put back";

function section(name: string, rank: number, text: string): readonly Section[] {
  return text === "" ? [] : [{ name, rank, text }];
}

/** An alert, as GitHub and GitLab draw them; elsewhere a quotation. */
function quoted(kind: "WARNING" | "CAUTION", lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`[!${kind}]`, ...lines].map((line) => `> ${line}`).join("\n");
}

function stepSections(steps: readonly Step[], destroy: boolean): readonly Section[] {
  return groupsOf(steps).flatMap((group) => {
    const rank = isDrift(group, destroy) ? RANK.drift : RANK.group;
    const name = titleCode(group.title);
    return [
      { name, rank, text: groupText(group, destroy) },
      ...(group.members.every(isToldByTable)
        ? []
        : [{ name: `details of ${name}`, rank: RANK.details, text: groupDetails(group, destroy) }]),
    ];
  });
}

function isDrift({ members }: Group<Step>, destroy: boolean): boolean {
  return members.some(({ cause }) => cause === "drift") && !destroy;
}

function groupText(group: Group<Step>, destroy: boolean): string {
  const { title, members } = group;
  const rows = members.map((step) => [code(ACTION_SIGN[step.action]), code(step.address), stepCell(step, destroy)]);
  const heading = isDrift(group, destroy) ? "#####" : "####";
  return `${heading} ${titleCode(title)}\n\n${table(["", "resource", "change"], rows)}`;
}

function groupDetails({ members }: Group<Step>, destroy: boolean): string {
  const lines = members.flatMap((step) => stepText(step, destroy, PAGE)).map((line) => line.replace(/^ {2}/, ""));
  return folded("Every field", fenced(lines.join("\n")));
}

function titleCode({ kind, name }: GroupTitle): string {
  return name === undefined ? kind : `${kind} ${code(name)}`;
}

const SHOWN_FIELDS = 3;
const SHOWN_VALUE = 48;

/** The few fields that fit; all of them are in the details. */
function stepCell(step: Step, destroy: boolean): string {
  const { action, cause, changes, adopts, drifted = [] } = step;
  const fields = action === "update" ? changes.filter(({ path }) => !(adopts && path === "owner")) : [];
  const more = fields.length - SHOWN_FIELDS;
  return [
    action === "create" && "new",
    action === "delete" && (destroy ? "deleted" : (CAUSE_NOTE[cause] ?? "deleted")),
    action === "create" && cause === "drift" && "was deleted outside git",
    ...fields.slice(0, SHOWN_FIELDS).map(fieldText),
    more > 0 && `and ${more} more`,
    adopts && "adopted: our mark is put on it",
    drifted.length > 0 && `also changed outside git: ${drifted.slice(0, SHOWN_FIELDS).map(code).join(", ")}`,
  ]
    .filter((part) => part !== false)
    .join("<br>");
}

/** Whether its row leaves nothing to be told. */
function isToldByTable({ action, kind, changes }: Step): boolean {
  if (action === "delete") return true;
  if (action === "create") return SAID_BY_ADDRESS.includes(kind);
  return changes.length <= SHOWN_FIELDS && changes.every(isShort);
}

function isShort({ before, after }: FieldChange): boolean {
  return [before, after].every((value) => value === undefined || inlineValue(value).length <= SHOWN_VALUE);
}

function fieldText(change: FieldChange): string {
  const { before, after } = change;
  const path = code(shortened(change.path, 80));
  // The beginnings of two long values may well be the same.
  if (!isShort(change)) return `${path}: see below`;
  const from = before === undefined ? "not set" : code(inlineValue(before));
  return `${path}: ${from} → ${after === undefined ? "removed" : code(inlineValue(after))}`;
}

function valueCode(value: unknown): string {
  return value === undefined ? "not set" : code(shortened(inlineValue(value), SHOWN_VALUE));
}

function blockedText(blocked: readonly Blocked[]): string {
  const items = blocked.map(({ address, reason, message }) => `${code(address)} (${code(reason)}): ${code(message)}`);
  return quoted("CAUTION", items.length === 0 ? [] : ["**Blocked: not touched, nor what needs them**", ...list(items)]);
}

/** What is ignored is only counted, in the sum. */
function toleratedText(tolerated: readonly Tolerated[]): string {
  const told = tolerated.filter(({ policy }) => policy !== "ignore");
  if (told.length === 0) return "";
  const rows = told.map(({ address, policy, drift, changes, until, reason }) => [
    code("≈"),
    code(address),
    policy === "hold" ? "rolled back, and held" : "left as its policy says",
    // A plan's change leads to what git says; this one led away from it.
    drift === "missing"
      ? "was deleted, and is not made again"
      : changes
          .slice(0, SHOWN_FIELDS)
          .map(({ path, before, after }) => `${code(shortened(path, 80))}: ${valueCode(after)} → ${valueCode(before)}`)
          .join("<br>"),
    [reason, until && `until ${until}`]
      .filter((part) => part !== undefined && part !== "")
      .map((part) => code(String(part)))
      .join("<br>"),
  ]);
  return `#### Drift that is left\n\n${table(["", "resource", "", "git → live", "why"], rows)}`;
}

function shiftsText({ shifts }: Plan): string {
  if (shifts.length === 0) return "";
  const items = shifts.map(
    (shift) => `${code(shift.address)}: ${code(shiftSum(shift))}${shift.reason === undefined ? "" : `, ${code(shift.reason)}`}`,
  );
  return ["#### Traffic that moves in steps", "", ...list(items)].join("\n");
}

function notesText({ notes }: Plan): string {
  if (notes.length === 0) return "";
  const items = notes.map(({ address, message, details = [] }) =>
    [`${code(address)}: ${code(message)}`, ...details.slice(0, 20).map((detail) => `  - ${code(detail)}`)].join("\n"),
  );
  return ["#### Notes", "", ...list(items)].join("\n");
}

function unmanagedText({ unmanaged }: Plan): string {
  if (unmanaged.length === 0) return "";
  const items = unmanaged.map(({ what }) => code(what));
  return folded(`Not declared, left alone: ${unmanaged.length}`, list(items, 100).join("\n"));
}
