import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it, onTestFinished } from "vitest";
import { runHistory } from "../../src/cli/commands/history.ts";
import { runPass } from "../../src/cli/commands/pass.ts";
import { moment } from "../../src/cli/option-values.ts";
import type { HistoryOptions } from "../../src/cli/options.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { aDriftReport, aFact, anAlert } from "../alerts/builders.ts";
import { aPlan, aReport } from "../cli/builders.ts";
import { watch } from "../cli/person.ts";
import { desiredStateOf, passOptions } from "../cli/workspace.ts";
import { aHistory, aStateDirectory } from "./builders.ts";

const REGION = "us-east-1";
const START = Date.UTC(2026, 10, 22, 14, 0);
const MINUTE = 60_000;

function historyOptions(changed: Partial<HistoryOptions> & Pick<HistoryOptions, "state">): HistoryOptions {
  return { format: "text", color: false, address: [], kind: [], limit: 200, ...changed };
}

async function asked(options: HistoryOptions) {
  const { terminal, out, err } = watch();
  const code = await runHistory(options, terminal);
  return { code, out: out(), err: err() };
}

/** A day at a daemon: drift put back and told, who made it, quiet passes, and AWS down. */
async function aDay(): Promise<string> {
  const state = aStateDirectory();
  const history = await aHistory(state);
  history.passed({ ...aDriftReport("stage:orders/prod"), durationMs: 400 }, aFact({ runId: "run-1", now: START }));
  history.alerted(anAlert({ runId: "run-1", time: START + 1 }));
  const actor = {
    arn: "arn:aws:sts::000000000000:assumed-role/Admin/alice",
    type: "AssumedRole",
    session: "alice",
    sourceIp: "203.0.113.7",
    userAgent: "aws-cli/2.31.0",
    event: "UpdateStage",
    eventId: "e-1",
    time: START - MINUTE,
  };
  const drift = { runId: "run-1", id: "drift/changed/stage:orders/prod/description", address: "stage:orders/prod" } as const;
  history.named({ ...drift, actor }, START + 5 * MINUTE);
  for (const minute of [10, 15, 20]) {
    history.passed(aReport({ plan: aPlan() }), aFact({ runId: `run-q${minute}`, now: START + minute * MINUTE }));
  }
  const down = aReport({ outcome: "failed", plan: null, identity: null, error: { code: "unavailable", message: "AWS is down" } });
  history.passed(down, aFact({ runId: "run-2", trigger: "retry", now: START + 30 * MINUTE }));
  history.passed(aDriftReport("alias:Uploader/prod"), aFact({ runId: "run-3", now: START + 40 * MINUTE }));
  await history.close();
  return state;
}

