/** A daemon of many targets on virtual time: composed as the command composes it, before a cloud of accounts in this process. */
import { setTimeout as realTime } from "node:timers/promises";
import { S3 } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { composeDaemon } from "../../src/cli/compose-daemon.ts";
import type { WatchOptions } from "../../src/cli/options.ts";
import { type DaemonPorts, runDaemon } from "../../src/daemon/daemon.ts";
import type { EventSource } from "../../src/daemon/listen-events.ts";
import type { DaemonStatus } from "../../src/daemon/status.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { FleetLoad, FleetTarget, NamedTarget } from "../../src/model/fleet.ts";
import type { LoadResult } from "../../src/model/ports.ts";
import { type Cloud, createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { aDesired, aState } from "../core/builders.ts";
import { type Line, openRecordingLogger } from "../core/recording-logger.ts";
import { type MemoryState, memoryState } from "../state/memory-state.ts";

const HUB = "000000000000";
export const INTERVAL_MS = 60_000;

export const DEV: NamedTarget = aTarget("dev", "111111111111", "us-east-1");
export const EU: NamedTarget = aTarget("prod-eu", "222222222222", "eu-west-1");
export const US: NamedTarget = aTarget("prod-us", "333333333333", "us-east-1");

function aTarget(name: string, account: string, region: string): NamedTarget {
  return { name, account, region, role: { arn: `arn:aws:iam::${account}:role/keeper` } };
}

export function bucketOf({ name }: NamedTarget): string {
  return `acme-${name}`;
}

/** A versioned bucket, of the target's own name. */
export function stateOf(target: NamedTarget, versioning: "enabled" | "suspended" = "enabled"): DesiredState {
  const state = aState([aDesired("bucket", bucketOf(target), { versioning })], { revision: `${target.name} ${versioning}` });
  return { ...state, target: { account: target.account, region: target.region } };
}

/** Each target as it is asked for, in the order of their names. */
export function fleetOf(...targets: readonly (readonly [NamedTarget, LoadResult | DesiredState])[]): FleetLoad {
  return {
    valid: true,
    targets: targets.map(([target, asked]) => ({ target, loaded: "valid" in asked ? asked : { valid: true, state: asked } })),
  };
}

export interface FleetDaemon {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  readonly lines: readonly Line[];
  readonly state: MemoryState;
  readonly url: string;
  /** From now on the files say this, and it is told so unless it is to find out by itself. */
  commit(fleet: FleetLoad): void;
  /** Loads so far. */
  loads(): number;
  /** Lets virtual time pass. */
  wait(ms: number): Promise<void>;
  /** Lets others pass it, until then. */
  idle(until: Promise<void>): Promise<void>;
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
  status(): Promise<DaemonStatus>;
  /** Somebody at the console of a target. */
  hand(target: NamedTarget): S3;
  versioningOf(target: NamedTarget): string | undefined;
  /** Aborts its signal; resolves with whether all came to its end. */
  stop(): Promise<boolean>;
  /** Lines of a message, with the target of each. */
  said(message: string): readonly unknown[];
}

export interface FleetDaemonOptions {
  /** Whose role may be assumed; left out: of all. */
  readonly roles?: readonly NamedTarget[];
  readonly cloud?: Cloud;
  readonly clock?: VirtualClock;
  readonly state?: MemoryState;
  /** Another one on the same clock: it idles while this one waits. */
  readonly beside?: FleetDaemon;
  /** Left out: nobody tells of others' writes. */
  readonly events?: EventSource;
  /** Awaited before what a target needs is opened. */
  opening?(target: FleetTarget): Promise<void>;
  /** Passes that are over before the daemon is given; left out: one of each target. */
  readonly waitFor?: number;
}

/** Running, and its first passes are over. */
export async function aFleetDaemon(first: FleetLoad, options: FleetDaemonOptions = {}): Promise<FleetDaemon> {
  const clock = options.clock ?? createVirtualClock();
  const cloud = options.cloud ?? createCloud({ clock, account: HUB, region: "us-east-1", quotas: "aws" });
  for (const { role } of options.roles ?? [DEV, EU, US]) cloud.addRole(role?.arn ?? "", { trusts: [HUB] });
  const state = options.state ?? memoryState();
  const { logger, lines } = openRecordingLogger();
  const stop = new AbortController();
  let [current, loads, change] = [first, 0, () => {}];
  const home = await composeDaemon(
    {
      path: "desired-state",
      options: WATCH,
      config: { sinks: [], actors: false, severity: {}, flapping: {} },
      state: state.open,
    },
    { logger, sourceRevision: async () => undefined },
    {
      clock,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIASANDBOX000000000", secretAccessKey: "sandbox" },
      requestHandler: (service) => cloud.requestHandler(service),
      random: () => 0.5,
    },
  );
  let listens = () => {};
  const announced = new Promise<void>((resolve) => {
    listens = resolve;
  });
  const ports: DaemonPorts = {
    ...home.ports,
    ...(options.events && { events: options.events }),
    source: {
      async load() {
        loads += 1;
        return current;
      },
    },
    async watch(onChange) {
      change = onChange;
      return { close: async () => {} };
    },
    onRequest: () => () => {},
    announce: async () => listens(),
    async open(target) {
      await options.opening?.(target);
      return home.ports.open(target);
    },
  };
  const settings = { version: "1", listen: { host: "127.0.0.1", port: 0 }, intervalMs: INTERVAL_MS } as const;
  const request = { only: [], prune: false, concurrency: 4, dryRun: false };
  // What is real (sockets, what the test does) takes no virtual time.
  let release = clock.hold();
  const wait = async (ms: number): Promise<void> => {
    const slept = clock.sleep(ms).then(() => {
      release = clock.hold();
    });
    release();
    await (options.beside?.idle(slept) ?? slept);
  };
  const running = runDaemon({ ...settings, ...request }, ports, stop.signal);
  const stopped = async () => {
    stop.abort();
    release();
    const whole = await running;
    home.close();
    return whole;
  };
  onTestFinished(async () => void (await stopped()));
  await announced;
  // Clients and services are loaded when they are first needed, which takes real time.
  const expected = options.waitFor ?? (options.state === undefined && first.valid ? first.targets.length : 1);
  while (lines.filter(({ message }) => message === "run finished").length < expected) {
    await wait(50);
    await realTime(1);
  }
  const url = String(lines.map(({ fields }) => ("url" in fields ? fields.url : undefined)).find(Boolean));
  const ask = async (asked: string) => {
    const answer = await fetch(`${url}${asked}`);
    return { status: answer.status, text: await answer.text() };
  };
  return {
    clock,
    cloud,
    lines,
    state,
    url,
    commit(fleet) {
      current = fleet;
      change();
    },
    loads: () => loads,
    wait,
    async idle(until) {
      release();
      await until;
      release = clock.hold();
    },
    ask,
    status: async () => JSON.parse((await ask("/api/status")).text) as DaemonStatus,
    hand: ({ account, region }) =>
      new S3({
        region,
        credentials: { accessKeyId: account, secretAccessKey: "hand" },
        requestHandler: cloud.requestHandler("s3"),
      }),
    versioningOf: (target) =>
      cloud.at(target.account, target.region).world.s3.buckets.get(bucketOf(target))?.aspects.versioning as string | undefined,
    stop: stopped,
    said: (message) =>
      lines.filter((line) => line.message === message).map(({ fields }) => ("target" in fields ? fields.target : undefined)),
  };
}

const WATCH: WatchOptions = {
  color: false,
  dryRun: false,
  only: [],
  prune: false,
  state: "",
  concurrency: 4,
};
