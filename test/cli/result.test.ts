import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { maskReport } from "../../src/cli/render/masked-report.ts";
import { resultJson } from "../../src/cli/render/result-json.ts";
import { resultMarkdown } from "../../src/cli/render/result-markdown.ts";
import { resultText, stepResultText } from "../../src/cli/render/result-text.ts";
import type { RunReport } from "../../src/model/report.ts";
import { aChange, aPlan, aReport, aStep, PLAIN } from "./builders.ts";

const isResult = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync("schemas/result.schema.json", "utf8")));

const created = aStep("stage:orders/prod", {
  action: "update",
  changes: [
    aChange("variables.TOKEN", { before: "hunter1", after: "hunter2", sensitive: true }),
    aChange("deploymentId", { after: { $ref: "deployment:orders/f1", output: "id" } }),
  ],
});
const alias = aStep("alias:fn/live", {
  action: "update",
  cause: "drift",
  changes: [aChange("version", { before: "7", after: "6" })],
});

const SHIFT = { address: "alias:orders/prod", from: "7", to: "8", steps: 2 } as const;

const REPORTS = {
  "traffic is on its way": aReport({
    outcome: "shifting",
    nextMoveAt: Date.UTC(2026, 0, 1),
    plan: aPlan({
      shifts: [
        {
          ...SHIFT,
          move: "hold",
          percent: 10,
          step: 1,
          nextAt: Date.UTC(2026, 0, 1),
          reason: "too few requests",
          gates: {
            at: 0,
            alarms: { checkout: "OK" },
            newer: { requests: 3, errors: 0, p95: 8.5 },
            older: { requests: 9, errors: 1 },
          },
        },
        { ...SHIFT, move: "start", to: null, percent: 10, step: 1, nextAt: Date.UTC(2026, 0, 1) },
        { ...SHIFT, move: "refuse", percent: 0, step: 0, nextAt: null },
      ],
    }),
  }),
  "in sync": aReport({
    plan: aPlan({ unchanged: ["bucket:a", "bucket:b"] }),
    calls: { total: 9, byOperation: { "apigateway.GetStages": 9 }, retries: 0 },
    durationMs: 84,
  }),
  "a dry run with changes": aReport({
    outcome: "changes",
    plan: aPlan({ steps: [created, alias], unchanged: ["bucket:a"] }),
    steps: [
      { step: created, result: "not-attempted" },
      { step: alias, result: "not-attempted" },
    ],
    forecast: { seconds: 10, limitedBy: "apigateway.CreateDeployment" },
  }),
  converged: aReport({
    outcome: "converged",
    plan: aPlan({ steps: [created] }),
    steps: [{ step: created, result: "done" }],
    invokeUrls: { "orders/prod": "https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod", "orders/d": "https://a1b2c3/d" },
    calls: { total: 12, byOperation: { "apigateway.CreateStage": 12 }, retries: 1 },
    durationMs: 12_400,
  }),
  "failed in the middle": aReport({
    outcome: "failed",
    plan: aPlan({ steps: [alias, created] }),
    steps: [
      {
        step: alias,
        result: "failed",
        error: {
          code: "PreconditionFailedException",
          message: "alias:fn/live: update failed: somebody moved it meanwhile, run again",
        },
      },
      { step: created, result: "not-attempted", because: "alias:fn/live" },
    ],
  }),
  "failed as a whole": aReport({
    outcome: "failed",
    plan: null,
    identity: null,
    error: { code: "credentials", message: "sts.GetCallerIdentity failed: no credentials; give some by AWS_PROFILE" },
    interrupted: true,
  }),
  refused: aReport({
    outcome: "refused",
    plan: aPlan({ steps: [alias] }),
    steps: [{ step: alias, result: "not-attempted" }],
    violations: [
      {
        guard: "max-updates",
        message:
          "the plan would update 12 of 20 existing resources (60 %), over the limit of 30 %; check the plan, then use --force",
        forceable: true,
      },
    ],
  }),
  invalid: aReport({
    outcome: "invalid",
    revision: "",
    plan: null,
    identity: null,
    issues: [
      {
        severity: "error",
        code: "unknown-property",
        message: 'unknown property "varibles"',
        file: "a.yaml",
        line: 3,
        column: 5,
        frame: "> 3 | varibles:\n    | ^",
      },
    ],
  }),
  blocked: aReport({
    outcome: "failed",
    plan: aPlan({
      blocked: [
        { address: "rest-api:orders", reason: "not-owned", message: "exists without our mark; set adopt: true to take it over" },
      ],
      notes: [
        {
          address: "stage:orders/prod",
          code: "stale-snapshot",
          message: "serves an older snapshot",
          details: ["missing: GET /new"],
        },
      ],
      unmanaged: [{ what: "stage orders/test", beside: "rest-api:orders" }],
    }),
  }),
  "in sync but for drift that is left": aReport({
    plan: aPlan({
      tolerated: [
        {
          address: "stage:orders/prod",
          policy: "alert",
          drift: "changed",
          changes: [aChange("variables.TOKEN", { before: "hunter3", after: "hunter2", sensitive: true })],
          until: "2026-12-01",
          reason: "INC-123",
        },
        { address: "bucket:b", policy: "ignore", drift: "missing", changes: [] },
      ],
    }),
  }),
  "a rollout of what drifted": aReport({
    outcome: "converged",
    steps: [
      {
        step: aStep("bucket:b", {
          action: "update",
          changes: [aChange("versioning", { before: "suspended", after: "enabled" })],
          drifted: ["versioning"],
          tolerates: [aChange("tags.x", { before: "hunter3", sensitive: true })],
        }),
        result: "done",
      },
    ],
  }),
} as const satisfies Record<string, RunReport>;

