/** Names and values that are not what they look like: written in the desired state, and sent by AWS. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/cli/logger.ts";
import { issuesText } from "../../src/cli/render/issues-text.ts";
import { maskReport } from "../../src/cli/render/masked-report.ts";
import { planText } from "../../src/cli/render/plan-text.ts";
import { resultJson } from "../../src/cli/render/result-json.ts";
import { resultMarkdown } from "../../src/cli/render/result-markdown.ts";
import { resultText } from "../../src/cli/render/result-text.ts";
import { likeMatches } from "../../src/kinds/iam-wildcard.ts";
import { UNPRINTABLE } from "../../src/model/printable.ts";
import type { RunReport } from "../../src/model/report.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { PLAIN } from "../cli/builders.ts";
import { watch } from "../cli/person.ts";
import { issuesOf, load } from "../desired/scratch.ts";
import { aHostileAccount } from "./account.ts";
import { everything } from "./everything.ts";

/** Clears the screen, sets the title, turns text round, ends lines in every way there is, ends a code block, makes a table cell. */
const HOSTILE =
  "\u001b[2J\u001b]0;owned\u0007\u202eevil\u009b31m\n::error::forged ##vso[task.setvariable]x\r\n```\n~~~~\n# owned | <script>alert(1)</script>\u2028\u0000\ud800";

function said(report: RunReport): Readonly<Record<string, string>> {
  const masked = maskReport(report, "salt");
  const plan = masked.plan;
  return {
    "the result": resultText(masked, PLAIN, false),
    "the plan": plan === null ? "" : planText({ plan, identity: masked.identity, forecast: null, destroy: false }, PLAIN),
    markdown: resultMarkdown(masked, { destroy: false, applyCommand: (digest) => `reconcile --expect ${digest}` }),
    JSON: resultJson(masked),
  };
}

