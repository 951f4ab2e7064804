/** A client certificate that is declared says when it ends, a month before: AWS does not renew it. */
import { describe, expect, it } from "vitest";
import { makePlan } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const END = Date.UTC(2027, 10, 30, 12);
const DAY = 86_400_000;
const BACKEND = aDesired("client-certificate", "backend");

function notesAt(now: number, facts: { readonly id: string; readonly expiresAt?: number } | null) {
  const { notes, steps } = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: anyDesired(BACKEND), blocked: [], notes: [] },
    observations:
      facts === null ? new Map([[BACKEND.address, ABSENT]]) : observed(aLive("client-certificate", "backend", {}, { facts })),
    owned: [],
    only: [],
    force: false,
    memory: createMemoryLedger(),
    now,
  });
  expect(steps.filter(({ action }) => action !== "create")).toEqual([]);
  return notes.map(({ address, code, message }) => `${address} ${code}: ${message}`);
}

describe("a client certificate that is declared", () => {
  const facts = { id: "ab12cd", expiresAt: END };

  it("says nothing of its end more than a month before", () => {
    expect(notesAt(END - 30 * DAY - 1, facts)).toEqual([]);
  });

  it("says when it expires from a month before, and what to do", () => {
    const note =
      "client-certificate:backend expires: expires on 2027-11-30; declare another, give it to the backends, and let stages name that one";
    expect(notesAt(END - 30 * DAY, facts)).toEqual([note]);
    expect(notesAt(END - 1, facts)).toEqual([note]);
  });

  it("says that it has expired", () => {
    expect(notesAt(END, facts)[0]).toContain("expired on 2027-11-30, and backends that look at that refuse it");
  });

  it("says nothing where AWS does not say when, or where it is yet to be made", () => {
    expect(notesAt(END, { id: "ab12cd" })).toEqual([]);
    expect(notesAt(END, null)).toEqual([]);
  });
});
