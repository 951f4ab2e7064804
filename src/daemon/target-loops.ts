/**
 * The loops of all targets, as the desired state has them. Which there are is looked at in every load:
 *
 *   the files say               before                then
 *   a target                    nothing of it         a loop of its own begins
 *   a target                    elsewhere, or by      that loop ends, and one begins where it is now
 *                               another role
 *   nothing of it               a target              its loop ends, and what was open there is told as ended
 *   nothing that can be told    some targets          they go on with their last good states
 *   nothing that can be told    none: it is a start   those of the last start go on; else one, which tells what is wrong
 *
 * No two loops are ever in one account and region: one begins there when the other has come to its end.
 */
import { bindLogger } from "../engine/bind-logger.ts";
import { withEitherSignal } from "../model/either-signal.ts";
import type { FleetLoad, FleetSource, FleetTarget, TargetLoad } from "../model/fleet.ts";
import type { Clock, DesiredSource, LoadResult, Logger } from "../model/ports.ts";
import type { Trigger } from "./loop.ts";
import { SharedLoads } from "./shared-loads.ts";
import { type LoopSettings, type LoopWitness, type TargetHome, TargetLoop, type TargetLoopPorts } from "./target-loop.ts";
import { within } from "./within.ts";

export interface TargetLoopsPorts extends Pick<TargetLoopPorts, "sourceRevision" | "newRunId" | "random"> {
  readonly source: FleetSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the passes of a target need, for as long as it is declared as it is now. */
  open(target: FleetTarget): Promise<TargetHome>;
  readonly known: KnownTargets;
}

/** Which targets there were, for a start while the files are broken. Neither rejects. */
export interface KnownTargets {
  /** Empty: none are known. */
  read(): Promise<readonly FleetTarget[]>;
  keep(targets: readonly FleetTarget[]): Promise<void>;
}

interface Member {
  readonly key: string;
  readonly target: FleetTarget;
  readonly stop: AbortController;
  /** `null`: it is yet to begin. */
  loop: TargetLoop | null;
  /** Resolves once it is to end and its loop has ended. */
  ended: Promise<void>;
}

const ONLY: FleetTarget = { name: null };
/** For telling that something has ended, to whoever is told of it. */
const DELIVERY_MS = 30_000;
/** Until what a target needs is opened again, after that failed. */
const OPEN_AGAIN_MS = 60_000;

export class TargetLoops {
  readonly #settings: LoopSettings;
  readonly #ports: TargetLoopsPorts;
  readonly #witness: (target: FleetTarget) => LoopWitness;
  readonly #signal: AbortSignal;
  readonly #loads: SharedLoads;
  readonly #members = new Map<string, Member>();
  readonly #leaving = new Map<Member, Promise<void>>();
  /** What each was found to be when a change was told of last, by its key. */
  readonly #seen = new Map<string, string>();
  #kept: string | null = null;

  constructor(
    settings: LoopSettings,
    ports: TargetLoopsPorts,
    witness: (target: FleetTarget) => LoopWitness,
    signal: AbortSignal,
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#witness = witness;
    this.#signal = signal;
    const source: FleetSource = { load: (asked) => this.#load(asked) };
    this.#loads = new SharedLoads(source, ports.clock, signal);
  }

  /** Those that have begun, sorted by name. */
  get loops(): readonly TargetLoop[] {
    const loops = [...this.#members.values()].flatMap(({ loop }) => loop ?? []);
    return loops.toSorted((left, right) => ((left.target.name ?? "") < (right.target.name ?? "") ? -1 : 1));
  }

  /** Whether more than one target is declared, begun or not. */
  get several(): boolean {
    return this.#members.size > 1;
  }

  /** Resolves once it is known which loops there are. Never rejects. */
  async start(): Promise<void> {
    const load = await this.#loads.look().catch((error: unknown) => {
      if (!this.#signal.aborted) this.#ports.logger.error({ detail: messageOf(error) }, "desired state not read");
      return null;
    });
    // What cannot be read is told by the passes, which try again.
    if (load?.valid !== true) await this.#startWithKnown();
  }

  async #startWithKnown(): Promise<void> {
    const known = await this.#ports.known.read();
    this.#set(known.length === 0 ? [ONLY] : known);
  }