describe("the JSON result", () => {
  it.each(Object.entries(REPORTS))("is as its schema says when %s", (_name, report) => {
    const result: unknown = JSON.parse(resultJson(maskReport(report, "salt")));

    isResult(result);

    expect(isResult.errors).toBeNull();
  });

  it("tells of every shift where it is, when it goes on, and what its gates say", () => {
    const result = JSON.parse(resultJson(maskReport(REPORTS["traffic is on its way"], "salt")));

    expect(result).toMatchObject({ outcome: "shifting", nextMoveAt: "2026-01-01T00:00:00.000Z" });
    expect(result.shifts[0]).toMatchObject({
      move: "hold",
      nextAt: "2026-01-01T00:00:00.000Z",
      gates: { alarms: { checkout: "OK" } },
    });
    expect(result.shifts[1]).toMatchObject({ to: null, reason: null, gates: null });
  });

  it("has every member that scripts rely on, whatever way the pass ended", () => {
    const result: unknown = JSON.parse(resultJson(REPORTS["failed as a whole"]));

    expect(result).toMatchObject({
      outcome: "failed",
      digest: "",
      steps: [],
      blocked: [],
      unchanged: 0,
      issues: [],
      outputs: { invokeUrls: {} },
      calls: { total: 0, byOperation: {}, retries: 0 },
      forecast: { seconds: 0, limitedBy: null },
    });
  });

  it("lists drift that is left, with its rule, and what of a rollout somebody else changed too", () => {
    const left = JSON.parse(resultJson(maskReport(REPORTS["in sync but for drift that is left"], "salt")));
    const rollout = JSON.parse(resultJson(maskReport(REPORTS["a rollout of what drifted"], "salt")));

    expect(left.tolerated).toMatchObject([
      { address: "stage:orders/prod", policy: "alert", drift: "changed", until: "2026-12-01", reason: "INC-123" },
      { address: "bucket:b", policy: "ignore", drift: "missing", changes: [], until: null, reason: null },
    ]);
    expect(rollout.steps[0].drifted).toEqual(["versioning"]);
    expect(JSON.stringify([left, rollout])).not.toContain("hunter");
  });

  it("tells what is not set from what only applying tells", () => {
    const result = JSON.parse(resultJson(REPORTS["a dry run with changes"]));

    expect(result.steps[0].changes[1]).toEqual({
      path: "deploymentId",
      before: null,
      after: { knownAfterApply: "deployment:orders/f1", output: "id" },
    });
  });

  it("tells it deep inside a value too", () => {
    const step = aStep("role:r", { changes: [aChange("trust", { after: { Principal: [{ $ref: "role:x", output: "arn" }] } })] });

    const result = JSON.parse(resultJson(aReport({ steps: [{ step, result: "done" }] })));

    expect(result.steps[0].changes[0].after).toEqual({ Principal: [{ knownAfterApply: "role:x", output: "arn" }] });
  });

  it("is the same object to a parser although no control character reaches the terminal", () => {
    const message = "a\u007f\u009b31m\u202e\u001b[0m\u2028z";

    const text = resultJson(aReport({ error: { code: "x", message } }));

    expect(text).not.toMatch(/[\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(text).error.message).toBe(message);
  });
});

describe("secrets", () => {
  const report = maskReport(REPORTS["a dry run with changes"], "salt");

  it.each([
    ["JSON", resultJson(report)],
    ["Markdown", resultMarkdown(report, { destroy: false })],
  ])("are masked in %s, and that they changed is shown", (_format, text) => {
    expect(text).not.toContain("hunter");
    expect(new Set(text.match(/\(sensitive, sha256:[0-9a-f]+\)/g)).size).toBe(2);
  });

  it("are not in the specs of steps either", () => {
    expect(JSON.stringify(report)).not.toContain("hunter");
  });
});

describe("the end of a pass as text", () => {
  it("says in one line that everything is in sync", () => {
    expect(resultText(REPORTS["in sync"], PLAIN, false)).toBe("✓ in sync: nothing to do · 2 resources · 9 AWS calls · 0.1 s");
  });

  it("shows the invoke URLs when it converged", () => {
    expect(resultText(REPORTS.converged, PLAIN, false)).toMatchInlineSnapshot(`
      "✓ converged · 1 step · 12 AWS calls, 1 retry · 12 s

        orders/d     https://a1b2c3/d
        orders/prod  https://a1b2c3.execute-api.us-east-1.amazonaws.com/prod"
    `);
  });

  it("names what failed and why when a step failed", () => {
    expect(resultText(REPORTS["failed in the middle"], PLAIN, false)).toMatchInlineSnapshot(`
      "✗ failed · 0 of 2 steps done
        ✗ alias:fn/live  PreconditionFailedException
            alias:fn/live: update failed: somebody moved it meanwhile, run again"
    `);
  });

  it("gives the reason and the remedy when nothing could be done at all", () => {
    expect(resultText(REPORTS["failed as a whole"], PLAIN, false)).toMatchInlineSnapshot(`
      "✗ interrupted: run it again to go on
        sts.GetCallerIdentity failed: no credentials; give some by AWS_PROFILE"
    `);
  });

  it("says that what could be done is done where only something blocked is left", () => {
    expect(resultText(REPORTS.blocked, PLAIN, false)).toBe("✗ blocked: something is not as declared");
  });

  it.each([
    ["done", "✓ stage:orders/prod updated"],
    ["failed", "✗ stage:orders/prod not updated"],
    ["not-attempted", "· stage:orders/prod not attempted: needs alias:fn/live"],
  ] as const)("has a line for a step that is %s", (result, line) => {
    expect(stepResultText({ step: created, result, because: "alias:fn/live" }, PLAIN.style)).toBe(line);
  });

  it("names the guard and the remedy when it was refused", () => {
    expect(resultText(REPORTS.refused, PLAIN, false)).toMatchInlineSnapshot(`
      "✗ refused: nothing was changed
        ! max-updates: the plan would update 12 of 20 existing resources (60 %), over
          the limit of 30 %; check the plan, then use --force"
    `);
  });
});

describe("the end of destroying", () => {
  it.each([
    ["converged", "✓ destroyed · 1 step · 12 AWS calls"],
    ["in sync", "✓ nothing is left to destroy"],
    ["a dry run with changes", "there is something to destroy"],
  ] as const)("says so when %s", (name, line) => {
    expect(resultText(REPORTS[name], PLAIN, true)).toContain(line);
  });
});
