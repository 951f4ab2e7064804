/** `reconcile status`: asks the daemon that runs how it is; where none answers, tells what its state directory remembers. */
import { readEndpoint } from "../../daemon/endpoint-file.ts";
import { readKeptStatus } from "../../daemon/kept-status.ts";
import { stateHolder } from "../../daemon/state-lock.ts";
import type { DaemonStatus } from "../../daemon/status.ts";
import { isWell, readTargets, type TargetStatus } from "../../daemon/target-status.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { printable } from "../../model/printable.ts";
import type { StateStore } from "../../model/state-store.ts";
import { type OpenState, openState } from "../compose-state.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { narrowStatus } from "../narrow-status.ts";
import { narrowed } from "../narrow-targets.ts";
import type { ListenAddress } from "../option-values.ts";
import { DEFAULT_LISTEN, type StatusOptions } from "../options.ts";
import { fenced } from "../render/markdown.ts";
import { printableJson } from "../render/printable.ts";
import { type KeptStatus, keptStatusText, statusText } from "../render/status-text.ts";
import { targetsText } from "../render/targets-text.ts";
import { listenForSignals } from "../signals.ts";
import type { Output, Terminal } from "../terminal.ts";
import { watchStatus } from "../watch-status.ts";
import { serveStatus } from "./serve-status.ts";

const TIMEOUT_MS = 5_000;

/**
 * 0 when the daemon is ready and its loop turns, else 1. When only its health is asked for, that the loop turns is enough.
 * Of state in S3, which daemon keeps it nobody knows, nor from where it could be reached: what it remembers is told.
 */
