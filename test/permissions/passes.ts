/** Passes of the engine over one connection, wherever that leads, for a desired state that is given each time. */
import type { AwsConnection } from "../../src/aws/connection.ts";
import { type PassRequest, preview } from "../../src/engine/reconcile.ts";
import { reconcileAlong } from "../../src/engine/reconcile-along.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Clock } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";

/** More than any shift here takes. */
const MOST_PASSES = 40;
const REQUEST: PassRequest = { mode: "apply", only: [], prune: false, force: false, concurrency: 8 };

export interface Passes {
  /** A pass; until what shifts has arrived. */
  run(state: DesiredState, request?: Partial<PassRequest>): Promise<RunReport>;
  look(state: DesiredState, request?: Partial<PassRequest>): Promise<RunReport>;
}

/** They remember of each other what the passes of one daemon do. */
export function passesOver(connection: AwsConnection, clock: Clock): Passes {
  const ledger = createMemoryLedger();
  const ports = (state: DesiredState) => ({
    source: { load: async () => ({ valid: true as const, state }) },
    ledger,
    clock,
    progress: () => {},
    logger: openRecordingLogger().logger,
    signal: new AbortController().signal,
    approve: async () => true,
  });
  return {
    run(state, request) {
      const late = new AbortController();
      let passes = 0;
      const openSession = () => {
        passes += 1;
        // What may not look at the gates of a shift would wait for them for good.
        if (passes > MOST_PASSES) late.abort();
        return connection.openWriteSession();
      };
      return reconcileAlong(
        { ...REQUEST, ...request },
        { ...ports(state), signal: late.signal, session: openSession(), openSession },
      );
    },
    look: (state, request) => preview({ ...REQUEST, ...request }, { ...ports(state), session: connection.openReadSession() }),
  };
}

/** Why a pass did not come to `outcome`; `null`: it did. */
export function misfit(at: string, report: RunReport, ...outcomes: readonly RunReport["outcome"][]): string | null {
  const blocked = report.plan?.blocked ?? [];
  if (outcomes.includes(report.outcome) && blocked.length === 0) return null;
  const why = [
    report.error?.message,
    ...report.steps.map(({ error }) => error?.message),
    ...blocked.map(({ message }) => message),
    ...report.violations.map(({ message }) => message),
    ...report.steps.map(({ step }) => `${step.action} ${step.address} ${JSON.stringify(step.changes.map(({ path }) => path))}`),
  ];
  return `${at}: ${report.outcome}: ${why.filter((one) => one !== undefined).join("; ")}`;
}
