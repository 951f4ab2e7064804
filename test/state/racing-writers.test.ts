import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeMemories } from "../../src/alerts/memory.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import { historyDocuments } from "../../src/history/history-documents.ts";
import { readHistory } from "../../src/history/kept-history.ts";
import type { HistoryEntry } from "../../src/model/history.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { aBucket, adding, textOf } from "./builders.ts";

/** What may befall each call of S3, in turn: it is late, its answer is lost, or it never arrives. */
const LUCK = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }).map((ms): Fault => ({ type: "delay", ms })) },
    { weight: 1, arbitrary: fc.constant<Fault>({ type: "lose", when: "after" }) },
    { weight: 1, arbitrary: fc.constant<Fault>({ type: "fail", when: "before" }) },
  ),
  { minLength: 1, maxLength: 24 },
);

async function aBucketOfLuck(luck: readonly Fault[]) {
  const bucket = await aBucket();
  let calls = 0;
  // No call is struck twice in a row as often as a client tries: AWS down for good is another story.
  bucket.sandbox.faults.script(() => (calls < luck.length ? luck[calls++] : undefined));
  return bucket;
}

describe("writers that race for one document in S3", () => {
  it("lose nothing and write nothing twice, whatever comes in between", async () => {
    await fc.assert(
      fc.asyncProperty(LUCK, fc.integer({ min: 2, max: 3 }), async (luck, writers) => {
        const bucket = await aBucketOfLuck(luck);
        const lines = Array.from({ length: writers }, (_, at) => [`${at} first`, `${at} second`]);

        const ends = await Promise.allSettled(
          lines.map(async (own) => {
            const state = bucket.open();
            for (const line of own) await state.update("lines", adding(line));
          }),
        );

        const written = (textOf(await bucket.open().read("lines")) ?? "").split("\n").filter(Boolean);
        expect(new Set(written).size).toBe(written.length);
        // A writer whose calls failed as often as they are tried says so; all others' lines are there.
        for (const [at, { status }] of ends.entries()) {
          if (status === "fulfilled") expect(written).toEqual(expect.arrayContaining(lines[at] ?? []));
        }
      }),
      { numRuns: 25, seed: 10 },
    );
  });

  it("see what was written between a read and a write, also when it reads as before", async () => {
    const bucket = await aBucket();
    const [one, other] = [bucket.open(), bucket.open()];
    await one.update("a", () => "A");
    let meanwhile = 0;
    bucket.sandbox.faults.script(({ operation, write }) => {
      if (!write || operation !== "PutObject" || meanwhile > 0) return undefined;
      meanwhile += 1;
      const work = async () => {
        await other.update("a", () => "B");
        await other.update("a", () => "A");
      };
      return { type: "meanwhile", work };
    });
    const seen: (string | null)[] = [];

    await one.update("a", (current) => {
      seen.push(textOf(current));
      return `${textOf(current)}, and ours`;
    });

    expect(seen).toEqual(["A", "A"]);
    expect(textOf(await one.read("a"))).toBe("A, and ours");
    expect(bucket.sandbox.journal.writes().map(({ error }) => error)).toContain("PreconditionFailed");
  });

  it("know their own write again when its answer was lost", async () => {
    const bucket = await aBucket();
    let lost = false;
    bucket.sandbox.faults.script(({ operation }) => {
      if (lost || operation !== "PutObject") return undefined;
      lost = true;
      return { type: "lose", when: "after" };
    });
    let asked = 0;

    await bucket.open().update("a", () => {
      asked += 1;
      return "once";
    });

    expect([asked, textOf(await bucket.open().read("a"))]).toEqual([1, "once"]);
  });

  it("write anew what somebody deleted meanwhile", async () => {
    const bucket = await aBucket();
    const state = bucket.open();
    await state.update("a", () => "one");
    let deleted = false;
    bucket.sandbox.faults.script(({ operation }) => {
      if (deleted || operation !== "PutObject") return undefined;
      deleted = true;
      return { type: "meanwhile", work: () => bucket.open().remove("a") };
    });

    await state.update("a", (current) => `${textOf(current)}, two`);

    expect(textOf(await state.read("a"))).toBe("null, two");
  });

  it("give up after a dozen tries, and say where", async () => {
    const bucket = await aBucket();
    bucket.sandbox.faults.script(({ operation, accessKeyId }) => {
      if (operation !== "PutObject" || accessKeyId !== "test") return undefined;
      return { type: "fail", when: "before", error: preconditionFailed() };
    });

    await expect(bucket.open().update("a", () => "x")).rejects.toMatchObject({
      code: "conflict",
      message: "s3://acme-state/fleet/a not written: others wrote it each of 12 times",
    });
  });
});