export async function runStatus(options: StatusOptions, { out, err }: Terminal): Promise<ExitCode> {
  const state = openState(options);
  try {
    if (options.serve) return await serveStatus(options, state, { err });
    const remembered = state.directory === null && options.listen === undefined && !options.health && !options.watch;
    return remembered ? await tellRemembered(state.store, options, { out, err }) : await askDaemon(options, state, { out, err });
  } catch (error) {
    err.write(`error: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  } finally {
    state.close();
  }
}

async function askDaemon(
  options: StatusOptions,
  state: OpenState,
  { out, err }: Pick<Terminal, "out" | "err">,
): Promise<ExitCode> {
  const base = await baseOf(options, state);
  if (base === null) {
    err.write("error: --listen off: that daemon answers nobody\n");
    await tellKept(options, state, out);
    return EXIT.failed;
  }
  if (options.watch && !options.health) return watchAt(base, options, out);
  const answer = await (options.health ? askHealth(base) : askStatus(base, options));
  if ("problem" in answer) {
    err.write(`error: no daemon answers at ${hostOf(base)}: ${printable(answer.problem)}; --listen says where it does\n`);
    await tellKept(options, state, out);
    return EXIT.failed;
  }
  return "stuck" in answer ? tellHealth(answer.stuck, options, out) : tellStatus(answer, options, out);
}

/** Ends by a signal, as it was asked to. */
async function watchAt(base: string, options: StatusOptions, out: Output): Promise<ExitCode> {
  const signals = listenForSignals(() => undefined);
  try {
    const { format } = options;
    await watchStatus({ look: () => askStatus(base, options), format, out, clock: systemClock, signal: signals.signal });
    return EXIT.ok;
  } finally {
    signals.stop();
  }
}

/**
 *   --listen is given                            there
 *   a daemon of the state directory said where   there
 *   neither                                      at the default
 */
async function baseOf({ listen }: StatusOptions, { directory }: OpenState): Promise<string | null> {
  const said = directory === null ? null : await readEndpoint(directory);
  const at = listen ?? said ?? DEFAULT_LISTEN;
  if (at === "off") return null;
  return at instanceof URL ? `http://${reachable(at.hostname)}:${at.port}` : baseUrl(at);
}

function baseUrl({ host, port }: ListenAddress): string {
  return `http://${reachable(host.includes(":") ? `[${host}]` : host)}:${port}`;
}

/** Who listens on every address can be asked on the loopback. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host;
}

function hostOf(base: string): string {
  return base.slice("http://".length);
}

function tellStatus({ status }: { readonly status: DaemonStatus }, { format }: StatusOptions, out: Output): ExitCode {
  const text = format === "json" ? printableJson(status) : statusText(status, { width: out.width, style: out.style });
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
  return status.ready && status.stuck === null ? EXIT.ok : EXIT.failed;
}

function tellHealth(stuck: string | null, { format }: StatusOptions, out: Output): ExitCode {
  const { style } = out;
  const text = stuck === null ? style.good("✓ the loop turns") : style.bad(`✗ stuck: ${printable(stuck)}`);
  out.write(`${format === "json" ? printableJson({ healthy: stuck === null, stuck }) : text}\n`);
  return stuck === null ? EXIT.ok : EXIT.failed;
}

/** Nothing where nothing is known, or where another place was asked about than the state directory's own. */
async function tellKept(
  { listen, health, format, target = [] }: StatusOptions,
  { store, directory }: OpenState,
  out: Output,
): Promise<void> {
  if (health || directory === null || (listen !== undefined && listen !== "off")) return;
  const [read, holder] = await Promise.all([readKeptStatus(store).catch(() => null), stateHolder(directory).catch(() => null)]);
  if (read === null && holder === null) return;
  const status = read && narrowStatus(read, target);
  const kept: KeptStatus = { directory, holder, status, now: systemClock.now() };
  const text = format === "json" ? printableJson({ answers: false, holder, status }) : keptStatusText(kept, out);
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
}

/** 0 when the last pass left it ready. */
async function tellRemembered(
  store: StateStore,
  { format, target = [] }: StatusOptions,
  { out, err }: Pick<Terminal, "out" | "err">,
): Promise<ExitCode> {
  const read = await readKeptStatus(store).catch((error: unknown) => errorReportOf(error));
  const targets = read === null ? await readTargets(store) : [];
  if (targets.length > 0)
    return tellTargets(
      narrowed(targets, (one) => one.target, target),
      { format, out },
    );
  if (read === null || "code" in read) {
    const why = read === null ? "there is none yet" : read.message;
    err.write(`error: no status in ${printable(store.place)}: ${printable(why)}\n`);
    return EXIT.failed;
  }
  const status = narrowStatus(read, target);
  const kept: KeptStatus = { directory: store.place, holder: undefined, status, now: systemClock.now() };
  const text = format === "json" ? printableJson({ answers: false, status }) : keptStatusText(kept, out);
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
  return status.ready && status.stuck === null ? EXIT.ok : EXIT.failed;
}

/** What workers keep of each target: 0 when each is valid, and its last pass came to a good end. */
function tellTargets(
  targets: readonly TargetStatus[],
  { format, out }: { readonly format: StatusOptions["format"]; readonly out: Output },
): ExitCode {
  const text = format === "json" ? printableJson(targets) : targetsText(targets, { now: systemClock.now(), style: out.style });
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
  return targets.every(isWell) ? EXIT.ok : EXIT.failed;
}

interface Problem {
  readonly problem: string;
}

async function askStatus(base: string, { target = [] }: StatusOptions): Promise<{ readonly status: DaemonStatus } | Problem> {
  const answer = await ask(base, "/api/status");
  if ("problem" in answer) return answer;
  const { ok, code, body } = answer;
  return ok && isStatus(body) ? { status: narrowStatus(body, target) } : anotherProgram(code);
}

async function askHealth(base: string): Promise<{ readonly stuck: string | null } | Problem> {
  const answer = await ask(base, "/healthz");
  if ("problem" in answer) return answer;
  const { code, body } = answer;
  if (!isHealth(body)) return anotherProgram(code);
  return { stuck: body.healthy ? null : String(body.reason) };
}

async function ask(
  base: string,
  path: string,
): Promise<{ readonly ok: boolean; readonly code: number; readonly body: unknown } | Problem> {
  try {
    const answer = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = await answer.json();
    return { ok: answer.ok, code: answer.status, body };
  } catch (error) {
    return { problem: causeOf(error) };
  }
}

function anotherProgram(code: number): Problem {
  return { problem: `what answers there (${code}) is another program` };
}

/** Another version's answer has these too: they are what is never taken away. */
function isStatus(value: unknown): value is DaemonStatus {
  return typeof value === "object" && value !== null && "ready" in value && "desired" in value && "conditions" in value;
}

function isHealth(value: unknown): value is { readonly healthy: boolean; readonly reason?: unknown } {
  return typeof value === "object" && value !== null && "healthy" in value && typeof value.healthy === "boolean";
}

/** fetch says "fetch failed", and why in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
