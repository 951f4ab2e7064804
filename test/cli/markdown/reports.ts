/** Reports as reviewers meet them. */
import type { RunReport } from "../../../src/model/report.ts";
import { aChange, aPlan, aReport, aStep } from "../builders.ts";

const policy = (resource: string) => ({ Statement: [{ Action: "s3:PutObject", Effect: "Allow", Resource: resource }] });

/** A release of one API's code and routes, while somebody changed the other by hand. */
export const RELEASE: RunReport = aReport({
  outcome: "changes",
  forecast: { seconds: 10, limitedBy: "apigateway.CreateDeployment" },
  plan: aPlan({
    digest: "3f1c0a",
    steps: [
      aStep("role:image-uploader", {
        action: "update",
        changes: [aChange("inlinePolicies.stagekeeper", { before: policy("arn:aws:s3:::a/*"), after: policy("arn:aws:s3:::*") })],
      }),
      aStep("function:ImageUploaderLambda", {
        action: "update",
        changes: [
          aChange("codeSha256", {
            before: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            after: "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=",
          }),
          aChange("environment.TOKEN", { before: "hunter1", after: "hunter2", sensitive: true }),
          aChange("timeoutSeconds", { before: 10, after: 30 }),
          aChange("memoryMb", { after: 256 }),
        ],
      }),
      aStep("version:ImageUploaderLambda/0a1b2c3d4e5f"),
      aStep("alias:ImageUploaderLambda/prod", {
        action: "update",
        changes: [
          aChange("version", { before: "3", after: { $ref: "version:ImageUploaderLambda/0a1b2c3d4e5f", output: "version" } }),
        ],
      }),
      aStep("rest-api:ImageUploadAPI", {
        action: "update",
        changes: [
          ...["status", "type"].map((member) => ({
            ...aChange(`routes["GET /health"].integration.${member}`, { after: member === "status" ? 200 : "mock" }),
            keys: ["routes", "GET /health", "integration", member],
          })),
          {
            ...aChange('routes["PUT /upload"].apiKeyRequired', { before: true, after: false }),
            keys: ["routes", "PUT /upload", "apiKeyRequired"],
          },
        ],
      }),
      aStep("permission:ImageUploaderLambda/prod/ImageUploadAPI/prod"),
      aStep("deployment:ImageUploadAPI/1f2e3d4c5b6a"),
      aStep("stage:ImageUploadAPI/prod", {
        action: "update",
        changes: [
          aChange("deploymentId", { before: "d3p10y", after: { $ref: "deployment:ImageUploadAPI/1f2e3d4c5b6a", output: "id" } }),
          { ...aChange('settings["*"].burstLimit', { before: 200, after: 400 }), keys: ["settings", "*", "burstLimit"] },
        ],
        drifted: ['settings["*"].burstLimit'],
      }),
      aStep("stage:orders/live", {
        action: "update",
        cause: "drift",
        changes: [aChange("variables.LOG_LEVEL", { before: "debug", after: "info" })],
      }),
      aStep("stage:orders/old", { action: "delete", cause: "prune" }),
    ],
    unchanged: ["bucket:stagekeeper-example-images-dev", "bucket:stagekeeper-example-images-prod"],
    unmanaged: [{ what: "stage orders/test", beside: "rest-api:orders" }],
  }),
});

/** What git says and what lives differ, and it stays so. */
export const LEFT: RunReport = aReport({
  outcome: "failed",
  plan: aPlan({
    blocked: [
      { address: "rest-api:orders", reason: "not-owned", message: "exists without our mark; set adopt: true to take it over" },
      { address: "stage:orders/prod", reason: "needs-blocked", message: "needs rest-api:orders, which is blocked" },
    ],
    tolerated: [
      {
        address: "stage:ImageUploadAPI/prod",
        policy: "alert",
        drift: "changed",
        changes: [aChange("variables.LOG_LEVEL", { before: "debug", after: "info" })],
        until: "2026-12-01",
        reason: "INC-123 | @on-call",
      },
      {
        address: "alias:ImageUploaderLambda/dev",
        policy: "hold",
        drift: "changed",
        changes: [aChange("version", { before: "3", after: "4" })],
      },
      { address: "bucket:ignored", policy: "ignore", drift: "missing", changes: [] },
    ],
    notes: [
      {
        address: "stage:ImageUploadAPI/dev",
        code: "stale-snapshot",
        message: "serves an older snapshot than the API's latest; declare deployment: latest, or follow, to move it",
        details: ["missing: GET /health", "gone: POST /old"],
      },
    ],
    unchanged: ["bucket:a"],
  }),
});

export const SHIFTING: RunReport = aReport({
  outcome: "changes",
  plan: aPlan({
    digest: "5h1f7",
    steps: [
      aStep("alias:orders/prod", {
        action: "update",
        changes: [aChange("weights", { after: { "8": 0.1 } })],
      }),
    ],
    shifts: [
      {
        address: "alias:orders/prod",
        move: "start",
        from: "7",
        to: "8",
        percent: 10,
        step: 1,
        steps: 2,
        nextAt: Date.UTC(2026, 0, 1),
        reason: "2 alarms are OK",
      },
    ],
  }),
});

export const INVALID: RunReport = aReport({
  outcome: "invalid",
  revision: "",
  plan: null,
  identity: null,
  issues: [
    {
      severity: "error",
      code: "unknown-property",
      message: 'unknown property "varibles"',
      suggestion: "did you mean variables?",
      file: "desired-state/orders.yaml",
      line: 3,
      column: 5,
      frame: "> 3 | varibles:\n    | ^",
    },
  ],
});

export const IN_SYNC: RunReport = aReport({
  plan: aPlan({ digest: "e3b0", unchanged: ["bucket:a", "bucket:b"] }),
  calls: { total: 9, byOperation: { "apigateway.GetStages": 9 }, retries: 0 },
  durationMs: 84,
});