describe("what passes remember in S3", () => {
  it("holds the records of ledgers that are saved at once, each with its own", async () => {
    await fc.assert(
      fc.asyncProperty(LUCK, async (luck) => {
        const bucket = await aBucketOfLuck([]);
        const first = await openLedger(bucket.open());
        first.record("bucket:old", { a: "1" });
        await first.save();
        const [one, two] = [await openLedger(bucket.open()), await openLedger(bucket.open())];
        one.record("bucket:one", { a: one.digestOf("x") }, { at: 5, before: null });
        one.forget("bucket:old");
        two.record("bucket:two", { a: two.digestOf("y") });
        let calls = 0;
        bucket.sandbox.faults.script(() => (luck[calls]?.type === "delay" ? luck[calls++] : undefined));

        await Promise.all([one.save(), two.save()]);

        const after = await openLedger(bucket.open());
        expect(after.warning).toBeNull();
        expect(after.converged("bucket:one")).toEqual({ a: after.digestOf("x") });
        expect(after.written("bucket:one")).toEqual({ at: 5, before: null });
        expect(after.converged("bucket:two")).toEqual({ a: after.digestOf("y") });
        expect(after.converged("bucket:old")).toBeUndefined();
      }),
      { numRuns: 10, seed: 10 },
    );
  });

  it("is one ledger where two begin it at once: the digests of the later one, which nobody could read, are left out", async () => {
    const bucket = await aBucket();
    const [one, two] = [await openLedger(bucket.open()), await openLedger(bucket.open())];
    one.record("bucket:one", { a: one.digestOf("x") });
    two.record("bucket:two", { a: two.digestOf("x") });

    await one.save();
    await two.save();

    const after = await openLedger(bucket.open());
    expect(after.converged("bucket:one")).toEqual({ a: after.digestOf("x") });
    expect(after.converged("bucket:two")).toBeUndefined();
  });

  it("keeps every entry of histories that are written at once, in order and once, over documents that fill up", async () => {
    await fc.assert(
      fc.asyncProperty(LUCK, async (luck) => {
        const bucket = await aBucketOfLuck([]);
        let calls = 0;
        bucket.sandbox.faults.script(() => (luck[calls]?.type === "delay" ? luck[calls++] : undefined));
        const bounds = { fileBytes: 600, kept: 50 };

        await Promise.all(
          ["a", "b"].map(async (writer) => {
            const log = historyDocuments(bucket.open(), bounds);
            for (let at = 0; at < 6; at += 1) await log.append([aRollback(`${writer}${at}`, at)], 0);
          }),
        );

        const { entries, skipped } = await readHistory(bucket.open());
        const runs = entries.map(({ runId }) => runId);
        expect(skipped).toEqual([]);
        expect(runs.filter((run) => run.startsWith("a"))).toEqual(["a0", "a1", "a2", "a3", "a4", "a5"]);
        expect(runs.filter((run) => run.startsWith("b"))).toEqual(["b0", "b1", "b2", "b3", "b4", "b5"]);
      }),
      { numRuns: 10, seed: 10 },
    );
  });

  it("tells an entry once when its writer died while it put a document aside", async () => {
    const bucket = await aBucket();
    const bounds = { fileBytes: 200, kept: 50 };
    const log = historyDocuments(bucket.open(), bounds);
    await log.append([aRollback("first", 0)], 0);
    let copied = false;
    const died = new Promise<void>((resolve) => {
      bucket.sandbox.faults.script(({ operation, input }) => {
        if (operation !== "PutObject") return undefined;
        if (copied) resolve();
        if (copied) return { type: "vanish", when: "before" };
        copied = /history-.*jsonl$/.test(String(input.Key));
        return undefined;
      });
    });
    void log.append([aRollback("second", 1)], 0);
    await died;
    bucket.sandbox.faults.clear();

    await historyDocuments(bucket.open(), bounds).append([aRollback("third", 2)], 0);

    const { entries } = await readHistory(bucket.open());
    expect(entries.map(({ runId }) => runId)).toEqual(["first", "second", "third"]);
  });

  it("is bounded: the oldest documents go", async () => {
    const bucket = await aBucket();
    const log = historyDocuments(bucket.open(), { fileBytes: 1, kept: 2 });

    for (let at = 0; at < 5; at += 1) await log.append([aRollback(`run-${at}`, at)], 0);

    const { entries } = await readHistory(bucket.open());
    expect(entries.map(({ runId }) => runId)).toEqual(["run-3", "run-4"]);
  });
});

describe("what alerts remember, when two remember at once", () => {
  const condition = (id: string) => {
    const is = { id, type: "drift", severity: "warning", summary: "s", details: [], since: 0 } as const;
    return { condition: is, state: "firing", toldAt: 0, beganAt: [], flapping: false, clearSince: null } as const;
  };
  const book = (...ids: readonly string[]) => new Map(ids.map((id) => [id, condition(id)]));

  it.each([
    { what: "both open one", base: [], ours: ["a"], theirs: ["b"], merged: ["a", "b"] },
    { what: "we close one, they open one", base: ["a"], ours: [], theirs: ["a", "b"], merged: ["b"] },
    { what: "they close one that we leave as it is", base: ["a"], ours: ["a"], theirs: [], merged: [] },
    { what: "both close it", base: ["a"], ours: [], theirs: [], merged: [] },
    { what: "both open the same", base: [], ours: ["a"], theirs: ["a"], merged: ["a"] },
  ])("$what", ({ base, ours, theirs, merged }) => {
    const memoryOf = (ids: readonly string[]) => ({ book: book(...ids), waiting: new Map() });

    const { book: result } = mergeMemories(memoryOf(base), memoryOf(ours), memoryOf(theirs));

    expect([...result.keys()].toSorted()).toEqual(merged);
  });
});

function aRollback(runId: string, second: number): HistoryEntry {
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  return { kind: "rollback", time, runId, address: "stage:orders/prod", from: "d1", to: "d2", hold: null, actor: null };
}

function preconditionFailed() {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}
