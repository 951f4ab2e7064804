/**
 * The settings of the process, from `stagekeeper.yaml`: read, parsed and checked as files of desired state are, so that
 * what is wrong is told as well: with file, line, column and what to do. References to environment variables are
 * replaced by what those hold.
 */
import type { AuthoredPath, Problem } from "../kinds/authoring.ts";
import { errorAt, errorAtName } from "../kinds/authoring.ts";
import type { AuthoredSink, ConfigFile } from "../model/authored-config.ts";
import type { Issue } from "../model/issue.ts";
import type { ProcessConfig, SinkConfig } from "../model/process-config.ts";
import { displayName } from "./files.ts";
import { issueIn, sortIssues } from "./issues.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import { parse } from "./parse.ts";
import { readText } from "./read-text.ts";
import { validateConfig } from "./schema-validator.ts";
import type { SourceFile } from "./source-file.ts";
import { settleStructure } from "./structure.ts";
import { problemsOf } from "./validate.ts";

export interface ConfigRequest {
  /** Absolute. */
  readonly path: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ConfigResult =
  | { readonly valid: true; readonly config: ProcessConfig }
  | { readonly valid: false; readonly issues: readonly Issue[] };

/** Never throws for what the file holds, or for its not being there. An empty file sets nothing. */
export async function loadConfig({ path, cwd, env }: ConfigRequest): Promise<ConfigResult> {
  const file = { name: displayName(path, cwd), path };
  const read = await readText(file, MAX_FILE_BYTES);
  if ("issue" in read) return { valid: false, issues: [read.issue] };
  const { source, issues } = parse(file, read.text);
  if (source === null || issues.length > 0) return { valid: false, issues };
  const structure = settleStructure(source);
  if (structure.length > 0) return { valid: false, issues: structure };

  const value: unknown = source.document.toJS();
  const faults = problemsOf(await validateConfig(value));
  if (faults.length > 0) return invalid(source, faults);
  // As the schema, and so the type, says.
  const config = (value as ConfigFile) ?? {};
  const problems = [...checkIntervals(config.watch ?? {}), ...checkSinks(config.alerts?.sinks ?? [], env)];
  if (problems.length > 0) return invalid(source, problems);
  return { valid: true, config: normalised(config, env) };
}

function invalid(source: SourceFile, problems: readonly Problem[]): ConfigResult {
  return { valid: false, issues: sortIssues(problems.map((problem) => issueIn(source, problem))) };
}

const KINDS = ["webhook", "slack", "alertmanager", "sns", "eventBridge"] as const;

/** What it is called where nobody named it. */
function sinkName(sink: AuthoredSink): string {
  return sink.name ?? KINDS.find((kind) => sink[kind] !== undefined) ?? "";
}

type Env = ConfigRequest["env"];

const [SECOND_MS, DAY_MS] = [1_000, 86_400_000];

function* checkIntervals({ interval, deepInterval, poll }: NonNullable<NonNullable<ConfigFile>["watch"]>): Iterable<Problem> {
  for (const [name, duration] of Object.entries({ interval, deepInterval, poll })) {
    if (duration === undefined) continue;
    const ms = milliseconds(duration);
    if (ms < SECOND_MS || ms > DAY_MS) yield errorAt(["watch", name], "out-of-range", `"${name}" has to be from 1s to 24h`);
  }
}

function* checkSinks(sinks: readonly AuthoredSink[], env: Env): Iterable<Problem> {
  // The log and the history have these names, and are always told.
  const names = new Set(["log", "history"]);
  for (const [index, sink] of sinks.entries()) {
    const path = ["alerts", "sinks", String(index)];
    const kinds = KINDS.filter((kind) => sink[kind] !== undefined);
    if (kinds.length !== 1) {
      const message = kinds.length === 0 ? "a sink without a kind" : `a sink is one of ${kinds.join(" and ")}`;
      yield errorAt(path, "unclear-sink", message, `known: ${KINDS.join(", ")}`);
      continue;
    }
    const name = sinkName(sink);
    if (names.has(name)) {
      yield errorAt(path, "same-name", `there is a sink named "${name}" already`, "give it a name of its own");
    }
    names.add(name);
    yield* checkSecrets(sink, path, env);
  }
}

function* checkSecrets(sink: AuthoredSink, path: AuthoredPath, env: Env): Iterable<Problem> {
  for (const kind of ["webhook", "slack", "alertmanager"] as const) {
    const target = sink[kind];
    if (target === undefined) continue;
    const headers = "headers" in target ? Object.entries(target.headers ?? {}) : [];
    for (const [name, value] of headers) yield* checkVariable(value, [...path, kind, "headers", name], env);
    if ("secret" in target) yield* checkVariable(target.secret, [...path, kind, "secret"], env);
    yield* checkVariable(target.url, [...path, kind, "url"], env);
    const url = textOf(target.url, env);
    if (url === undefined || isWebAddress(url)) continue;
    // The address may be a secret, so it is not repeated.
    yield errorAt([...path, kind, "url"], "illegal-value", `"url" is no http or https URL`);
  }
}

function* checkVariable(value: Secret | undefined, path: AuthoredPath, env: Env): Iterable<Problem> {
  if (value === undefined || textOf(value, env) !== undefined || typeof value === "string") return;
  yield errorAtName([...path, "env"], "unset-variable", `the environment variable ${value.env} is not set`);
}

type Secret = NonNullable<AuthoredSink["slack"]>["url"];

/** Undefined: the variable is not set, or is set to nothing. */
function textOf(value: Secret, env: Env): string | undefined {
  return typeof value === "string" ? value : env[value.env] || undefined;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Only called when every variable is set and every sink has its kind. */
function normalised({ watch = {}, alerts = {} }: NonNullable<ConfigFile>, env: Env): ProcessConfig {
  const { severity = {}, flapping = {}, reminder, digestOver, sinks = [] } = alerts;
  return {
    ...(watch.interval && { intervalMs: milliseconds(watch.interval) }),
    ...(watch.deepInterval && { deepIntervalMs: milliseconds(watch.deepInterval) }),
    ...(watch.poll && { pollMs: milliseconds(watch.poll) }),
    ...(watch.actors !== undefined && { actors: watch.actors }),
    severity,
    ...(reminder && { reminderMs: reminder === "never" ? null : milliseconds(reminder) }),
    flapping: {
      ...(flapping.times && { times: flapping.times }),
      ...(flapping.within && { windowMs: milliseconds(flapping.within) }),
      ...(flapping.quiet && { quietMs: milliseconds(flapping.quiet) }),
    },
    ...(digestOver && { digestOver }),
    sinks: sinks.flatMap((sink) => normalisedSink(sink, (value) => textOf(value, env) ?? "")),
  };
}

function normalisedSink(sink: AuthoredSink, text: (value: Secret) => string): readonly SinkConfig[] {
  const { webhook, slack, alertmanager, sns, eventBridge, severity = "info" } = sink;
  const common = { name: sinkName(sink), severity };
  const headersOf = (headers: Readonly<Record<string, Secret>> | undefined) =>
    headers && { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)])) };
  if (webhook) {
    const { url, secret, headers } = webhook;
    const signing = secret && { secret: text(secret) };
    return [{ ...common, kind: "webhook", url: text(url), ...signing, ...headersOf(headers) }];
  }
  if (slack) return [{ ...common, kind: "slack", url: text(slack.url) }];
  if (alertmanager) {
    return [{ ...common, kind: "alertmanager", url: text(alertmanager.url), ...headersOf(alertmanager.headers) }];
  }
  if (sns) return [{ ...common, kind: "sns", ...sns }];
  return eventBridge ? [{ ...common, kind: "event-bridge", ...eventBridge, bus: eventBridge.bus ?? "default" }] : [];
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Of `30s`, `5m`, `1h` or `2d`, as the schema has it. */
function milliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNITS[duration.slice(-1)] ?? 0);
}