function expectHarmless(texts: Readonly<Record<string, string>>): void {
  for (const [what, text] of Object.entries(texts)) {
    const acting = text.replaceAll("\n", "").match(UNPRINTABLE) ?? [];
    expect(acting, what).toEqual([]);
    // On a line of its own, GitHub and Azure Pipelines would take it for an instruction.
    expect(text, what).not.toMatch(/^\s*(::|##)(error|vso)/m);
  }
}

/** In place of values, and as a stage that nobody declared. */
function hostileAnswer(operation: string, body: string): string {
  const text = JSON.stringify(HOSTILE).slice(1, -1);
  const document = body.replaceAll(/"(Production|Works|warn|images)"/g, `"${text}"`);
  const stranger = `{"stageName":"${text}","deploymentId":"${text}","description":"${text}"},`;
  return operation === "apigateway.GetStages" ? document.replace('"item":[', `"item":[${stranger}`) : document;
}

describe("what AWS sends", () => {
  it("reaches nobody's terminal, report or log as anything but text on its line", async () => {
    const account = aHostileAccount(await everything());
    await account.pass();

    const report = await account.look(({ operation, contentType, body }) => {
      const changed = contentType.includes("json") ? hostileAnswer(operation, body) : body;
      return changed === body ? undefined : changed;
    });

    expect(report.error).toBeUndefined();
    const texts = said(report);
    expect(texts["the plan"]).toContain("\\u001b[2J");
    expect(report.plan?.unmanaged.some(({ what }) => what.includes("evil"))).toBe(true);
    expectHarmless(texts);
  });

  it("as the text of an error stays on the error's line", async () => {
    const account = aHostileAccount(await everything());
    const error = new AwsError("AccessDeniedException", HOSTILE, 403);
    account.sandbox.faults.script(({ service }) => (service === "sts" ? undefined : { type: "fail", when: "before", error }));

    const report = await account.look();

    expect(report.outcome).toBe("failed");
    expectHarmless(said(report));
  });
});

describe("what the desired state says", () => {
  const places: readonly (readonly [string, (text: string) => string])[] = [
    ["the name of a bucket", (text) => `buckets: { ${text}: {} }`],
    ["the name of a stage", (text) => `apis: { A: { stages: { ${text}: {} } } }`],
    ["a route", (text) => `apis: { A: { routes: { ${text}: { mock: { status: 200 } } } } }`],
    ["a description", (text) => `apis: { A: { description: ${text} } }`],
    ["the name of a variable", (text) => `apis: { A: { stages: { dev: { variables: { ${text}: x } } } } }`],
    ["the value of a variable", (text) => `apis: { A: { stages: { dev: { variables: { V: ${text} } } } } }`],
    ["a property", (text) => `apis: { A: { ${text}: 1 } }`],
    ["a reference", (text) => `owner: x\napis: { A: { routes: { GET /: { lambda: ${text} } } } }`],
    ["the owner", (text) => `owner: ${text}`],
    ["a tag", (text) => `buckets: { acme-images: { tags: { ${text}: ${text} } } }`],
  ];

  it.each(places)("as %s is shown as text on its line", async (_, at) => {
    const result = await load({ "a.yaml": at(JSON.stringify(HOSTILE)) });

    expectHarmless({ issues: issuesText(issuesOf(result), PLAIN) });
  });

  it("as the name of a file is shown as text on its line", async () => {
    const result = await load({ "\u001b[2J\n::error::forged\u202e.yaml": "buckets: { Acme: {} }" });

    expect(result.valid).toBe(false);
    expectHarmless({ issues: issuesText(issuesOf(result), PLAIN) });
  });
});

describe("logs", () => {
  it.each([false, true])("hold one line a message, whatever is logged (on a terminal: %s)", (live) => {
    const { terminal, err } = watch({ live });
    const logger = createLogger("info", terminal.err, terminal.err.write);

    logger.warn({ address: HOSTILE, detail: HOSTILE, [HOSTILE]: { nested: [HOSTILE] } }, "blocked");
    logger.info({}, "run finished");

    const lines = err().trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    if (live) expect(err().replaceAll("\n", "").match(UNPRINTABLE) ?? []).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    else expect(err()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe("names that JavaScript has a use for", () => {
  const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then"];
  const PLACES: readonly ((name: string) => string)[] = [
    (name) => `${name}: { polluted: true }`,
    (name) => `buckets: { ${name}: { polluted: true } }`,
    (name) => `functions: { ${name}: { runtime: nodejs22.x, polluted: true } }`,
    (name) => `functions: { F: { aliases: { ${name}: { version: newest } } } }`,
    (name) => `functions: { F: { environment: { ${name}: polluted } } }`,
    (name) => `apis: { ${name}: { stages: { ${name}: { variables: { ${name}: polluted } } } } }`,
    (name) => `apis: { A: { routes: { "GET /${name}": { lambda: ${name} } } } }`,
    (name) => `roles: { ${name}: { assumedBy: [${name}], inlinePolicies: { ${name}: { ${name}: polluted } } } }`,
    (name) => `values: { ${name}: polluted }\nowner: "\${values.${name}}"`,
    (name) => `defaults: { ${name}: { polluted: true }, bucket: { ${name}: { polluted: true } } }`,
    (name) => `a: &a { ${name}: { polluted: true } }\nbuckets: { b: { <<: *a } }`,
    (name) => `guards: { ${name}: 1 }\ntarget: { ${name}: 1 }`,
  ];

  it.each(NAMES)("%s is a name like any other, wherever it stands, and changes no object", async (name) => {
    for (const at of PLACES) {
      const result = await load({ "a.yaml": at(name) });

      const probe: Readonly<Record<string, unknown>> = {};
      expect([probe.polluted, (() => {}).toString().includes("polluted"), Object.hasOwn(Object.prototype, "polluted")]).toEqual([
        undefined,
        false,
        false,
      ]);
      for (const issue of issuesOf(result)) expect(issue.message).not.toMatch(/\[object|native code|is not a function/);
      if (!result.valid) expect(result.issues.some(({ severity }) => severity === "error")).toBe(true);
    }
  });
});

describe("a pattern in a policy that others write", () => {
  it("is matched at once, however many stars it has", () => {
    const started = performance.now();

    expect(likeMatches(`${"*a".repeat(2_000)}b`, "a".repeat(4_000))).toBe(false);

    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("means what IAM says: `*` any text, `?` one character, all else itself", () => {
    const part = fc.constantFrom("*", "?", "a", "b", ".", "(");
    const text = fc.array(fc.constantFrom("a", "b", ".", "(", "\n"), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
        text,
        (pattern, given) => {
          const source = pattern.replaceAll(/[.(]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
          expect(likeMatches(pattern, given)).toBe(new RegExp(`^${source}$`, "s").test(given));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
