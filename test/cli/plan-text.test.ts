import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { planText } from "../../src/cli/render/plan-text.ts";
import { planWarnings } from "../../src/cli/render/plan-warnings.ts";
import type { Plan } from "../../src/model/plan.ts";
import { aChange, aPlan, aStep, COLOURED, IDENTITY, PLAIN } from "./builders.ts";

function rendered(plan: Partial<Plan>, destroy = false): string {
  return planText({ plan: aPlan(plan), identity: IDENTITY, forecast: null, destroy }, PLAIN);
}

describe("a plan as text", () => {
  it("is grouped by API and function, parents first, with one line a field", () => {
    const text = rendered({
      steps: [
        aStep("stage:ImageUploadAPI/dev", {
          changes: [
            aChange("description", { after: "Development environment" }),
            aChange("variables", { after: { LAMBDA_ALIAS: "dev" } }),
            aChange("deploymentId", { after: { $ref: "deployment:ImageUploadAPI/f1", output: "id" } }),
          ],
        }),
        aStep("permission:ImageUploaderLambda/dev/ImageUploadAPI/dev"),
        aStep("alias:ImageUploaderLambda/dev", { changes: [aChange("version", { after: "$LATEST" })] }),
        aStep("function:ImageUploaderLambda", {
          changes: [aChange("runtime", { after: "nodejs22.x" }), aChange("timeoutSeconds", { after: 10 })],
        }),
        aStep("bucket:acme-images-dev", { changes: [aChange("versioning", { after: "enabled" })] }),
      ],
      unchanged: ["role:image-uploader"],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Buckets
        + bucket:acme-images-dev
            versioning  enabled

      Function ImageUploaderLambda
        + function:ImageUploaderLambda
            runtime         nodejs22.x
            timeoutSeconds  10
        + alias:ImageUploaderLambda/dev
            version  $LATEST

      API ImageUploadAPI
        + permission:ImageUploaderLambda/dev/ImageUploadAPI/dev
        + stage:ImageUploadAPI/dev
            description   "Development environment"
            variables     { LAMBDA_ALIAS: dev }
            deploymentId  known after apply

      5 to create, 1 unchanged
      digest d1g35t"
    `);
  });

  it("says of a bucket that is emptied before it goes that all in it goes, too", () => {
    const live = {
      kind: "bucket" as const,
      address: "bucket:acme-full" as const,
      spec: {},
      facts: { emptyOnDestroy: true as const },
      outputs: {},
      owner: "acme",
    };
    const steps = [
      aStep("bucket:acme-full", { action: "delete", live }),
      aStep("bucket:acme-other", { action: "delete", live: { ...live, facts: {} } }),
    ];

    const text = rendered({ steps }, true);

    expect(text).toContain("- bucket:acme-full  with every object and version in it");
    expect(text.split("\n").find((line) => line.includes("acme-other"))).not.toContain("every object");
    expect(planWarnings(aPlan({ steps }))).toEqual([
      "**Deletes** `bucket:acme-full`: a bucket, with every object and version in it",
      "**Deletes** `bucket:acme-other`: a bucket",
    ]);
  });

  it("says what differs, field by field: before → after, what was not set, what goes", () => {
    const text = rendered({
      steps: [
        aStep("stage:orders/prod", {
          action: "update",
          changes: [
            aChange("variables.LOG_LEVEL", { before: "info", after: "debug" }),
            aChange("tracing", { before: false, after: true }),
            aChange("description", { after: "now there is one" }),
            aChange("tags.team", { before: "blue" }),
            aChange("cache", { before: { size: "0.5" }, after: null }),
          ],
        }),
      ],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      API orders
        ~ stage:orders/prod
            variables.LOG_LEVEL  info → debug
            tracing              false → true
            description          not set → "now there is one"
            tags.team            blue → removed
            cache                { size: 0.5 } → none

      1 to update
      digest d1g35t"
    `);
  });

  it("shows long values and policies as a small diff of lines", () => {
    const policy = (actions: readonly string[]) => ({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: actions, Resource: ["arn:aws:s3:::acme-images-dev/*", "arn:aws:s3:::acme-images-prod/*"] },
      ],
    });
    const text = rendered({
      steps: [
        aStep("role:image-uploader", {
          action: "update",
          changes: [
            aChange("inlinePolicies.allow", {
              before: policy(["s3:GetObject", "s3:PutObject"]),
              after: policy(["s3:PutObject"]),
            }),
            aChange("codeSha256", {
              before: "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
              after: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            }),
          ],
        }),
      ],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Roles
        ~ role:image-uploader
            inlinePolicies.allow
                Version: 2012-10-17
                Statement:
                  - Effect: Allow
              -     Action: [s3:GetObject, s3:PutObject]
              +     Action: [s3:PutObject]
                    Resource:
                      - arn:aws:s3:::acme-images-dev/*
                      - arn:aws:s3:::acme-images-prod/*
            codeSha256
              - RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=
              + 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

      1 to update
      digest d1g35t"
    `);
  });

  it("names drift, pruning and adoption beside the address", () => {
    const text = rendered({
      steps: [
        aStep("alias:Fn/prod", { action: "update", cause: "drift", changes: [aChange("version", { before: "7", after: "6" })] }),
        aStep("bucket:old", { action: "delete", cause: "prune" }),
        aStep("bucket:found", { action: "update", adopts: true }),
      ],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Buckets
        ~ bucket:found  adopted: our mark is put on it
        - bucket:old  no longer declared

      Function Fn
        ~ alias:Fn/prod  drift: changed outside git
            version  7 → 6

      1 to update, 1 to delete, 1 to adopt (1 of them drift)
      digest d1g35t"
    `);
  });

  it("when destroying does not say of every resource that it is no longer declared", () => {
    const text = rendered({ steps: [aStep("bucket:b", { action: "delete", cause: "prune" })] }, true);

    expect(text).toMatchInlineSnapshot(`
      "Plan to destroy for account 000000000000 in us-east-1

      Buckets
        - bucket:b

      1 to delete
      digest d1g35t"
    `);
  });

  it("puts what is blocked, noted and left alone after the steps, wrapped to the page", () => {
    const text = rendered({
      blocked: [
        {
          address: "rest-api:orders",
          reason: "unknown-ambiguous",
          message:
            'two REST APIs are named "orders": a1b2c3 and d4e5f6; put the tag stagekeeper:owner on the one that is meant, or rename the other',
        },
      ],
      notes: [{ address: "stage:orders/prod", code: "stale-snapshot", message: "serves a snapshot older than the API" }],
      unmanaged: [{ what: "stage orders/test", beside: "rest-api:orders" }],
      unchanged: ["bucket:a", "bucket:b"],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Blocked: not touched, nor what needs them
        ! rest-api:orders  unknown-ambiguous
            two REST APIs are named "orders": a1b2c3 and d4e5f6; put the tag
            stagekeeper:owner on the one that is meant, or rename the other

      Notes
        · stage:orders/prod
            serves a snapshot older than the API

      Not declared, left alone
        · stage orders/test

      1 blocked, 2 unchanged
      digest d1g35t"
    `);
  });

  it("shows drift that is left as it happened, with its reason, and only counts what is ignored", () => {
    const text = rendered({
      tolerated: [
        {
          address: "stage:orders/prod",
          policy: "alert",
          drift: "changed",
          changes: [
            aChange("variables.LOG_LEVEL", { before: "debug", after: "info" }),
            aChange("tracing", { before: true }),
            aChange("description", { after: "Production" }),
          ],
          until: "2026-12-01",
          reason: "INC-123",
        },
        { address: "bucket:b", policy: "alert", drift: "missing", changes: [] },
        { address: "bucket:c", policy: "ignore", drift: "missing", changes: [] },
      ],
      notes: [{ address: "stage:orders/prod", code: "stale-snapshot", message: "is stale", details: ["missing: GET /new"] }],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Drift, left as its policy says
        ≈ stage:orders/prod
            INC-123, until 2026-12-01
            variables.LOG_LEVEL  info → debug
            tracing              not set → true
            description          Production → removed
        ≈ bucket:b  deleted, not made again

      Notes
        · stage:orders/prod
            is stale
              missing: GET /new

      2 left as drift, 1 ignored
      digest d1g35t"
    `);
  });

  describe("of more steps than anybody reads", () => {
    /** APIs of ten stages each, every stage with a difference, every third to be deleted. */
    const stagesOf = (apis: number) =>
      Array.from({ length: apis * 10 }, (_, nth) => {
        const api = String(Math.floor(nth / 10)).padStart(2, "0");
        const deleted = nth % 3 === 2;
        return aStep(`stage:api-${api}/s${nth % 10}`, {
          action: deleted ? "delete" : "update",
          changes: deleted ? [] : [aChange("description", { before: "was", after: `is ${nth}` })],
        });
      });

    it("tells each of five hundred", () => {
      const text = rendered({ steps: stagesOf(50) });

      expect(text.match(/^ {2}[~-] stage:/gm)).toHaveLength(500);
      expect(text).not.toContain("more");
    });

    it("tells the first of each group with their differences, how many more of what there are, and where all of them stand", () => {
      const text = rendered({ steps: stagesOf(60) });

      expect(text.match(/^API api-\d\d$/gm)).toHaveLength(50);
      expect(text.slice(0, text.indexOf("API api-01"))).toMatchInlineSnapshot(`
        "Plan for account 000000000000 in us-east-1

        API api-00
          ~ stage:api-00/s0
              description  was → "is 0"
          ~ stage:api-00/s1
              description  was → "is 1"
          - stage:api-00/s2
          ~ stage:api-00/s3
              description  was → "is 3"
          ~ stage:api-00/s4
              description  was → "is 4"
          and 3 to update, 2 to delete more

        "
      `);
      expect(text.slice(text.indexOf("And 10 more"))).toMatchInlineSnapshot(`
        "And 10 more with 66 to update, 34 to delete; --format json and --report have all of them

        400 to update, 200 to delete
        digest d1g35t"
      `);
      expect(text.split("\n").length).toBeLessThan(600);
    });

    it("has no line for what is not left out: of a group of a few all are told", () => {
      const text = rendered({ steps: [...stagesOf(50), aStep("bucket:a"), aStep("bucket:b")] });

      expect(text.slice(text.indexOf("Buckets"), text.indexOf("API api-00"))).toBe("Buckets\n  + bucket:a\n  + bucket:b\n\n");
      expect(text.slice(text.indexOf("And "))).toMatch(/^And 1 more with 7 to update, 3 to delete;/);
    });
  });

  it("says how long AWS's quotas make it take", () => {
    const plan = aPlan({ steps: [aStep("rest-api:orders")] });

    const text = planText(
      { plan, identity: null, forecast: { seconds: 65, limitedBy: "apigateway.CreateRestApi" }, destroy: false },
      PLAIN,
    );

    expect(text).toContain("takes at least 1 min 5 s under the quotas of AWS: apigateway.CreateRestApi is the tightest");
  });

  it("reads the same with colours and without", () => {
    const view = {
      plan: aPlan({
        steps: [
          aStep("alias:Fn/prod", {
            action: "update",
            cause: "drift",
            changes: [aChange("version", { before: "7", after: "6" })],
          }),
        ],
      }),
      identity: IDENTITY,
      forecast: null,
      destroy: false,
    };

    const coloured = planText(view, COLOURED);

    expect(coloured).toContain("\x1b[35m");
    expect(stripVTControlCharacters(coloured)).toBe(planText(view, PLAIN));
  });

  it("makes control characters visible wherever names and values stand", () => {
    const evil = "a\x1b[2J\x07\u202eb";
    const text = rendered({
      steps: [
        aStep(`bucket:${evil}`, {
          action: "update",
          changes: [aChange(evil, { before: evil, after: { [evil]: `${evil}\n\x1b[31mx`.repeat(9) } })],
        }),
      ],
      blocked: [{ address: `role:${evil}`, reason: "immutable", message: evil }],
      notes: [{ address: `role:${evil}`, code: evil, message: evil }],
      unmanaged: [{ what: evil, beside: "rest-api:x" }],
    });

    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text).toContain("a\\u001b[2J\\u0007\\u202eb");
  });
});

