/** How an alias is to move to another version, or a stage to another snapshot, as authored: the words for it, what is wrong with them, and what they mean. */
import type { GateIntent } from "../../model/gates.ts";
import type { ShiftIntent } from "../../model/shift.ts";
import { type AliasEntry, type AuthoredPath, errorAt, type Problem, type StageEntry } from "../authoring.ts";
import { suggestName } from "../suggest.ts";
import { verifyIntent } from "./authored-verify.ts";
import { MAX_NOTE } from "./shift-note.ts";

type AuthoredShift = NonNullable<AliasEntry["shift"]>;
type Steps = Pick<ShiftIntent, "percents" | "holdMs">;

const AT_ONCE = "allAtOnce";
const MINUTE = 60_000;

/** CodeDeploy's predefined configurations for Lambda (aws-facts 8.3); `null`: at once. */
const PREDEFINED: Readonly<Record<string, Steps | null>> = {
  [AT_ONCE]: null,
  LambdaAllAtOnce: null,
  ...Object.fromEntries(
    [5, 10, 15, 30].map((minutes) => [`LambdaCanary10Percent${minutes}Minutes`, canary(10, minutes * MINUTE)]),
  ),
  LambdaLinear10PercentEvery1Minute: linear(10, MINUTE),
  ...Object.fromEntries(
    [2, 3, 10].map((minutes) => [`LambdaLinear10PercentEvery${minutes}Minutes`, linear(10, minutes * MINUTE)]),
  ),
};
const CODE_DEPLOY_PREFIX = /^CodeDeployDefault\./;

const LEAST_MS = 1_000;
const MOST_MS = 48 * 60 * MINUTE;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: 60 * MINUTE };

/** AWS's room for a description, less the longest of our mark: ` [stagekeeper:` and `]`, an owner of 32 characters, and the note. */
const MAX_DESCRIPTION = 256 - 15 - 32 - MAX_NOTE;

/** Undefined: at once, and unseen. Of an entry that `checkShift` has nothing against. */
export function shiftIntent(entry: AliasEntry): ShiftIntent | undefined {
  const { shift, alarms = [], gates } = entry;
  const steps = (shift === undefined ? null : stepsOf(shift)) ?? undefined;
  const verify = verifyIntent(entry);
  if (verify === undefined) return steps && { ...steps, ...gated(alarms, gates) };
  const { percents, holdMs } = steps ?? { percents: [], holdMs: 0 };
  // What can fail after all traffic has moved needs a step from which it can be taken back.
  const all = verify.after.length > 0 ? [...percents, 100] : percents;
  return { percents: all, holdMs, ...(steps && gated(alarms, gates)), verify };
}

function gated(alarms: readonly string[], gates: AliasEntry["gates"]): Pick<ShiftIntent, "gates"> {
  if (alarms.length === 0 && gates?.errorRate === undefined && gates?.latency === undefined) return {};
  return { gates: gateIntent(alarms, gates) };
}

function gateIntent(alarms: readonly string[], gates: AliasEntry["gates"]): GateIntent {
  const { onInsufficientData = "wait", minimumRequests = 20, errorRate, latency } = gates ?? {};
  return { alarms, onInsufficientData, minimumRequests, ...(errorRate && { errorRate }), ...(latency && { latency }) };
}

/** `null`: at once. Undefined: it is none. */
function stepsOf(shift: AuthoredShift): Steps | null | undefined {
  if (typeof shift === "string") {
    const name = shift.replace(CODE_DEPLOY_PREFIX, "");
    return Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  }
  const { canary: two, linear: many } = shift;
  if (two !== undefined) return canary(two.percent, durationOf(two.bake) ?? LEAST_MS);
  if (many !== undefined) return linear(many.percent, durationOf(many.every) ?? LEAST_MS);
  return undefined;
}

function canary(percent: number, holdMs: number): Steps {
  return { percents: [percent], holdMs };
}

function linear(percent: number, holdMs: number): Steps {
  const further = Array.from({ length: Math.ceil(100 / percent) - 2 }, (_, index) => (index + 2) * percent);
  return { percents: [percent, ...further], holdMs };
}