describe("reconcile history", () => {
  it("tells each pass with what it found and did, and who made what drifted", async () => {
    const { code, out, err } = await asked(historyOptions({ state: await aDay() }));

    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toBe(
      [
        "2026-11-22 14:00:00  converged by interval, revision rev, 1 step, 0.4 s",
        "  ! stage:orders/prod: description was changed; put back",
        "      description  desired → live",
        "      by assumed-role/Admin/alice (AssumedRole) from 203.0.113.7 with",
        "      aws-cli/2.31.0 at 2026-11-22 13:59:00, UpdateStage",
        "  ~ stage:orders/prod updated",
        "  · alert firing, warning: stage:orders/prod: variables.LOG_LEVEL was changed;",
        "    put back",
        "2026-11-22 14:20:00  3 quiet passes in 10 min",
        "2026-11-22 14:30:00  failed by retry, revision rev, 0.0 s",
        "  ✗ AWS is down",
        "2026-11-22 14:40:00  converged by interval, revision rev, 1 step, 0.0 s",
        "  ! alias:Uploader/prod: description was changed; put back",
        "      description  desired → live",
        "  ~ alias:Uploader/prod updated",
        "",
      ].join("\n"),
    );
  });

  const questions: readonly {
    readonly name: string;
    readonly asks: Partial<HistoryOptions>;
    readonly kinds: readonly string[];
  }[] = [
    { name: "only drift", asks: { kind: ["drift"] }, kinds: ["drift", "drift"] },
    { name: "passes, and the quiet ones among them", asks: { kind: ["pass"] }, kinds: ["pass", "quiet", "pass", "pass"] },
    { name: "what is about one resource", asks: { address: ["stage:*"] }, kinds: ["drift", "step", "alert"] },
    { name: "since a time", asks: { since: { at: START + 35 * MINUTE } }, kinds: ["drift", "step", "pass"] },
    { name: "until a time", asks: { until: { at: START }, kind: ["step", "shift"] }, kinds: ["step"] },
    { name: "the latest", asks: { limit: 2 }, kinds: ["step", "pass"] },
    { name: "nothing so new", asks: { since: { ago: 0 } }, kinds: [] },
  ];

  it.each(questions)("tells $name, a JSON object a line", async ({ asks, kinds }) => {
    const { code, out } = await asked(historyOptions({ state: await aDay(), format: "json", ...asks }));

    const entries = out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));

    expect(code).toBe(0);
    expect(entries.map(({ kind }) => kind)).toEqual(kinds);
    expect(out).not.toContain("standing");
  });

  it("gives a script the actor with the drift", async () => {
    const { out } = await asked(historyOptions({ state: await aDay(), format: "json", kind: ["drift"], address: ["stage:*"] }));

    expect(JSON.parse(out)).toMatchObject({
      actor: { session: "alice", event: "UpdateStage", time: "2026-11-22T13:59:00.000Z" },
    });
  });

  it("says how much it does not show", async () => {
    const { out } = await asked(historyOptions({ state: await aDay(), limit: 1 }));

    expect(out).toMatch(/^8 earlier entries not shown; --limit shows more\n/);
  });

  it("says that there is nothing, and where it looked", async () => {
    const state = path.join(aStateDirectory(), "none");

    expect(await asked(historyOptions({ state }))).toEqual({
      code: 0,
      out: "",
      err: `no history in ${state} yet; --state names another place\n`,
    });
  });

  it("says what it left out, and what it cannot read", async () => {
    const torn = await aDay();
    appendFileSync(path.join(torn, "history.jsonl"), '{"kind":');
    const file = path.join(aStateDirectory(), "file");
    writeFileSync(file, "");

    const [some, none] = [await asked(historyOptions({ state: torn })), await asked(historyOptions({ state: file }))];

    expect(some).toMatchObject({
      code: 0,
      err: "warning: history.jsonl: 1 line left out: torn by a crash, or of another version\n",
    });
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/^error: the history in .* cannot be read: .*\n$/) });
  });

  it("lets nothing out that a terminal would act on", async () => {
    const state = aStateDirectory();
    const evil = {
      kind: "alert",
      time: "2026-11-22T14:00:00Z",
      runId: "r",
      id: "i",
      type: "t",
      state: "firing",
      severity: "info",
    };
    writeFileSync(path.join(state, "history.jsonl"), `${JSON.stringify({ ...evil, summary: "\u001b[2Jgone" })}\n`);

    for (const format of ["text", "json", "markdown"] as const) {
      expect((await asked(historyOptions({ state, format }))).out).not.toContain("\u001b");
    }
  });
});

describe("a pass from the command line", () => {
  it("writes down what it did and found and who made it, asks that once, and a dry run nothing", async () => {
    const alice = { type: "AssumedRole", name: "Admin", session: "alice" } as const;
    const sandbox = createSandbox({ clock: systemClock, region: REGION, callers: { console: alice }, trailDelayMs: 0 });
    onTestFinished(() => sandbox.close());
    const { url } = await sandbox.listen(0);
    const credentials = { accessKeyId: "console", secretAccessKey: "console" };
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] ??= "test";
    const state = aStateDirectory();
    const file = desiredStateOf("owner: history-test\nbuckets:\n  acme-history: { versioning: enabled }\n");
    const options = passOptions({ sandbox: false, endpointUrl: url, region: REGION, state });
    const pass = (more = {}) => runPass({ path: file, kind: "apply", options: { ...options, ...more } }, watch().terminal);

    await pass();
    const s3 = new S3({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
    await s3.putBucketVersioning({ Bucket: "acme-history", VersioningConfiguration: { Status: "Suspended" } });
    await pass({ dryRun: true });
    await pass();
    await pass();

    const { out } = await asked(historyOptions({ state, format: "json" }));
    const entries = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries.map(({ kind }) => kind)).toEqual(["step", "pass", "drift", "step", "pass", "quiet"]);
    expect(entries[1]).toMatchObject({ trigger: "cli", outcome: "converged", actor: expect.stringContaining(":user/") });
    expect(entries[2]).toMatchObject({
      address: "bucket:acme-history",
      changes: [{ path: "versioning", desired: "enabled", live: "suspended" }],
      actor: { session: "alice", event: "PutBucketVersioning" },
    });
    expect(sandbox.journal.counts()["cloudtrail.LookupEvents"]).toBe(1);
  });
});

describe("a moment on the command line", () => {
  it.each([
    ["90m", { ago: 90 * MINUTE }],
    ["7d", { ago: 7 * 24 * 60 * MINUTE }],
    ["2026-11-22", { at: Date.UTC(2026, 10, 22) }],
    ["2026-11-22T14:00", { at: START }],
    ["2026-11-22T16:00:00+02:00", { at: START }],
  ])("%s is understood", (text, expected) => {
    expect(moment(text)).toEqual(expected);
  });

  it.each(["yesterday", "2h ago", "2026-13-01", "22.11.2026", ""])("%j is refused with an example", (text) => {
    expect(() => moment(text)).toThrow("as in 90m, 2h or 7d, or a date");
  });
});
