import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { directoryState } from "../../src/engine/directory-state.ts";
import { readHistory } from "../../src/history/kept-history.ts";
import { aDriftReport, aFact, anAlert } from "../alerts/builders.ts";
import { aPlan, aReport } from "../cli/builders.ts";
import { aHistory, aStateDirectory } from "./builders.ts";

const FILE = "history.jsonl";
const IN_SYNC = aReport({ outcome: "in-sync", plan: aPlan() });
const DRIFT = aDriftReport("stage:orders/prod");

async function kindsIn(directory: string): Promise<readonly string[]> {
  return (await readHistory(directoryState(directory))).entries.map(({ kind }) => kind);
}

describe("the history in a state directory", () => {
  it("is one object a line, for its owner alone, and continues over processes", async () => {
    const directory = path.join(aStateDirectory(), "state");
    for (const runId of ["run-1", "run-2"]) {
      const history = await aHistory(directory);
      history.passed(DRIFT, aFact({ runId }));
      await history.close();
    }

    const lines = readFileSync(path.join(directory, FILE), "utf8").trimEnd().split("\n");

    expect(lines.map((line) => JSON.parse(line).runId)).toEqual(["run-1", "run-1", "run-1", "run-2", "run-2", "run-2"]);
    expect(statSync(path.join(directory, FILE)).mode & 0o777).toBe(0o600);
  });

  it("counts quiet passes, and writes down how many there were when something happens or the process ends", async () => {
    const directory = aStateDirectory();
    const history = await aHistory(directory);
    history.passed(IN_SYNC, aFact());
    for (const minute of [1, 2, 3]) history.passed(IN_SYNC, aFact({ now: minute * 60_000 }));
    history.passed(DRIFT, aFact({ now: 240_000 }));
    history.passed(IN_SYNC, aFact({ now: 300_000 }));
    await history.close();

    const { entries } = await readHistory(directoryState(directory));

    expect(entries.map(({ kind }) => kind)).toEqual(["pass", "quiet", "drift", "step", "pass", "quiet"]);
    expect(entries[1]).toMatchObject({ count: 3, since: "1970-01-01T00:01:00.000Z", time: "1970-01-01T00:03:00.000Z" });
    expect(entries[5]).toMatchObject({ count: 1 });
  });

  it("writes quiet passes down once an hour, so that a crash forgets no more", async () => {
    const directory = aStateDirectory();
    const history = await aHistory(directory);
    for (let minute = 0; minute <= 130; minute += 5) history.passed(IN_SYNC, aFact({ now: minute * 60_000 }));
    await history.close();

    const { entries } = await readHistory(directoryState(directory));

    expect(entries.map((entry) => (entry.kind === "quiet" ? entry.count : entry.kind))).toEqual(["pass", 13, 13]);
  });

  it("knows after a restart what it told last", async () => {
    const directory = aStateDirectory();
    for (const _ of [1, 2]) {
      const history = await aHistory(directory);
      history.passed(IN_SYNC, aFact());
      await history.close();
    }

    expect(await kindsIn(directory)).toEqual(["pass", "quiet"]);
  });

  it("loses no more than the line that a crash tore, and says so", async () => {
    const directory = aStateDirectory();
    const before = await aHistory(directory);
    before.passed(DRIFT, aFact());
    await before.close();
    appendFileSync(path.join(directory, FILE), '{"kind":"drift","time":"2026-11-22T14');
    const after = await aHistory(directory);
    after.alerted(anAlert());
    await after.close();

    const { entries, skipped } = await readHistory(directoryState(directory));

    expect(entries.map(({ kind }) => kind)).toEqual(["drift", "step", "pass", "alert"]);
    expect(skipped).toEqual([{ file: FILE, lines: 1 }]);
  });

  it.each([
    ["no object", "7"],
    ["no entry", "{}"],
    ["of a kind that this version does not know", '{"kind":"omen","time":"2026-11-22T14:00:00Z","runId":"r"}'],
    ["without a member that its kind has", '{"kind":"step","time":"2026-11-22T14:00:00Z","runId":"r","address":"stage:a/b"}'],
    [
      "with a member that is not what its kind has",
      '{"kind":"rollback","time":"2026-11-22T14:00:00Z","runId":"r","address":"stage:a/b","from":"b","to":"a","hold":null,"actor":7}',
    ],
    ["of no time", '{"kind":"quiet","time":"once","since":"upon","runId":"r","count":1}'],
  ])("leaves a line out that is %s", async (_, line) => {
    const directory = aStateDirectory();
    writeFileSync(path.join(directory, FILE), `${line}\n`);

    expect(await readHistory(directoryState(directory))).toEqual({ entries: [], skipped: [{ file: FILE, lines: 1 }] });
  });

  it("stays within its bounds, and forgets the oldest first", async () => {
    const directory = aStateDirectory();
    const bounds = { fileBytes: 4_000, kept: 3 };
    const history = await aHistory(directory, bounds);
    for (let run = 0; run < 200; run += 1) history.passed(DRIFT, aFact({ runId: `run-${run}`, now: run * 1_000 }));
    await history.close();

    const files = readdirSync(directory);
    const bytes = files.reduce((sum, file) => sum + statSync(path.join(directory, file)).size, 0);
    const { entries } = await readHistory(directoryState(directory));
    const runs = [...new Set(entries.map(({ runId }) => Number(runId.slice(4))))];

    expect(files.length).toBeLessThanOrEqual(4);
    expect(bytes).toBeLessThan(4 * (bounds.fileBytes + 1_500));
    expect(runs.at(-1)).toBe(199);
    expect(runs).toEqual(runs.map((_, index) => 200 - runs.length + index));
  });

  it("is written by two processes at once without a line torn", async () => {
    const directory = aStateDirectory();
    const [one, other] = [await aHistory(directory), await aHistory(directory)];
    for (let run = 0; run < 100; run += 1) {
      one.passed(DRIFT, aFact({ runId: `one-${run}` }));
      other.passed(DRIFT, aFact({ runId: `other-${run}` }));
    }
    await Promise.all([one.close(), other.close()]);

    const { entries, skipped } = await readHistory(directoryState(directory));

    expect(entries).toHaveLength(600);
    expect(skipped).toEqual([]);
  });

  it("fails nothing where it cannot be written: one warning, and the rest of the pass goes on", async () => {
    const directory = aStateDirectory();
    mkdirSync(path.join(directory, FILE));
    const history = await aHistory(directory);
    history.passed(DRIFT, aFact());
    history.passed(DRIFT, aFact());
    await history.close();

    expect(history.warnings).toEqual([expect.stringMatching(/^history in .* is not written: /)]);
  });

  it("does not follow a link that somebody put in its place", async () => {
    const directory = aStateDirectory();
    const elsewhere = path.join(aStateDirectory(), "elsewhere");
    symlinkSync(elsewhere, path.join(directory, FILE));
    const history = await aHistory(directory);
    history.passed(DRIFT, aFact());
    await history.close();

    expect(existsSync(elsewhere)).toBe(false);
    expect(history.warnings).toHaveLength(1);
  });
});