/** Milliseconds; undefined: it is no time, or none that we take. */
function durationOf(text: string): number | undefined {
  const [, number = "", unit = ""] = /^(\d{1,9})(s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  return ms >= LEAST_MS && ms <= MOST_MS ? ms : undefined;
}

export function* checkShift(entry: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  const { shift, alarms, gates, weights, version, verify, description = "" } = entry;
  if (shift !== undefined) yield* checkForm(shift, [...path, "shift"]);
  const inSteps = shift !== undefined && stepsOf(shift) !== null;
  if (!inSteps) {
    for (const [member, value] of Object.entries({ alarms, gates })) {
      if (value !== undefined) yield withoutSteps(member, [...path, member], "alias");
    }
    // What failed, and what is being asked, is remembered there too.
    if (verify !== undefined) yield* checkRoom(description, path);
    return;
  }
  if (version === "$LATEST") {
    const remedy = "set version: auto, so that each change is a version of its own, or take `shift` out";
    yield errorAt(
      [...path, "shift"],
      "illegal-shift",
      "Lambda shares traffic between numbered versions only, never $LATEST",
      remedy,
    );
  }
  if (weights !== undefined) {
    yield errorAt([...path, "weights"], "conflicting-properties", "`shift` sets the weights itself", "take one of the two out");
  }
  yield* checkRoom(description, path);
}

function* checkRoom(description: string, path: AuthoredPath): Iterable<Problem> {
  if (description.length <= MAX_DESCRIPTION) return;
  const message = `${description.length} characters, and with \`shift\` or \`verify\` there is room for ${MAX_DESCRIPTION}: where the shift stands is kept behind it`;
  yield errorAt([...path, "description"], "too-long", message, "shorten it");
}

/** Of a stage, whose steps and gates are said in the same words. `definesApi`: its API's routes are declared. */
export function* checkStageShift(entry: StageEntry, path: AuthoredPath, definesApi: boolean): Iterable<Problem> {
  const { shift, alarms, gates, canary, deployment, description = "" } = entry;
  if (shift !== undefined) yield* checkForm(shift, [...path, "shift"]);
  if (shift === undefined || stepsOf(shift) === null) {
    for (const [member, value] of Object.entries({ alarms, gates })) {
      if (value !== undefined) yield withoutSteps(member, [...path, member], "stage");
    }
    return;
  }
  if (canary !== undefined && canary !== "off") {
    const remedy = "take one of the two out; a stage has one canary at a time";
    yield errorAt([...path, "canary"], "conflicting-properties", "`shift` makes the stage's canary itself", remedy);
  }
  if ((deployment ?? (definesApi ? "latest" : "leave")) === "leave") {
    const remedy = "set deployment: latest, or follow another stage";
    yield errorAt(
      [...path, "shift"],
      "illegal-shift",
      "the stage's snapshot is left alone, so there is nothing to shift to",
      remedy,
    );
  }
  yield* checkRoom(description, path);
}

/** Whether it makes two things share the traffic for a while. */
export function sharesTraffic({ shift }: Pick<AliasEntry, "shift">): boolean {
  return shift !== undefined && (stepsOf(shift) ?? null) !== null;
}

function withoutSteps(member: string, path: AuthoredPath, what: string): Problem {
  const message = `\`${member}\` watch a shift, and this ${what} moves at once`;
  return errorAt(path, "gates-without-shift", message, "add a shift, as in shift: { canary: { percent: 10, bake: 5m } }");
}

function* checkForm(shift: AuthoredShift, path: AuthoredPath): Iterable<Problem> {
  if (typeof shift === "string") {
    if (stepsOf(shift) !== undefined) return;
    const remedy = suggestName(shift.replace(CODE_DEPLOY_PREFIX, ""), Object.keys(PREDEFINED)) ?? "write it as canary or linear";
    yield errorAt(
      path,
      "illegal-shift",
      `"${shift}" is neither allAtOnce nor one of CodeDeploy's configurations for Lambda`,
      remedy,
    );
    return;
  }
  const { canary: two, linear: many } = shift;
  if ((two === undefined) === (many === undefined)) {
    yield errorAt(path, "illegal-shift", "a shift is either `canary` or `linear`", "as in canary: { percent: 10, bake: 5m }");
  }
  if (two !== undefined) yield* checkDuration(two.bake, [...path, "canary", "bake"]);
  if (many !== undefined) yield* checkDuration(many.every, [...path, "linear", "every"]);
}

function* checkDuration(text: string, path: AuthoredPath): Iterable<Problem> {
  if (durationOf(text) === undefined)
    yield errorAt(path, "illegal-duration", `"${text}" is no time from 1s to 48h`, "as in 30s, 5m or 1h");
}
