import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskReport } from "../../../src/cli/render/masked-report.ts";
import { resultMarkdown } from "../../../src/cli/render/result-markdown.ts";
import type { RunReport } from "../../../src/model/report.ts";
import { aChange, aPlan, aReport, aStep } from "../builders.ts";
import { blocksOf } from "./blocks.ts";
import { IN_SYNC, INVALID, LEFT, RELEASE, SHIFTING } from "./reports.ts";

/** What GitHub takes as one comment. */
const GITHUB_LIMIT = 65_536;

function comment(report: RunReport, destroy = false): string {
  const applyCommand = (digest: string) => `reconcile desired-state --expect ${digest}`;
  return resultMarkdown(maskReport(report, "salt"), { destroy, applyCommand });
}

describe("a plan as a comment", () => {
  it.each([
    ["release", RELEASE],
    ["left", LEFT],
    ["shifting", SHIFTING],
    ["invalid", INVALID],
    ["in-sync", IN_SYNC],
  ])("reads as agreed: %s", async (name, report) => {
    await expect(comment(report)).toMatchFileSnapshot(`golden/${name}.md`);
  });

  it("begins with the outcome, the sum and the place", () => {
    const [heading, , facts] = comment(RELEASE).split("\n");

    expect(heading).toBe("### reconcile: changes");
    expect(facts).toBe(
      "**3 to create, 6 to update, 1 to delete (1 of them drift), 2 unchanged** · account `000000000000` in `us-east-1` · at least 10 s under the quotas of AWS, `apigateway.CreateDeployment` being the tightest",
    );
  });

  it("has a table for each API and function, and drift in tables of its own below", () => {
    const { headings, tables } = blocksOf(comment(RELEASE));

    expect(headings).toEqual([
      "reconcile: changes",
      "Roles",
      "Function `ImageUploaderLambda`",
      "API `ImageUploadAPI`",
      "API `orders`",
      "Drift: changed outside git, and put back",
      "API `orders`",
    ]);
    expect(tables.map(({ rows }) => rows.length)).toEqual([1, 3, 4, 1, 1]);
  });

  it("warns of deletes, snapshots with their routes, permissions, code and versions", () => {
    const warnings = comment(RELEASE)
      .split("\n")
      .filter((line) => line.startsWith("> - "));

    expect(warnings).toEqual([
      "> - **Deletes** `stage:orders/old`: its URL answers no more",
      "> - **New snapshot** for `stage:ImageUploadAPI/prod`: new `GET /health`, changed `PUT /upload`",
      "> - **Permissions** of `role:image-uploader`: `inlinePolicies`",
      '> - **Permissions** of `rest-api:ImageUploadAPI`: `routes["PUT /upload"].apiKeyRequired`',
      "> - **Permission** `permission:ImageUploaderLambda/prod/ImageUploadAPI/prod` is given",
      "> - **Code** of `function:ImageUploaderLambda` changes",
      "> - **Version** that `alias:ImageUploaderLambda/prod` serves: `3` → `known after apply`",
    ]);
  });

  it("says so where a stage moves to a snapshot whose difference was not looked up, and tells it where it was", () => {
    const moved = aStep("stage:a/prod", { action: "update", changes: [aChange("deploymentId", { before: "1", after: "2" })] });
    const note = { address: moved.address, code: "stale-snapshot", message: "serves another", details: ["stale: GET /a"] };

    expect(comment(aReport({ outcome: "changes", plan: aPlan({ steps: [moved] }) }))).toContain("was not looked up");
    expect(comment(aReport({ outcome: "changes", plan: aPlan({ steps: [moved], notes: [note] }) }))).toContain(
      "**New snapshot** for `stage:a/prod`: `stale: GET /a`",
    );
  });

  it("ends with the command that applies this plan and no other, and has none where there is nothing to apply", () => {
    expect(comment(RELEASE).trimEnd().split("\n").slice(-3)).toEqual(["```sh", "reconcile desired-state --expect 3f1c0a", "```"]);
    expect(comment(IN_SYNC)).not.toContain("--expect");
    expect(comment(LEFT)).not.toContain("--expect");
  });

  it("of destroying tells no drift apart, and warns of everything", () => {
    const steps = [aStep("bucket:a", { action: "delete", cause: "prune" })];

    const text = comment(aReport({ outcome: "changes", plan: aPlan({ steps }) }), true);

    expect(text).toContain("**Deletes** `bucket:a`");
    expect(blocksOf(text).tables[0]?.rows[0]?.[2]?.text).toBe("deleted");
  });

  it("holds no secret, and shows that one changed", () => {
    const text = comment(RELEASE);

    expect(text).not.toContain("hunter");
    expect(text).toMatch(/TOKEN`: `\(sensitive, sha256:[0-9a-f]{6}\)` → `\(sensitive/);
  });
});

describe("what names and values hold", () => {
  const HOSTILE = [
    "@everyone",
    "a|b",
    "`",
    "```",
    "``` ``` ~~~",
    "</details><script>alert(1)</script>",
    "<!-- -->",
    "![x](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "#1",
    "https://evil.example/",
    "\\",
    "\n\n# forged\n",
    "| a | b |\n|---|---|",
    "&lt;b&gt;",
    "*b* __b__",
    " ` ",
  ];
  /** Around each hostile part, so that it is found again wherever it ends up. */
  const text = fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 4 })
    .map((parts) => `ZQ${parts.join("")}ZQ`);

  it("stands in code and nowhere else, so that it formats nothing, links nothing and mentions nobody", () => {
    fc.assert(
      fc.property(text, (evil) => {
        const step = aStep(`stage:${evil.replaceAll("/", "~1")}/x`, {
          action: "update",
          cause: "drift",
          changes: [
            aChange("deploymentId", { before: evil, after: evil }),
            { ...aChange(evil, { before: evil, after: `${evil}\n${evil}` }), keys: [evil] },
          ],
          drifted: [evil],
        });
        const alias = aStep(`alias:${evil.replaceAll("/", "~1")}/x`, {
          action: "update",
          changes: [aChange("version", { before: evil, after: evil })],
        });
        const report = aReport({
          outcome: "refused",
          identity: { account: evil, region: evil, partition: "aws" },
          forecast: { seconds: 3, limitedBy: evil },
          issues: [
            { severity: "warning", code: evil, message: evil, suggestion: evil, file: evil, line: 1, column: 1, frame: evil },
          ],
          violations: [{ guard: "protect", message: evil, forceable: true }],
          plan: aPlan({
            steps: [step, alias],
            blocked: [{ address: step.address, reason: "not-owned", message: evil }],
            notes: [{ address: step.address, code: "stale-snapshot", message: evil, details: [evil] }],
            unmanaged: [{ what: evil, beside: step.address }],
            tolerated: [
              { address: alias.address, policy: "alert", drift: "changed", changes: step.changes, until: evil, reason: evil },
            ],
          }),
        });

        const { outsideCode, code } = blocksOf(comment(report));

        expect(outsideCode).not.toContain("ZQ");
        expect(code.filter((part) => part.includes("ZQ")).length).toBeGreaterThan(10);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves every table with as many cells as its head", () => {
    const evil = "a|b`c\\|d\\";
    const step = aStep(`bucket:${evil}`, { action: "update", changes: [aChange(evil, { before: evil, after: evil })] });

    const { tables } = blocksOf(comment(aReport({ outcome: "changes", plan: aPlan({ steps: [step] }) })));

    expect(tables.flatMap(({ rows }) => rows.map((cells) => cells.length))).toEqual([3]);
    expect(tables[0]?.rows[0]?.[2]?.text).toContain("→");
  });
});

describe("a plan too long for one comment", () => {
  const orders = (index: number) => `orders-${String(index).padStart(3, "0")}`;
  const steps = Array.from({ length: 600 }, (_, index) =>
    aStep(`stage:${orders(index)}/prod`, {
      action: "update",
      cause: index === 0 ? "drift" : "rollout",
      changes: [aChange("variables.A", { before: "x".repeat(200), after: "y".repeat(200) })],
    }),
  );
  const text = comment(aReport({ outcome: "changes", plan: aPlan({ steps, digest: "d1g" }) }));

  it("fits, and says what is left out", () => {
    expect(text.length).toBeLessThan(GITHUB_LIMIT);
    expect(text.length).toBeGreaterThan(GITHUB_LIMIT / 2);
    expect(text).toMatch(/Too long for one comment, so this is left out: API `orders-\d+`; API .*; \d+ more\. The log/);
  });

  it("loses whole sections, details first, and keeps drift and how to apply it", () => {
    const { headings, code } = blocksOf(text);

    expect(headings).toContain("Drift: changed outside git, and put back");
    expect(code).toContain("reconcile desired-state --expect d1g");
    expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    // What is read first stays longest.
    expect(headings).toContain("API `orders-001`");
    expect(headings).not.toContain("API `orders-599`");
  });

  it.each([1, 5, 3_000])("fits with %i steps that are each too long", (count) => {
    const long = Array.from({ length: count }, (_, index) =>
      aStep(`bucket:b${index}`, { changes: [aChange("policy", { after: "p".repeat(100_000 / Math.min(count, 50)) })] }),
    );

    expect(comment(aReport({ outcome: "changes", plan: aPlan({ steps: long }) })).length).toBeLessThan(GITHUB_LIMIT);
  });
});

describe("which routes a new snapshot changes", () => {
  const of = (path: readonly string[], values: { readonly before?: unknown; readonly after?: unknown }) => ({
    ...aChange(path.join("."), values),
    keys: ["routes", "GET /a", ...path],
  });

  it.each([
    ["new", [of(["integration", "type"], { after: "mock" }), of(["integration", "status"], { after: 200 })]],
    ["new", [of([], { after: {} })]],
    ["gone", [of([], { before: {} })]],
    ["gone", [of(["integration", "type"], { before: "mock" })]],
    ["changed", [of(["integration", "type"], { before: "mock", after: "http" })]],
    ["changed", [of(["apiKeyRequired"], { after: true })]],
    ["changed", [of(["integration", "status"], { after: 200 })]],
  ] as const)("is told as %s by %j", (verb, changes) => {
    const steps = [
      aStep("rest-api:a", { action: "update", changes }),
      aStep("stage:a/prod", { action: "update", changes: [aChange("deploymentId", { before: "1", after: "2" })] }),
    ];

    const text = comment(aReport({ outcome: "changes", plan: aPlan({ steps }) }));

    expect(text).toContain(`**New snapshot** for \`stage:a/prod\`: ${verb} \`GET /a\`\n`);
  });
});
