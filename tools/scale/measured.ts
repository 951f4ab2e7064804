/** What was measured and docs/scale.md is written from: it lies beside this file, as the programs wrote it. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FleetResult, FleetSize } from "./live-fleet.ts";

/** Milliseconds, and numbers a pass. */
export interface Measured {
  readonly node: string;
  readonly latencyMs: number;
  readonly atOnce: number;
  readonly declared: number;
  /** Passes a second: of one target at a time, of one worker, of two. */
  readonly alone: number;
  readonly one: number;
  readonly two: number;
  /** Of the processor of one worker. */
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly calls: Readonly<Record<CallGroup, number>>;
  readonly logBytes: number;
  readonly stateBytes: number;
  /** Of a worker that has a fleet of so many targets loaded, in megabytes. */
  readonly memory: readonly { readonly targets: number; readonly mb: number; readonly seconds: number }[];
}

export type CallGroup = "target" | "sts" | "s3 writes and lists" | "s3 reads" | "sqs";

export interface Records {
  readonly measured: Measured;
  /** By emulator. */
  readonly live: Readonly<Record<string, LiveRecord>>;
}

export type LiveRecord = FleetSize & Omit<FleetResult, "said">;

const FILE = path.join(import.meta.dirname, "measured.json");

export function readRecords(): Records {
  // Nobody but `keepRecords` writes it.
  return JSON.parse(readFileSync(FILE, "utf8")) as Records;
}

export function keepRecords(change: (records: Records) => Records): void {
  writeFileSync(FILE, `${JSON.stringify(change(readRecords()), null, 2)}\n`);
}
