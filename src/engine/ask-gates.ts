/** Looks at the gates of shifts. Never throws for what CloudWatch answers: a gate that cannot be read does not pass. */
import type { Address } from "../model/address.ts";
import type { Clock, ReadSession } from "../model/ports.ts";
import type { GateFinding, GateFindings } from "../model/shift.ts";
import { type GateAsk, gateQuestions } from "../plan/gate-questions.ts";
import { judgeGates } from "../plan/judge-gates.ts";
import type { Observed } from "./observe.ts";
import { mapPool } from "./pool.ts";

export interface GateLook {
  readonly session: Pick<ReadSession, "gates">;
  readonly clock: Pick<Clock, "now">;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Costs no call while nothing shifts and nothing is to. */
export async function askGates({ derived, observations }: Observed, look: GateLook): Promise<GateFindings> {
  const asks = gateQuestions(derived, observations, look.clock.now());
  const findings = await mapPool(asks, look.concurrency, async (ask): Promise<readonly [Address, GateFinding]> => {
    return [ask.address, await find(ask, look)];
  });
  return new Map(findings);
}

async function find({ question, intent }: GateAsk, { session, signal }: GateLook): Promise<GateFinding> {
  if (question.alarms.length === 0 && question.versions === undefined) return { verdict: { verdict: "pass" } };
  if (session.gates === undefined) return { verdict: { verdict: "wait", reason: "nobody reads gates here" } };
  try {
    const reading = await session.gates.read(question, signal);
    return { verdict: judgeGates(intent, reading), reading };
  } catch (error) {
    signal.throwIfAborted();
    const message = error instanceof Error ? error.message : String(error);
    return { verdict: { verdict: "wait", reason: `its gates could not be read: ${message}` } };
  }
}
