import { describe, expect, it } from "vitest";
import { type EndingSignal, exitCodeOf } from "../../src/cli/exit-code.ts";
import type { RunReport } from "../../src/model/report.ts";
import { aPlan, aReport } from "./builders.ts";

const blocked = aPlan({ blocked: [{ address: "bucket:b", reason: "not-owned", message: "exists" }] });

interface Case {
  readonly reason: string;
  readonly report: Partial<RunReport>;
  readonly signal?: EndingSignal;
  readonly code: number;
}

const CASES: readonly Case[] = [
  { reason: "in sync is 0", report: { outcome: "in-sync" }, code: 0 },
  { reason: "converged is 0", report: { outcome: "converged" }, code: 0 },
  { reason: "changes of a dry run are 2", report: { outcome: "changes" }, code: 2 },
  { reason: "a failure is 1", report: { outcome: "failed" }, code: 1 },
  { reason: "an invalid desired state is 1", report: { outcome: "invalid", plan: null }, code: 1 },
  { reason: "a refusal is 3", report: { outcome: "refused" }, code: 3 },
  { reason: "blocked wins over changes", report: { outcome: "changes", plan: blocked }, code: 1 },
  { reason: "blocked is 1 although the rest converged", report: { outcome: "converged", plan: blocked }, code: 1 },
  { reason: "blocked is 1 although the rest is in sync", report: { outcome: "in-sync", plan: blocked }, code: 1 },
  { reason: "a refused plan is 3 even where something is blocked", report: { outcome: "refused", plan: blocked }, code: 3 },
  { reason: "SIGINT is 130", report: { outcome: "failed", interrupted: true }, signal: "SIGINT", code: 130 },
  { reason: "SIGTERM is 143", report: { outcome: "failed", interrupted: true }, signal: "SIGTERM", code: 143 },
  { reason: "a signal wins over what the pass came to", report: { outcome: "in-sync" }, signal: "SIGINT", code: 130 },
  { reason: "a pass that was cut short never looks like in sync", report: { outcome: "in-sync", interrupted: true }, code: 1 },
];

describe("the exit code", () => {
  it.each(CASES)("$reason", ({ report, signal, code }) => {
    expect(exitCodeOf(aReport(report), signal ?? null)).toBe(code);
  });
});
