/** `reconcile rollback`: points a stage at an earlier snapshot, or an alias at an earlier version, and holds it there. */
import { randomUUID } from "node:crypto";
import { type RollbackProposal, type RollbackResult, rollBack } from "../../engine/roll-back.ts";
import type { Address } from "../../model/address.ts";
import { withEitherSignal } from "../../model/either-signal.ts";
import type { RollbackHistory } from "../../model/history.ts";
import type { Clock } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import type { Rollbacks } from "../../model/rollback.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import type { RollbackOptions } from "../options.ts";
import { fenced } from "../render/markdown.ts";
import { printableJson } from "../render/printable.ts";
import { proposalText, rollbackObject, rollbackText } from "../render/rollback-text.ts";
import { rollbackTarget } from "../rollback-target.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** Where it is done. */
export interface RollbackWorld {
  readonly rollbacks: Rollbacks;
  readonly clock: Clock;
  /** `null`: what is done is not written down, for nothing is. */
  readonly history: RollbackHistory | null;
  /** ARN of whose credentials these are; `null`: AWS does not say. */
  caller(signal: AbortSignal): Promise<string | null>;
  close(): void;
}

export async function runRollback(
  target: string,
  options: RollbackOptions,
  terminal: Terminal,
  open: (options: RollbackOptions, warn: (message: string) => void) => Promise<RollbackWorld>,
): Promise<ExitCode> {
  const address = rollbackTarget(target);
  if (address === null) {
    terminal.err.write(`error: "${printable(target)}" names nothing to roll back: write API/STAGE or FUNCTION:ALIAS\n`);
    return EXIT.failed;
  }
  const signals = listenForSignals(() => undefined);
  try {
    const world = await open(options, (message) => terminal.err.write(`warning: ${printable(message)}\n`));
    const result = await rollBackIn(world, { address, options, terminal, signal: signals.signal });
    return EXITS[result.outcome];
  } catch (error) {
    return failed(error, { address, options, terminal, received: signals.received() });
  } finally {
    signals.stop();
  }
}

interface Asked {
  readonly address: Address;
  readonly options: RollbackOptions;
  readonly terminal: Terminal;
}

const EXITS = {
  converged: EXIT.ok,
  "in-sync": EXIT.ok,
  changes: EXIT.changes,
  declined: EXIT.refused,
  refused: EXIT.refused,
} as const satisfies Record<RollbackResult["outcome"], ExitCode>;

async function rollBackIn(world: RollbackWorld, asked: Asked & { readonly signal: AbortSignal }): Promise<RollbackResult> {
  const { address, options, terminal, signal } = asked;
  const { out, err, interactive } = terminal;
  const page = { width: out.width, style: out.style, now: world.clock.now() };
  const request = { address, dryRun: options.dryRun, ...(options.to !== undefined && { to: options.to }) };
  try {
    const result = await rollBack(request, {
      rollbacks: world.rollbacks,
      clock: world.clock,
      signal,
      async approve(proposal) {
        const asks = interactive && !options.yes;
        if (asks || options.format === "text") err.write(`${proposalText(proposal, { ...page, style: err.style })}\n\n`);
        if (!asks) return true;
        const answer = await terminal.ask(`Roll back? Type ${err.style.title("yes")} to go on: `, signal);
        return answer.trim().toLowerCase() === "yes";
      },
    });
    out.write(`${shown(result, address, options, page)}\n`);
    if (result.outcome === "converged") await remember(result.proposal, world, signal);
    return result;
  } finally {
    world.close();
  }
}

/** What a person may wait for who has what they wanted. */
const CALLER_TIMEOUT_MS = 5_000;

/** Fails nothing: the move is made. */
async function remember(
  { pointer, from, to, hold }: RollbackProposal,
  { history, clock, caller }: RollbackWorld,
  signal: AbortSignal,
): Promise<void> {
  if (history === null) return;
  const now = clock.now();
  const actor = await withEitherSignal([signal, AbortSignal.timeout(CALLER_TIMEOUT_MS)], caller).catch(() => null);
  const { address } = pointer;
  history.rolledBack(
    { runId: randomUUID(), address, from: from.id, to: to.id, hold: hold === null ? null : hold.from, actor },
    now,
  );
  await history.close();
}

type Page = Parameters<typeof rollbackText>[1];

function shown(result: RollbackResult, address: Address, { format }: RollbackOptions, page: Page): string {
  if (format === "json") return printableJson(rollbackObject(address, result));
  const text = rollbackText(result, page);
  return format === "markdown" ? fenced(text) : text;
}

function failed(
  error: unknown,
  { address, options, terminal, received }: Asked & { readonly received: "SIGINT" | "SIGTERM" | null },
): ExitCode {
  const report = errorReportOf(error);
  if (options.format === "json") terminal.out.write(`${printableJson({ outcome: "failed", address, error: report })}\n`);
  else terminal.err.write(`error: ${printable(report.message)}\n`);
  return received === null ? EXIT.failed : EXIT[received];
}
