/**
 * The state directory as somebody else could have left it, by a commit that holds one, by hand or by a broken disk: nothing
 * outside of it is read, written or deleted, no pass crashes, and nothing in AWS is deleted for it.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAlertDesk } from "../../src/alerts/alert-desk.ts";
import { lockStateDirectory } from "../../src/daemon/state-lock.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { openLastGood } from "../../src/engine/last-good.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import { readWholeFile, sweepAbandoned, writeWholeFile } from "../../src/engine/whole-file.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { aDriftReport, aFact, aReceiver, aSettings, memoryStore } from "../alerts/builders.ts";
import { createManualClock } from "../alerts/manual-clock.ts";
import { aDesired, aState } from "../core/builders.ts";
import { createMemoryAws } from "../core/memory-aws.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { converge } from "../core/run-pass.ts";

const SOME_CODE = Buffer.from("code");
const SOME_SHA256 = "XpSENZOi7ie4kTjPhTb6Xvj6/2jTGfNnXnF2qSJGYGw=";
const EMPTY_SHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const STATE = aState([
  aDesired("bucket", "images", { versioning: "enabled" }),
  aDesired("role", "worker", { trust: { Statement: [] } }),
]);
const LONG_AGO = new Date(2020, 0, 1);

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "stagekeeper-hostile-state-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function lastGoodIn(stateDirectory: string) {
  return openLastGood({ state: directoryState(stateDirectory), writtenBy: "1", packageCode: async () => Buffer.alloc(0) });
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("links in the state directory", () => {
  it("in place of a file are neither read nor written through", async () => {
    const [state, outside] = [aDirectory(), aDirectory()];
    writeFileSync(join(outside, "precious"), "precious");
    symlinkSync(join(outside, "precious"), join(state, "ledger.json"));

    const ledger = await openLedger(directoryState(state));
    ledger.record("bucket:a", { versioning: "x" });
    await ledger.save();

    expect(ledger.warning).toMatch(/ledger\.json cannot be read \(.*ledger\.json is a link, which is not followed\)/);
    expect(readFileSync(join(outside, "precious"), "utf8")).toBe("precious");
    expect(lstatSync(join(state, "ledger.json")).isFile()).toBe(true);
  });

  it("in place of a directory are refused by name, and what they lead to stays as it is", async () => {
    const [state, outside] = [aDirectory(), aDirectory()];
    writeFileSync(join(outside, `${"a".repeat(64)}.zip`), "precious");
    symlinkSync(outside, join(state, "code"));
    symlinkSync(outside, join(state, "000000000000-us-east-1"));
    const ledger = await openLedger(directoryState(join(state, "000000000000-us-east-1")));
    ledger.record("bucket:a", { versioning: "x" });

    await expect((await lastGoodIn(state)).keep(STATE)).rejects.toThrow(/code is no directory but a link or a file; remove it/);
    await expect(ledger.save()).rejects.toThrow(/000000000000-us-east-1 is no directory but a link/);
    expect(readdirSync(outside)).toEqual([`${"a".repeat(64)}.zip`]);
  });

  it("are not followed where abandoned files are swept away, and a loop of them ends", async () => {
    const [state, outside] = [aDirectory(), aDirectory()];
    const abandoned = "x.1.0123abcd.tmp";
    for (const directory of [state, outside]) {
      writeFileSync(join(directory, abandoned), "");
      utimesSync(join(directory, abandoned), LONG_AGO, LONG_AGO);
    }
    symlinkSync(outside, join(state, "out"));
    symlinkSync(".", join(state, "loop"));
    symlinkSync(join(outside, abandoned), join(state, "y.1.0123abcd.tmp"));

    await sweepAbandoned(state, Date.now());

    expect([existsSync(join(state, abandoned)), existsSync(join(outside, abandoned))]).toEqual([false, true]);
  });

  it("that somebody puts where a temporary file is to be are not written through", async () => {
    const [state, outside] = [aDirectory(), aDirectory()];
    const target = join(state, "ledger.json");
    symlinkSync(join(outside, "new"), target);

    await writeWholeFile(target, "text");

    expect([existsSync(join(outside, "new")), readFileSync(target, "utf8")]).toEqual([false, "text"]);
  });
});

describe("what is no file of ours", () => {
  it("is not deleted with code that is no longer needed", async () => {
    const state = aDirectory();
    mkdirSync(join(state, "code"));
    for (const name of ["main.ts", "abc.zip", `${"a".repeat(64)}.zip`]) writeFileSync(join(state, "code", name), "");

    await (await lastGoodIn(state)).keep(STATE);

    expect(readdirSync(join(state, "code"))).toEqual(["abc.zip", "main.ts"]);
  });

  it.each([
    ["a pipe", (path: string) => execFileSync("mkfifo", [path])],
    ["a directory", (path: string) => mkdirSync(path)],
    [
      "a file of a gigabyte",
      (path: string) => {
        writeFileSync(path, "");
        truncateSync(path, 1_000_000_000);
      },
    ],
  ])("%s is as if nothing had been kept, and does not hang", async (_, put) => {
    const state = aDirectory();
    for (const name of ["ledger.json", "last-good.json", "alerts.json"]) put(join(state, name));

    const ledger = await openLedger(directoryState(state));
    const lastGood = await lastGoodIn(state);

    expect(ledger.warning).toContain("starting an empty one");
    expect(await lastGood.newest()).toBeNull();
    await expect(readWholeFile(join(state, "alerts.json"))).rejects.toThrow();
  });

  it("a lock of a process that cannot be is taken over", async () => {
    const state = aDirectory();
    const { hostname } = await import("node:os");
    for (const pid of [0, -1, 1.5, "1", null, 2 ** 53]) {
      writeFileSync(join(state, "daemon.lock"), JSON.stringify({ pid, host: hostname(), started: "", token: "x" }));

      await (await lockStateDirectory(state)).release();
    }
  });
});

describe("what is kept", () => {
  it("is for its owner alone, directories as well as files", async () => {
    const state = join(aDirectory(), "new", "state");
    const ledger = await openLedger(directoryState(join(state, "000000000000-us-east-1")));
    ledger.record("bucket:a", { versioning: "x" });

    await ledger.save();
    await (await lastGoodIn(state)).keep(STATE);

    const made = ["", "000000000000-us-east-1", "000000000000-us-east-1/ledger.json", "last-good.json"];
    expect(made.map((name) => [name, modeOf(join(state, name))])).toEqual(
      made.map((name) => [name, name.endsWith(".json") ? "600" : "700"]),
    );
  });
});

/** A file of ours, with a piece of its text or one of its values replaced. */
function mutated(text: string): fc.Arbitrary<string> {
  const spliced = fc
    .tuple(fc.nat(text.length), fc.nat(40), fc.string())
    .map(([from, length, put]) => text.slice(0, from) + put + text.slice(from + length));
  const values = [...text.matchAll(/(?<=[:[,])("(?:[^"\\]|\\.)*"|-?\d+|true|false|null|\{\}|\[\])/g)];
  const replaced = fc
    .tuple(fc.nat(), fc.oneof(fc.jsonValue(), fc.constant({ ["__proto__"]: { polluted: 1 } })))
    .map(([which, put]) => {
      const found = values[which % Math.max(1, values.length)];
      if (found === undefined) return JSON.stringify(put);
      return text.slice(0, found.index) + JSON.stringify(put) + text.slice(found.index + found[0].length);
    });
  return fc.oneof(spliced, replaced, fc.json(), fc.string());
}

describe("a file that was changed by somebody", () => {
  it("as the ledger neither crashes a pass nor makes it delete anything", async () => {
    const [state, aws] = [aDirectory(), createMemoryAws()];
    const first = await openLedger(directoryState(state));
    await converge(aws, STATE, { ledger: first });
    const text = readFileSync(join(state, "ledger.json"), "utf8");

    await fc.assert(
      fc.asyncProperty(mutated(text), async (broken) => {
        writeFileSync(join(state, "ledger.json"), broken);
        const before = aws.writes.length;

        const report = await converge(aws, STATE, { ledger: await openLedger(directoryState(state)), prune: true });

        expect([report.outcome, aws.writes.length - before]).toEqual(["in-sync", 0]);
        expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("as the ledger does not keep drift from being put right, whatever it says of our writes", async () => {
    const [state, aws] = [aDirectory(), createMemoryAws()];
    await converge(aws, STATE, { ledger: await openLedger(directoryState(state)) });
    aws.change("bucket:images", { versioning: "suspended" });
    const ledger = await openLedger(directoryState(state));
    // As if the drifted value were what we replaced at the end of time.
    const written = { at: 1e300, before: { versioning: ledger.digestOf("suspended") } };
    ledger.record("bucket:images", { versioning: ledger.digestOf("enabled") }, written);

    const report = await converge(aws, STATE, { ledger });

    expect(report.plan?.steps.map(({ address, cause }) => [address, cause])).toEqual([["bucket:images", "drift"]]);
  });

  it("as the last good state is what was kept or nothing, never something else", async () => {
    const state = aDirectory();
    await (await lastGoodIn(state)).keep(STATE);
    const text = readFileSync(join(state, "last-good.json"), "utf8");

    await fc.assert(
      fc.asyncProperty(mutated(text), async (broken) => {
        writeFileSync(join(state, "last-good.json"), broken);

        const kept = await (await lastGoodIn(state)).newest();

        if (kept !== null) expect(kept).toEqual(JSON.parse(JSON.stringify(STATE)));
      }),
      { numRuns: 300 },
    );
  });

  it("as kept code is what was kept or nothing", async () => {
    const state = aDirectory();
    const code = { from: "directory", path: "/app", sha256: EMPTY_SHA256 } as const;
    const withCode: DesiredState = aState([aDesired("function", "app", {}, { intent: { code } })]);
    const lastGood = await lastGoodIn(state);
    await lastGood.keep(withCode);
    const [file = ""] = readdirSync(join(state, "code"));

    writeFileSync(join(state, "code", file), SOME_CODE);

    expect(await lastGood.code(EMPTY_SHA256)).toBeNull();
    expect(await lastGood.code("../../../etc/passwd")).toBeNull();
    expect(await lastGood.code(SOME_SHA256)).toBeNull();
  });

  it("as the memory of alerts neither ends the daemon nor keeps new alerts from being told", async () => {
    const store = memoryStore();
    const clock = createManualClock();
    const ports = { clock, settings: aSettings(), random: () => 0.5 };
    const open = (text: string | null, receiver = aReceiver()) => {
      const { logger } = openRecordingLogger();
      const sinks = [{ sink: receiver.sink, severity: "info" as const }];
      return createAlertDesk({ ...ports, sinks, store: text === null ? store : memoryStore(text), logger });
    };
    const down = aReceiver();
    down.down();
    const first = await open(null, down);
    first.passed(aDriftReport("bucket:a", "stage:orders/prod"), aFact());
    await first.drain(AbortSignal.abort());
    const text = store.text() ?? "";
    expect(text).toContain("stage:orders/prod");

    await fc.assert(
      fc.asyncProperty(mutated(text), async (broken) => {
        const receiver = aReceiver();
        const desk = await open(broken, receiver);

        desk.passed(aDriftReport("role:new"), aFact({ runId: "run-2" }));
        desk.open();
        await desk.drain(new AbortController().signal);

        const told = receiver.taken.flatMap(({ conditions }) => conditions.map(({ address }) => address));
        expect(told).toContain("role:new");
      }),
      { numRuns: 200 },
    );
  });
});
