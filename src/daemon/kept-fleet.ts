/**
 * How all targets are, as their passes left it in the state. Reading that costs, and 20,000 targets are a lot: so each look
 * asks which documents are another write than before, and reads those alone; of each is kept what is shown of it.
 */
import { mapPool } from "../engine/pool.ts";
import type { Condition } from "../model/alerts.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { Clock } from "../model/ports.ts";
import type { StateStore } from "../model/state-store.ts";
import type { PassOverview, TargetRow } from "../page/overview.ts";
import { stateOf } from "./fleet-figures.ts";
import { readKeptStatus } from "./kept-status.ts";
import { isStillKnown } from "./known-targets.ts";
import { groupOf } from "./orders.ts";
import { type Standing, toleratedBy } from "./standing-gauges.ts";
import type { DaemonStatus, PassStatus } from "./status.ts";
import { namesOfTargets, READ_AT_ONCE, readTarget, type TargetStatus } from "./target-status.ts";

/** What is kept of a target from one look to the next. */
export interface KeptTarget {
  readonly row: TargetRow;
  readonly standing: Standing;
  readonly conditions: readonly Condition[];
}

export interface KeptFleetPorts {
  readonly state: StateStore;
  /** Those that the desired state had when it could last be told. Never rejects. */
  readonly knownTargets: () => Promise<readonly FleetTarget[]>;
  readonly clock: Pick<Clock, "now">;
  /** Which are asked for. */
  readonly isAskedFor: (name: string) => boolean;
}

const KNOWN_FOR_MS = 5 * 60_000;

export class KeptFleet {
  readonly #ports: KeptFleetPorts;
  readonly #read = new Map<string, { readonly version: string; readonly kept: KeptTarget | null }>();
  #targets: readonly KeptTarget[] = [];
  #known: readonly FleetTarget[] = [];
  #knownAt = Number.NEGATIVE_INFINITY;

  constructor(ports: KeptFleetPorts) {
    this.#ports = ports;
  }

  /** By name. */
  get targets(): readonly KeptTarget[] {
    return this.#targets;
  }

  /** Rejects when the state may not be read; what was seen before stays. */
  async look(): Promise<void> {
    const { state, isAskedFor } = this.#ports;
    const versions = await namesOfTargets(state);
    const changed = [...versions].filter(([name, version]) => isAskedFor(name) && this.#read.get(name)?.version !== version);
    await mapPool(changed, READ_AT_ONCE, async ([name, version]) => {
      const status = await readTarget(state, name);
      this.#read.set(name, { version, kept: status && keptOf(status) });
    });
    for (const name of this.#read.keys()) if (!versions.has(name)) this.#read.delete(name);
    const known = await this.#knownTargets();
    const found = new Map([...this.#read].flatMap(([name, { kept }]) => (kept === null ? [] : [[name, kept] as const])));
    // What is declared no more has no passes, and would be the oldest success for ever.
    const isKnown = isStillKnown(known);
    for (const name of found.keys()) if (!isKnown(name)) found.delete(name);
    const others = [...ofDaemon(await readKeptStatus(state)), ...known.map(unseen)];
    for (const other of others) {
      const { target } = other.row;
      if (isAskedFor(target) && !found.has(target)) found.set(target, other);
    }
    this.#targets = [...found.values()].toSorted((left, right) => (left.row.target < right.row.target ? -1 : 1));
  }

  /** All of them are one document, and seldom others. */
  async #knownTargets(): Promise<readonly FleetTarget[]> {
    const { knownTargets, clock } = this.#ports;
    if (clock.now() - this.#knownAt < KNOWN_FOR_MS) return this.#known;
    this.#known = await knownTargets();
    this.#knownAt = clock.now();
    return this.#known;
  }
}

/** A daemon keeps its targets in one document. */
function ofDaemon(status: DaemonStatus | null): readonly KeptTarget[] {
  if (status === null) return [];
  const { version, targets = [{ target: null, ...status }] } = status;
  return targets.map(({ target, desired: { revision, commit, valid }, lastPass, lastSuccessAt, conditions }) =>
    keptOf({ target, version, revision, commit, valid: valid ?? true, lastPass, lastSuccessAt, conditions }),
  );
}

type Kept = Omit<TargetStatus, "lastPass"> & { readonly lastPass: PassStatus | null };

function keptOf({ target, version, revision, commit, valid, lastPass, lastSuccessAt, conditions }: Kept): KeptTarget {
  const name = groupOf(target);
  const ready = lastSuccessAt !== null && valid;
  const stand = {
    stuck: null,
    valid,
    lastPass: lastPass && passOf(lastPass, name),
    drifts: conditions.filter(({ type }) => type === "drift").length,
    problems: conditions.filter(({ type }) => type !== "drift").length,
  };
  const { account = null, region = null } = lastPass ?? {};
  return {
    row: { target: name, account, region, ready, lastSuccessAt, nextPassAt: null, ...stand, state: stateOf(stand) },
    standing: {
      target: name,
      lastSuccessAt,
      ready,
      valid,
      blocked: lastPass?.blocked.length ?? 0,
      tolerated: toleratedBy(lastPass?.tolerated ?? []),
      enforced: revision === "" ? null : { revision, commit: commit ?? "", version },
      conditions,
    },
    conditions,
  };
}

function unseen(target: FleetTarget): KeptTarget {
  const nothing = { revision: "", commit: null, valid: true, lastPass: null, lastSuccessAt: null, conditions: [], version: "" };
  const { row, ...kept } = keptOf({ target: target.name, ...nothing });
  const { account, region } = target.name === null ? row : target;
  return { ...kept, row: { ...row, account, region } };
}

function passOf(pass: PassStatus, target: string): PassOverview {
  const { runId, trigger, startedAt, durationMs, outcome, calls, steps, blocked, error } = pass;
  return {
    target,
    runId,
    trigger,
    startedAt,
    durationMs,
    outcome,
    calls: calls.total,
    done: steps.filter(({ result }) => result === "done").length,
    failed: steps.filter(({ result }) => result === "failed").length,
    drifted: steps.filter(({ cause }) => cause === "drift").length,
    blocked: blocked.length,
    error: error?.message ?? null,
    count: 1,
    since: startedAt,
  };
}
