/**
 * Which targets a desired state is for, and which file is in which. Read before anything else, so no value can stand in it.
 *
 *   targets, and a file that declares resources   says `in`    it is in those
 *                                                 does not     an error: forgetting it must not make things everywhere
 *   targets, and a file of settings alone         does not     it is in all of them
 *   no targets                                    does not     there is one target, wherever the credentials lead
 *                                                 says `in`    an error
 */
import { type Document, isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import { partitionOf } from "../kinds/arns.ts";
import type { DesiredStateFile } from "../kinds/authored.ts";
import type { Problem } from "../kinds/authoring.ts";
import { errorAt, errorAtName } from "../kinds/authoring.ts";
import { suggestName } from "../kinds/suggest.ts";
import type { AssumedRole, FleetTarget, NamedTarget } from "../model/fleet.ts";
import type { Issue } from "../model/issue.ts";
import { matcherOf } from "../model/pattern.ts";
import { issueIn } from "./issues.ts";
import type { SourceFile } from "./source-file.ts";
import { validate } from "./validate.ts";
import { type Values, valueNamed } from "./values.ts";

/** One target as the files declare it. */
export interface DeclaredTarget<F> {
  readonly target: FleetTarget;
  readonly values: Values;
  /** In the order of all files. */
  readonly files: readonly F[];
}

/** Sorted by name; empty only when the issues say why. */
interface DeclaredTargets<F> {
  readonly targets: readonly DeclaredTarget<F>[];
  readonly issues: readonly Issue[];
}

/** What a file says of targets, as it is written: nothing is sure of its form. */
export interface Placement {
  readonly settings: Settings;
  /** The first section of it that declares resources. */
  readonly declares: string | undefined;
}

/** Of a file of which nothing could be made out. */
export const NOWHERE: Placement = { settings: {}, declares: undefined };

interface PlacedFile {
  readonly source: SourceFile;
  readonly parsed: { readonly placement: Placement };
}

type Settings = Pick<DesiredStateFile, "targets" | "in" | "target">;
type AuthoredTarget = NonNullable<DesiredStateFile["targets"]>[string];

interface Entry {
  readonly source: SourceFile;
  readonly name: string;
  readonly authored: AuthoredTarget;
}

/** `whole`: every file could be read; otherwise the targets may be in the others. */
export async function targetsOf<F extends PlacedFile>(files: readonly F[], whole: boolean): Promise<DeclaredTargets<F>> {
  const read = files.map((file) => ({ file, source: file.source, ...file.parsed.placement }));
  if (read.every(({ settings }) => settings.targets === undefined)) return onlyTarget(files, whole);

  const faults: Issue[] = [];
  for (const { source, settings } of read) faults.push(...(await faultsOf(source, settings)));
  if (faults.length > 0) return { targets: [], issues: faults };
  const entries = read.flatMap(({ source, settings }) =>
    Object.entries(settings.targets ?? {}).map(([name, authored]) => ({ source, name, authored })),
  );
  const issues = [
    ...checkEntries(entries),
    ...files.flatMap((file) => checkFile(file, entries)),
    ...(entries.length === 0 ? read.flatMap(({ source, settings }) => noTarget(source, settings)) : []),
  ];
  if (issues.length > 0) return { targets: [], issues };
  const targets = entries.map(({ name, authored }) => {
    const own = read.filter(({ settings }) => isFor(settings, name)).map(({ file }) => file);
    return { target: namedTarget(name, authored), values: valuesOf(name, authored), files: own };
  });
  return { targets: targets.toSorted((left, right) => (left.target.name < right.target.name ? -1 : 1)), issues: [] };
}

/** `${target.account}` is what the guard says, where there is one. */
function onlyTarget<F extends PlacedFile>(files: readonly F[], whole: boolean): DeclaredTargets<F> {
  const issues = files.flatMap(({ source, parsed: { placement } }) => {
    if (placement.settings.in === undefined || !whole) return [];
    const message = "`in` names targets, and there are none";
    return [issueIn(source, errorAtName(["in"], "no-targets", message, "declare them under targets"))];
  });
  const guards = files.flatMap(({ parsed: { placement } }) => Object.entries(placement.settings.target ?? {}));
  const values = new Map(
    guards.flatMap(([name, value]) => (typeof value === "string" ? [[`target.${name}`, value] as const] : [])),
  );
  return { targets: [{ target: { name: null }, values, files }], issues };
}

/** Asked of a file once, when it was parsed. */
export function placementOf({ document }: SourceFile): Placement {
  const top = document.contents;
  if (!isMap(top)) return NOWHERE;
  const entries = (["targets", "in", "target"] as const).flatMap((key) => {
    const node = top.get(key, true);
    return isNode(node) ? [[key, plain(node, document)] as const] : [];
  });
  const keys = top.items.map(({ key }) => String(isScalar(key) ? key.value : ""));
  // Checked by `faultsOf` before any member is used.
  return { settings: Object.fromEntries(entries) as Settings, declares: keys.find((key) => !SETTINGS.includes(key)) };
}

/**
 * Takes the section of targets out of a document that is read once for all of them and once more for each. It stays where
 * anything in it could concern the rest, or has a fault that whoever reads it is to be told.
 */
export function takeOutTargets({ contents }: Document): void {
  if (!isMap(contents)) return;
  const [section, another] = contents.items.filter(({ key }) => isScalar(key) && key.value === "targets");
  if (section === undefined || another !== undefined || !isPlain(section.value)) return;
  contents.items = contents.items.filter((pair) => pair !== section);
}

/** Without references, values and names twice. */
function isPlain(node: unknown): boolean {
  if (isScalar(node)) return node.anchor === undefined && !(typeof node.value === "string" && node.value.includes("${"));
  if (isSeq(node)) return node.anchor === undefined && node.items.every(isPlain);
  if (!isMap(node) || node.anchor !== undefined) return false;
  const names = node.items.map(({ key }) => (isScalar(key) && isPlain(key) && key.value !== null ? String(key.value) : ""));
  const areNames = new Set(names).size === names.length && !names.some((name) => ["", "<<", "__proto__"].includes(name));
  return areNames && node.items.every(({ value }) => isPlain(value));
}

/** `null`: the library refuses to follow a reference in it, which the file is told as well. */
function plain(node: Node, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch {
    return null;
  }
}

async function faultsOf(source: SourceFile, settings: Settings): Promise<readonly Issue[]> {
  const { target: _, ...checked } = settings;
  const problems = await validate(checked);
  return problems.map((problem) => issueIn(source, problem));
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

function checkEntries(entries: readonly Entry[]): readonly Issue[] {
  const [byName, byPlace] = [new Map<string, Entry>(), new Map<string, Entry>()];
  return entries.flatMap((entry) => {
    const { account, region } = entry.authored;
    const place = `${account} ${region}`;
    const problems = [...checkEntry(entry, { same: byName.get(entry.name), twin: byPlace.get(place) })];
    if (!byName.has(entry.name)) byName.set(entry.name, entry);
    if (!byPlace.has(place)) byPlace.set(place, entry);
    return problems.map((problem) => issueIn(entry.source, problem));
  });
}

/** The first ones before it that have its name, and that are where it is. */
interface Earlier {
  readonly same: Entry | undefined;
  readonly twin: Entry | undefined;
}

function* checkEntry({ name, authored }: Entry, { same, twin }: Earlier): Iterable<Problem> {
  const path = ["targets", name];
  if (!NAME.test(name)) {
    const remedy = "up to 63 letters, digits, - and _, the first one a letter or digit";
    yield errorAtName(path, "illegal-name", `"${name}" cannot be the name of a target`, remedy);
  }
  if (same !== undefined) yield errorAtName(path, "declared-twice", `target "${name}" is declared in ${same.source.name} too`);
  const { account, role, externalId } = authored;
  if (twin !== undefined && twin !== same) {
    const message = `targets "${twin.name}" and "${name}" are the same account and region`;
    yield errorAtName(path, "same-target", message, "put their files into one of them");
  }
  if (externalId !== undefined && role === undefined) {
    yield errorAt([...path, "externalId"], "missing-property", "an external id is for a role", "say which: role");
  }
  const owner = /^arn:[^:]*:iam::([^:]*):role\/.+$/.exec(role ?? "")?.[1];
  if (role?.includes(":") && owner === undefined) {
    yield errorAt(
      [...path, "role"],
      "illegal-value",
      "`role` is the name of a role, or its ARN",
      "arn:aws:iam::ACCOUNT:role/NAME",
    );
  } else if (owner !== undefined && owner !== account) {
    yield errorAt([...path, "role"], "other-account", `the role is of account ${owner}, and the target of ${account}`);
  }
}

/** What is no resource: a file of nothing else holds wherever it is not narrowed. */
const SETTINGS: readonly string[] = ["owner", "target", "targets", "in", "values", "defaults", "guards", "adopt"];

function checkFile({ source, parsed: { placement } }: PlacedFile, entries: readonly Entry[]): readonly Issue[] {
  const { settings, declares } = placement;
  const names = entries.map(({ name }) => name);
  const patterns = settings.in === undefined ? [] : [settings.in].flat();
  const unknown = patterns.filter((pattern) => !names.some(matcherOf([pattern])));
  return [
    ...unknown.map((pattern) =>
      issueIn(source, errorAt(["in"], "unknown-target", `no target is named "${pattern}"`, suggestName(pattern, names))),
    ),
    ...(settings.target === undefined ? [] : [issueIn(source, errorAtName(["target"], "two-targets", BOTH, BOTH_REMEDY))]),
    ...(settings.in === undefined && declares !== undefined ? nowhere(source, declares, names) : []),
  ];
}

const BOTH = "`target` is of a desired state for one account and region, and this one has `targets`";
const BOTH_REMEDY = "targets guard their account and region themselves: take it out";

function nowhere(source: SourceFile, declares: string, names: readonly string[]): readonly Issue[] {
  const shown = names.length === 1 ? names[0] : `[${names.slice(0, 2).join(", ")}]`;
  const message = `\`${declares}\` of which target? This file does not say where it holds`;
  return [issueIn(source, errorAtName([declares], "no-target", message, `add a line \`in: ${shown}\`, or \`in: "*"\` for all`))];
}

function noTarget(source: SourceFile, { targets }: Settings): readonly Issue[] {
  return targets === undefined ? [] : [issueIn(source, errorAtName(["targets"], "no-targets", "`targets` is empty"))];
}

function isFor(settings: Settings, name: string): boolean {
  return settings.in === undefined || matcherOf([settings.in].flat())(name);
}

function namedTarget(name: string, { account, region, role, externalId }: AuthoredTarget): NamedTarget {
  const assumed: AssumedRole | undefined =
    role === undefined ? undefined : { arn: arnOf(role, account, region), ...(externalId !== undefined && { externalId }) };
  return { name, account, region, ...(assumed && { role: assumed }) };
}

function arnOf(role: string, account: string, region: string): string {
  return role.includes(":") ? role : `arn:${partitionOf(region)}:iam::${account}:role/${role.replace(/^\//, "")}`;
}

function valuesOf(name: string, { account, region, values }: AuthoredTarget): Values {
  return new Map([
    ...Object.entries({ name, account, region }).map(([key, value]) => [`target.${key}`, value] as const),
    ...Object.entries(values ?? {}).map(([key, value]) => valueNamed(key, value)),
  ]);
}
