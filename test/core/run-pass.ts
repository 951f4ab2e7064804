/** Runs passes of the engine against a memory AWS. */

import { type PassRequest, preview, reconcile } from "../../src/engine/reconcile.ts";
import { digestOf } from "../../src/kinds/digest.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Clock, DesiredSource, Ledger, ProgressEvent, Written } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { Idle } from "../../src/model/retention.ts";
import type { MemoryAws } from "./memory-aws.ts";
import { openRecordingLogger } from "./recording-logger.ts";

export interface Bench extends Partial<PassRequest> {
  readonly ledger?: Ledger;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly source?: DesiredSource;
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly approve?: (plan: Plan) => Promise<boolean>;
}

const REQUEST: PassRequest = { mode: "apply", only: [], prune: false, force: false, concurrency: 4 };
const CLOCK: Clock = { now: () => 0, sleep: async () => {} };

export function converge(aws: MemoryAws, state: DesiredState, bench: Bench = {}): Promise<RunReport> {
  return reconcile(
    { ...REQUEST, ...bench },
    { ...portsOf(state, bench), session: aws.openSession(), approve: bench.approve ?? (async () => true) },
  );
}

export function look(aws: MemoryAws, state: DesiredState, bench: Bench = {}): Promise<RunReport> {
  const { identity, observers, calls } = aws.openSession();
  return preview({ ...REQUEST, ...bench }, { ...portsOf(state, bench), session: { identity, observers, calls } });
}

function portsOf(state: DesiredState, bench: Bench) {
  return {
    source: bench.source ?? { load: async () => ({ valid: true as const, state }) },
    ledger: bench.ledger ?? createMemoryLedger(),
    clock: bench.clock ?? CLOCK,
    progress: bench.onProgress ?? (() => {}),
    logger: openRecordingLogger().logger,
    signal: bench.signal ?? new AbortController().signal,
  };
}

export function createMemoryLedger(): Ledger & { readonly saves: () => number } {
  const fields = new Map<string, Readonly<Record<string, string>>>();
  const writes = new Map<string, Written>();
  const idle = new Map<string, Idle>();
  let saves = 0;
  return {
    saves: () => saves,
    converged: (address) => fields.get(address),
    written: (address) => writes.get(address),
    record(address, record, written) {
      fields.set(address, record);
      if (written !== undefined) writes.set(address, written);
    },
    forget(address) {
      fields.delete(address);
      writes.delete(address);
    },
    idle: (parent) => idle.get(parent),
    recordIdle(parent, since) {
      idle.set(parent, since);
    },
    digestOf: (value) => digestOf(["salt", value]),
    async save() {
      saves += 1;
    },
  };
}