  /** The files changed. Of several targets those have a pass that are to be otherwise than before. */
  async changed(): Promise<void> {
    this.#loads.changed();
    if (this.#members.size === 1) return this.#request("change");
    try {
      this.#requestChanged(await this.#loads.look());
    } catch {
      this.#request("change");
    }
  }

  /** A person asks for passes. */
  request(): void {
    this.#loads.changed();
    this.#request("signal");
  }

  /** Resolves once all loops have ended, after the signal was aborted. Never rejects. */
  async ended(): Promise<void> {
    await Promise.all([...[...this.#members.values()].map(({ ended }) => ended), ...this.#leaving.values()]);
  }

  async #load(signal: AbortSignal): Promise<FleetLoad> {
    const fleet = await this.#ports.source.load(signal);
    if (fleet.valid && !this.#signal.aborted) this.#follow(fleet.targets);
    return fleet;
  }

  #follow(loads: readonly TargetLoad[]): void {
    for (const { target, loaded } of loads) {
      const key = keyOf(target);
      if (!this.#members.has(key)) this.#seen.set(key, noteOf(loaded));
    }
    const targets = loads.map(({ target }) => target);
    this.#set(targets);
    const kept = JSON.stringify(targets);
    if (kept !== this.#kept) void this.#ports.known.keep(targets);
    this.#kept = kept;
  }

  #set(targets: readonly FleetTarget[]): void {
    const wanted = new Map(targets.map((target) => [keyOf(target), target]));
    for (const member of this.#members.values()) if (!wanted.has(member.key)) this.#remove(member, targets);
    for (const [key, target] of wanted) if (!this.#members.has(key)) this.#add(key, target);
  }

  #add(key: string, target: FleetTarget): void {
    const member: Member = { key, target, stop: new AbortController(), loop: null, ended: Promise.resolve() };
    this.#members.set(key, member);
    const before = [...this.#leaving].filter(([other]) => isSamePlace(other.target, target)).map(([, left]) => left);
    member.ended = Promise.all(before).then(() =>
      withEitherSignal([this.#signal, member.stop.signal], (signal) => this.#live(member, signal)),
    );
  }

  async #live(member: Member, signal: AbortSignal): Promise<void> {
    const { target, key } = member;
    const home = await this.#open(target, signal);
    if (home === null) return;
    const ports = { ...this.#ports, home, source: this.#sourceOf(key, member.stop.signal), told: this.#witness(target) };
    member.loop = new TargetLoop(target, this.#settings, ports, signal);
    if (target.name !== null) home.logger.info({ account: target.account, region: target.region }, "target added");
    await member.loop.run();
  }

  /** `null`: it was told to end before that was possible. */
  async #open(target: FleetTarget, signal: AbortSignal): Promise<TargetHome | null> {
    while (!signal.aborted) {
      try {
        return await this.#ports.open(target);
      } catch (error) {
        bindLogger(this.#ports.logger, { target: target.name }).error({ detail: messageOf(error) }, "target not opened");
        await this.#ports.clock.sleep(OPEN_AGAIN_MS, signal).catch(() => {});
      }
    }
    return null;
  }

  #remove(member: Member, wanted: readonly FleetTarget[]): void {
    this.#members.delete(member.key);
    this.#seen.delete(member.key);
    member.stop.abort(new DOMException("the target is not declared any more", "AbortError"));
    const stays = wanted.some((other) => other.name === member.target.name && isSamePlace(other, member.target));
    const left = member.ended.then(() => this.#leave(member, stays)).finally(() => this.#leaving.delete(member));
    this.#leaving.set(member, left);
  }

  async #leave({ loop, target }: Member, stays: boolean): Promise<void> {
    if (loop === null) return;
    const { clock, logger, newRunId } = this.#ports;
    if (!stays) loop.withdraw(newRunId());
    const enough = new AbortController();
    await within(loop.drain(enough.signal), DELIVERY_MS, clock);
    enough.abort();
    await loop.close();
    if (target.name !== null) bindLogger(logger, { target: target.name }).info({}, "target removed");
  }

  #sourceOf(key: string, removed: AbortSignal): DesiredSource {
    return {
      load: async () => {
        const fleet = await this.#loads.take(key);
        // A load that does not have it any more has ended it.
        removed.throwIfAborted();
        if (!fleet.valid) return fleet;
        return loadOf(fleet.targets, key) ?? { valid: false, issues: [] };
      },
    };
  }

  #requestChanged(fleet: FleetLoad): void {
    for (const { key, loop } of this.#members.values()) {
      const loaded: LoadResult | undefined = fleet.valid ? loadOf(fleet.targets, key) : fleet;
      const note = loaded === undefined ? "" : noteOf(loaded);
      if (this.#seen.get(key) === note) continue;
      this.#seen.set(key, note);
      loop?.request("change");
    }
  }

  #request(trigger: Trigger): void {
    for (const { loop } of this.#members.values()) loop?.request(trigger);
  }
}

function loadOf(targets: readonly TargetLoad[], key: string): LoadResult | undefined {
  return targets.find(({ target }) => keyOf(target) === key)?.loaded;
}

/** What a target is, in all that a loop of it depends on. */
function keyOf(target: FleetTarget): string {
  if (target.name === null) return JSON.stringify([null]);
  const { name, account, region, role } = target;
  return JSON.stringify([name, account, region, role?.arn, role?.externalId]);
}

/** What tells one load of it from another that asks for something else. */
function noteOf(loaded: LoadResult): string {
  return loaded.valid ? loaded.state.revision : JSON.stringify(loaded.issues);
}

/** Where one without a name is, nobody knows. */
function isSamePlace(one: FleetTarget, other: FleetTarget): boolean {
  if (one.name === null || other.name === null) return true;
  return one.account === other.account && one.region === other.region;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
