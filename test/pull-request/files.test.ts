import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { environmentVariable, OPTIONS } from "../../src/cli/option-table.ts";

const SCRIPTS = "deploy/pull-request";

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

/** The published schemas, which `npm run test:emulators` asks, say that the files have this shape. */
const read = <T>(file: string) => parse(readFileSync(file, "utf8")) as T;

const action = read<{
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}>("action.yml");
const workflow = read<{ readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> }>(
  "deploy/github/stagekeeper.yaml",
);
const gitlab = readFileSync("deploy/gitlab/stagekeeper.yml", "utf8");

const scripts = readdirSync(SCRIPTS).map((name) => ({ name, text: readFileSync(path.join(SCRIPTS, name), "utf8") }));
const source = scripts.map(({ text }) => text).join("\n");

/** Variables that the scripts or the command read. */
function isRead(variable: string): boolean {
  return source.includes(`env.${variable}`) || OPTIONS.some(({ option }) => environmentVariable(option()) === variable);
}

describe("the action", () => {
  const steps = action.runs.steps;

  it("hands each of its inputs on, by a variable that is read", () => {
    const variables = steps.flatMap(({ env = {} }) => Object.entries(env));

    for (const input of Object.keys(action.inputs)) expect(readFileSync("action.yml", "utf8")).toMatch(`{{ inputs.${input} `);
    expect(variables.map(([name]) => name).filter((name) => !isRead(name) && name !== "REVIEW_MODE")).toEqual([]);
  });

  it("never puts an input into the text of a script, where it could be one", () => {
    expect(steps.map(({ run = "" }) => run).filter((run) => run.includes("${{"))).toEqual([]);
  });

  it("gives the outputs that its script writes", () => {
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
      expect(source, name).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it("is used by the example with inputs that it has", () => {
    const uses = Object.values(workflow.jobs).flatMap(({ steps: all }) =>
      all.filter(({ uses }) => uses?.includes("stagekeeper")),
    );

    expect(uses).toHaveLength(2);
    for (const { with: inputs = {} } of uses)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
  });
});

describe("the scripts", () => {
  it("need Node and nothing else", () => {
    const imported = [...source.matchAll(/from "([^"]+)"/g)].map(([, name = ""]) => name);

    expect(imported.filter((name) => !name.startsWith("node:") && !name.startsWith("./"))).toEqual([]);
    for (const name of imported.filter((one) => one.startsWith("./"))) {
      expect(scripts.map((script) => `./${script.name}`)).toContain(name);
    }
  });

  it("read every variable that GitLab's pipeline sets for them", () => {
    const set = [...gitlab.matchAll(/^ +(REVIEW_\w+):/gm)].map(([, name = ""]) => name);

    expect(set.length).toBeGreaterThan(4);
    expect(set.filter((name) => !isRead(name) && name !== "REVIEW_MODE")).toEqual([]);
  });
});