describe("shifts, as text", () => {
  const AT = Date.UTC(2026, 0, 1, 12);
  const shift = { address: "alias:Checkout/prod", from: "7", to: "8", percent: 10, step: 1, steps: 2, nextAt: AT } as const;

  it("say where traffic is, when it goes on, and what the gates say", () => {
    const text = rendered({
      shifts: [
        {
          ...shift,
          move: "hold",
          reason: "too few requests",
          gates: {
            at: AT,
            alarms: { "checkout-5xx": "OK", absent: "missing" },
            newer: { requests: 40, errors: 3, p95: 81.4 },
            older: { requests: 0, errors: 0 },
          },
        },
        { ...shift, address: "alias:Checkout/test", move: "start", to: null },
        { ...shift, address: "alias:Orders/prod", move: "refuse", percent: 0, step: 0, nextAt: null },
      ],
    });

    expect(text).toMatchInlineSnapshot(`
      "Plan for account 000000000000 in us-east-1

      Shifts
        ▸ alias:Checkout/prod  version 7 → 8: 10 % of the traffic, step 1 of 2, looked at again at 12:00:00 UTC
            too few requests
            alarm checkout-5xx: OK
            alarm absent: does not exist
            newer version: 40 requests, 3 failed (7.5 %), p95 81 ms
            older version: 0 requests, 0 failed
        ▸ alias:Checkout/test  version 7 → the one to be published: 10 % of the traffic, step 1 of 2, goes on at 12:00:00 UTC at the earliest
        ▸ alias:Orders/prod  version 7 → 8: was taken back, and is not tried again

      2 shifting
      digest d1g35t"
    `);
  });
});
