/**
 * Looks at the gates of shifts. Never throws for what CloudWatch or an API answers: a gate that cannot be read does not pass.
 * An API is asked only where its gates pass.
 */
import { judgeAnswer } from "../kinds/alias/judge-verify.ts";
import type { Address } from "../model/address.ts";
import { messageOf } from "../model/errors.ts";
import type { GateVerdict } from "../model/gates.ts";
import type { Clock, ReadSession } from "../model/ports.ts";
import type { GateFinding, GateFindings } from "../model/shift.ts";
import type { HttpProbe } from "../model/verify.ts";
import { type GateAsk, gateQuestions, type UrlCheck } from "../plan/gate-questions.ts";
import { judgeGates } from "../plan/judge-gates.ts";
import type { Observed } from "./observe.ts";
import { mapPool } from "./pool.ts";

export interface GateLook {
  readonly session: Pick<ReadSession, "gates" | "probe">;
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

async function find(ask: GateAsk, look: GateLook): Promise<GateFinding> {
  const finding = await read(ask, look);
  if (finding.verdict.verdict !== "pass" || ask.checks.length === 0) return finding;
  return { ...finding, verdict: await verify(ask.checks, look) };
}

async function read({ question, intent }: GateAsk, { session, signal }: GateLook): Promise<GateFinding> {
  if (question.alarms.length === 0 && question.versions === undefined) return { verdict: { verdict: "pass" } };
  if (session.gates === undefined) return { verdict: { verdict: "wait", reason: "nobody reads gates here" } };
  try {
    const reading = await session.gates.read(question, signal);
    return { verdict: judgeGates(intent, reading), reading };
  } catch (error) {
    signal.throwIfAborted();
    const message = messageOf(error);
    return { verdict: { verdict: "wait", reason: `its gates could not be read: ${message}` } };
  }
}

/** One wrong answer is enough; an answer that does not come says nothing of the version. */
async function verify(checks: readonly UrlCheck[], { session, signal, concurrency }: GateLook): Promise<GateVerdict> {
  const { probe } = session;
  if (probe === undefined) return { verdict: "wait", reason: "nobody may ask its API here" };
  const verdicts = await mapPool(checks, concurrency, (check) => verifyOne(check, probe, signal));
  const decisive = verdicts.find(({ verdict }) => verdict === "fire") ?? verdicts.find(({ verdict }) => verdict === "wait");
  return decisive ?? { verdict: "pass" };
}

async function verifyOne({ what, url, check }: UrlCheck, probe: HttpProbe, signal: AbortSignal): Promise<GateVerdict> {
  if (url === null) return { verdict: "wait", reason: `${what} cannot be sent, for the stage could not be read` };
  try {
    const misfit = judgeAnswer(check, await probe.ask({ method: check.method, url }, signal));
    return misfit === null ? { verdict: "pass" } : { verdict: "fire", reason: `${what}: ${misfit}` };
  } catch (error) {
    signal.throwIfAborted();
    return { verdict: "wait", reason: `${what} was not answered: ${messageOf(error)}` };
  }
}
