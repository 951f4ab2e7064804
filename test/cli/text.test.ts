import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { issuesText } from "../../src/cli/render/issues-text.ts";
import { diffLines } from "../../src/cli/render/line-diff.ts";
import { liveAfter, liveLines, NOTHING_YET } from "../../src/cli/render/live-view.ts";
import { printableJson, printableLines } from "../../src/cli/render/printable.ts";
import { inlineValue, valueLines } from "../../src/cli/render/value-text.ts";
import { duration, wrap } from "../../src/cli/render/wrap.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { ProgressEvent } from "../../src/model/ports.ts";
import { printable } from "../../src/model/printable.ts";
import { aPlan, aStep, PLAIN } from "./builders.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("text for terminals", () => {
  it("never holds a control character, whatever a name or value holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(CONTROLS);
        expect(printableLines(text).join("")).not.toMatch(CONTROLS);
        expect(inlineValue({ [text]: [text] })).not.toMatch(CONTROLS);
      }),
    );
  });

  it("leaves what is plainly visible as it is", () => {
    expect(printable("Größe → 图片 👍 é")).toBe("Größe → 图片 👍 é");
  });

  it("as JSON says the same to a parser as plain JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (value) => {
        expect(JSON.parse(printableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("a value in a plan", () => {
  it.each([
    ["single words without quotes", "nodejs22.x", "nodejs22.x"],
    ["texts with quotes", "Development environment", '"Development environment"'],
    ["an empty text as one", "", '""'],
    ["the word true, when it is a text, with quotes", "true", '"true"'],
    ["a switch without", true, "true"],
    ["what is declared to be absent as none", null, "none"],
    ["what another step gives as known after apply", { $ref: "version:f/k", output: "version" }, "known after apply"],
    ["lists and maps on one line", { a: ["b", 1], "PUT /x": {}, "e:": 1 }, '{ a: [b, 1], PUT /x: {}, "e:": 1 }'],
  ])("shows %s", (_what, value, text) => {
    expect(inlineValue(value)).toBe(text);
  });

  it("that does not fit on a line is shown as lines, inner values on one line where they fit", () => {
    const rules = [
      { id: "expire", expireAfterDays: 30 },
      { id: "a-rule-with-a-long-name", prefix: "logs/", transitions: [{ afterDays: 3 }] },
    ];

    expect(valueLines({ lifecycle: rules, text: "one\ntwo" }, 40).join("\n")).toMatchInlineSnapshot(`
      "lifecycle:
        - { id: expire, expireAfterDays: 30 }
        - id: a-rule-with-a-long-name
          prefix: logs/
          transitions: [{ afterDays: 3 }]
      text:
        one
        two"
    `);
  });
});

describe("a diff of lines", () => {
  it("gives back both texts whatever they are", () => {
    const line = fc.constantFrom("a", "b", "c");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (before, after) => {
        const lines = diffLines(before, after);
        const elided = lines.some(({ sign }) => sign === "…");

        if (elided || lines.length === 0) return;
        expect(lines.filter(({ sign }) => sign !== "+").map(({ text }) => text)).toEqual(before);
        expect(lines.filter(({ sign }) => sign !== "-").map(({ text }) => text)).toEqual(after);
      }),
    );
  });

  it("shows two lines around a change and leaves out what is far from any", () => {
    const before = [..."abcdefghij"];
    const after = before.map((letter) => (letter === "e" ? "E" : letter));

    expect(diffLines(before, after).map(({ sign, text }) => sign + text)).toEqual(["…", " c", " d", "-e", "+E", " f", " g", "…"]);
  });

  it("of texts too long to compare shows one replaced by the other", () => {
    const before = Array.from({ length: 1001 }, (_, index) => `b${index}`);
    const after = Array.from({ length: 1000 }, (_, index) => `a${index}`);

    const lines = diffLines(before, after);

    expect([lines.length, lines[0]?.sign, lines.at(-1)?.sign]).toEqual([2001, "-", "+"]);
  });
});

describe("issues", () => {
  const issue = (fields: Partial<Issue>): Issue => ({
    severity: "error",
    code: "unknown-property",
    message: 'unknown property "varibles" of a stage',
    file: "desired-state/a.yaml",
    line: 12,
    column: 7,
    ...fields,
  });

  it("come with place, code frame and remedy, errors before warnings, and their number", () => {
    const text = issuesText(
      [
        issue({ severity: "warning", code: "no-binary-media-types", message: "images would arrive broken", line: 1, column: 1 }),
        issue({ line: 30 }),
        issue({ frame: "  11 | dev:\n> 12 |   varibles: {}\n     |   ^", suggestion: 'did you mean "variables"?' }),
      ],
      PLAIN,
    );

    expect(text).toMatchInlineSnapshot(`
      "desired-state/a.yaml:12:7  error unknown-property
        unknown property "varibles" of a stage
          11 | dev:
        > 12 |   varibles: {}
             |   ^
        → did you mean "variables"?

      desired-state/a.yaml:30:7  error unknown-property
        unknown property "varibles" of a stage

      desired-state/a.yaml:1:1  warning no-binary-media-types
        images would arrive broken

      2 errors, 1 warning"
    `);
  });

  it("are nothing when there are none", () => {
    expect(issuesText([], PLAIN)).toBe("");
  });
});

describe("the live view", () => {
  const step = aStep("rest-api:orders");
  const other = aStep("role:r");
  const after = (events: readonly ProgressEvent[]) => events.reduce((state, event) => liveAfter(state, event, 1000), NOTHING_YET);
  const lines = (events: readonly ProgressEvent[], size = { width: 80, rows: 24 }) =>
    liveLines(after(events), { now: 3_400, style: PLAIN.style, ...size });
  const started: readonly ProgressEvent[] = [
    { type: "planned", plan: aPlan({ steps: [step, other] }) },
    { type: "step-started", step },
    { type: "step-started", step: other },
  ];

  it("counts what was looked at", () => {
    expect(
      lines([
        { type: "loaded", resources: 9 },
        { type: "observed", done: 4, total: 9 },
      ]),
    ).toEqual(["⠹ looking at AWS 4 of 9"]);
  });

  it("shows what a look waits for, until it goes on", () => {
    const waits = { type: "observing-waits", message: "8 s for apigateway.GetResources, 2 per s" } as const;
    const look = [{ type: "loaded", resources: 9 }, { type: "observed", done: 4, total: 9 }, waits] as const;

    expect(lines(look, { width: 80, rows: 24 })).toEqual([
      "⠹ looking at AWS 4 of 9, waiting: 8 s for apigateway.GetResources, 2 per s",
    ]);
    expect(lines(look, { width: 40, rows: 24 })).toEqual(["⠹ looking at AWS 4 of 9, waiting: 8 s f…"]);
    expect(lines([...look, { type: "observed", done: 5, total: 9 }])).toEqual(["⠹ looking at AWS 5 of 9"]);
  });

  it("shows what shifts, and how long it is until it goes on", () => {
    const shift = {
      address: "alias:orders/prod",
      move: "start",
      from: "7",
      to: "8",
      percent: 10,
      step: 1,
      steps: 2,
      nextAt: 0,
    } as const;

    expect(lines([...started, { type: "shifting", shifts: [shift], ms: 300_000 }], { width: 100, rows: 24 })).toEqual([
      "⠹ alias:orders/prod  version 7 → 8: 10 % of the traffic, step 1 of 2",
      "  goes on in 4 min 58 s; it can be ended, and stays as it is then",
    ]);
    expect(lines([{ type: "shifting", shifts: [shift], ms: 5_000 }], { width: 40, rows: 24 })[0]).toHaveLength(40);
  });

  it("shows each running step with what it waits for and for how long", () => {
    expect(lines([...started, { type: "step-waiting", step: other, message: "IAM to know the role" }])).toEqual([
      "⠹ rest-api:orders creating 2.4 s",
      "⠹ role:r waiting: IAM to know the role 2.4 s",
      "  0 of 2 done",
    ]);
  });

  it("drops a step that finished", () => {
    expect(lines([...started, { type: "step-finished", report: { step: other, result: "done" } }])).toEqual([
      "⠹ rest-api:orders creating 2.4 s",
      "  1 of 2 done",
    ]);
  });

  it("never has more lines, nor longer ones, than the terminal", () => {
    const many = Array.from({ length: 50 }, (_, index) => aStep(`bucket:${"long".repeat(20)}${index}`));
    const shown = lines(
      [{ type: "planned", plan: aPlan({ steps: many }) }, ...many.map((each) => ({ type: "step-started", step: each }) as const)],
      {
        width: 40,
        rows: 10,
      },
    );

    expect(shown.length).toBeLessThan(10);
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});

describe("small texts", () => {
  it.each([
    [400, "0.4 s"],
    [9_960, "10 s"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
  ])("%d ms is %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it("wrap at spaces and keep long words whole", () => {
    expect(wrap("a bb ccc a-very-long-word d", 8)).toEqual(["a bb ccc", "a-very-long-word", "d"]);
  });
});
