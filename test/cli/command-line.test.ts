import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { misspelledCommand } from "../../src/cli/misspelled-command.ts";
import { environmentVariable, OPTIONS } from "../../src/cli/option-table.ts";
import { createProgram, tidyEnvironment } from "../../src/cli/program.ts";
import { coloursWanted } from "../../src/cli/terminal.ts";

/** What the program says of a line that it refuses, or of a call for help. */
async function answerTo(...line: readonly string[]): Promise<{ readonly text: string; readonly code: number }> {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const program = createProgram(() => undefined);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, writeErr: write });
  try {
    await program.parseAsync(["node", "reconcile", ...line]);
  } catch (error) {
    if (error instanceof CommanderError) return { text, code: error.exitCode };
    throw error;
  }
  throw new Error("the line was accepted");
}

describe("the command line", () => {
  it.each([
    { line: ["--dryrun"], says: "(Did you mean --dry-run?)" },
    { line: ["--format", "yaml"], says: "Allowed choices are text, json, markdown, mermaid." },
    { line: ["--format", "mermaid"], says: "--format mermaid is of `reconcile graph`; `reconcile` takes text, json, markdown" },
    { line: ["--report", "plan.yaml"], says: '"plan.yaml" does not say which format: end it in .md, .json or .txt' },
    { line: ["--concurrency", "0"], says: "--concurrency takes a whole number from 1 to 64" },
    { line: ["--only", "prod"], says: '"prod" is no address; one looks like stage:orders/prod' },
    { line: ["--endpoint-url", "localhost:4566"], says: "it takes an http or https URL" },
    { line: ["validate", "--prune"], says: "--prune is not an option of `reconcile validate`, but of `reconcile`" },
    { line: ["destroy", "--prune"], says: "--prune is not an option of `reconcile destroy`" },
    { line: ["--port", "1"], says: "--port is not an option of `reconcile`, but of `reconcile sandbox`" },
    { line: ["status", "--queue", "https://sqs.us-east-1.amazonaws.com/1/q"], says: "--queue is of `reconcile status --serve`" },
    { line: ["status", "--interval", "5s"], says: "--interval is of `reconcile status --serve`" },
    { line: ["sandbox", "--dry-run"], says: "--dry-run is not an option of `reconcile sandbox`" },
    { line: ["sandbox", "--port", "70000"], says: "--port takes a whole number from 0 to 65535" },
    { line: ["validate", "a", "b"], says: "too many arguments" },
  ])("refuses $line and says what is right", async ({ line, says }) => {
    const { text, code } = await answerTo(...line);

    expect(text).toContain(says);
    expect(code).toBe(1);
  });

  it("makes escape codes in what was typed visible", async () => {
    const { text } = await answerTo("--a\x1b[2Jb");

    expect(text).toContain("--a\\u001b[2Jb");
  });

  it.each([["--help"], ["validate", "--help"], ["destroy", "--help"], ["sandbox", "--help"], ["help", "destroy"]])(
    "explains itself: %s %s",
    async (...line) => {
      const { text, code } = await answerTo(...line.filter((word) => word !== undefined));

      expect(text).toMatch(/^Usage: reconcile /);
      expect(text).toContain("--help");
      expect(Math.max(...text.split("\n").map((each) => each.length))).toBeLessThanOrEqual(80);
      expect(code).toBe(0);
    },
  );

  it("lists under each command the options that it takes, and no others", async () => {
    const { text } = await answerTo("validate", "--help");

    expect(text.match(/--[a-z-]+/g)).toEqual(
      expect.arrayContaining(["--values", "--print", "--format", "--log-level", "--no-color", "--help"]),
    );
    expect(text).not.toContain("--prune");
  });

  it("says its version", async () => {
    expect((await answerTo("--version")).text).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("takes a word that is nearly a command for one, and not for a path", () => {
    expect(misspelledCommand("validat")).toBe('no command, file or directory "validat"; did you mean `reconcile validate`?');
    expect(misspelledCommand("test")).toBeNull();
    expect(misspelledCommand("desired-stat")).toBeNull();
  });
});

describe("environment variables", () => {
  it("there is one for every option, named after it", () => {
    const names = OPTIONS.map(({ option }) => option()).map((option) => [
      option.long,
      environmentVariable(option),
      option.envVar,
    ]);

    expect(names).toContainEqual(["--dry-run", "STAGEKEEPER_DRY_RUN", "STAGEKEEPER_DRY_RUN"]);
    expect(names).toContainEqual(["--no-color", "STAGEKEEPER_NO_COLOR", "STAGEKEEPER_NO_COLOR"]);
    expect(names.every(([, expected, actual]) => expected === actual)).toBe(true);
  });

  it("a switch that says no is not set, for commander would take it for yes", () => {
    const env: NodeJS.ProcessEnv = {
      STAGEKEEPER_PRUNE: "false",
      STAGEKEEPER_FORCE: "0",
      STAGEKEEPER_YES: "1",
      STAGEKEEPER_REGION: "",
    };

    const problems = tidyEnvironment(env);

    expect(problems).toEqual([]);
    expect(env).toEqual({ STAGEKEEPER_YES: "1" });
  });

  it("a switch that says neither yes nor no is refused", () => {
    expect(tidyEnvironment({ STAGEKEEPER_PRUNE: "maybe" })).toEqual(['STAGEKEEPER_PRUNE: takes true or false, not "maybe"']);
  });
});

describe("colours", () => {
  it.each([
    { reason: "a terminal shows them", terminal: true, env: {}, wanted: true },
    { reason: "a file does not", terminal: false, env: {}, wanted: false },
    { reason: "NO_COLOR turns them off", terminal: true, env: { NO_COLOR: "1" }, wanted: false },
    { reason: "NO_COLOR set to nothing does not count", terminal: true, env: { NO_COLOR: "" }, wanted: true },
    { reason: "FORCE_COLOR turns them on for CI logs", terminal: false, env: { FORCE_COLOR: "1" }, wanted: true },
    { reason: "NO_COLOR wins over FORCE_COLOR", terminal: true, env: { NO_COLOR: "1", FORCE_COLOR: "1" }, wanted: false },
    { reason: "a dumb terminal has none", terminal: true, env: { TERM: "dumb" }, wanted: false },
  ])("$reason", ({ terminal, env, wanted }) => {
    expect(coloursWanted(terminal, env)).toBe(wanted);
  });
});
