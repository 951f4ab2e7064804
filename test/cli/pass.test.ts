import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { runPass } from "../../src/cli/commands/pass.ts";
import { watch } from "./person.ts";
import { BUCKETS, desiredStateOf, passOptions } from "./workspace.ts";

const isResult = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync("schemas/result.schema.json", "utf8")));

describe("a pass on the embedded AWS", () => {
  it("shows the plan, a line a step, and how it ended", async () => {
    const { terminal, out, err } = watch();

    const code = await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions() }, terminal);

    expect(out()).toContain("+ bucket:acme-cli-one");
    expect(out()).toContain("✓ bucket:acme-cli-two created");
    expect(out()).toMatch(/✓ converged · 2 steps · \d+ AWS calls/);
    expect(err()).toBe("");
    expect(code).toBe(0);
  });

  it("as a dry run exits with 2 when there are changes, and makes none", async () => {
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ dryRun: true }) },
      terminal,
    );

    expect(out()).toContain("there are changes");
    expect(out()).not.toContain("created");
    expect(code).toBe(2);
  });

  it("with --format json writes one object, as its schema says, and nothing else", async () => {
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ format: "json" }) },
      terminal,
    );

    const result = JSON.parse(out());
    isResult(result);
    expect(isResult.errors).toBeNull();
    expect(result.outcome).toBe("converged");
    expect(result.steps.map(({ result: ended }: { readonly result: string }) => ended)).toEqual(["done", "done"]);
    expect(code).toBe(0);
  });

  it("refuses a plan whose digest is not the expected one: exit 3", async () => {
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ expect: "0000" }) },
      terminal,
    );

    expect(out()).toContain("✗ refused: nothing was changed");
    expect(out()).toContain("! expect: ");
    expect(code).toBe(3);
  });

  it("applies the plan whose digest is the expected one", async () => {
    const path = desiredStateOf(BUCKETS);
    const reviewed = watch();
    await runPass({ path, kind: "apply", options: passOptions({ dryRun: true, format: "json" }) }, reviewed.terminal);
    const { digest } = JSON.parse(reviewed.out());

    const code = await runPass({ path, kind: "apply", options: passOptions({ expect: digest }) }, watch().terminal);

    expect(code).toBe(0);
  });

  it("says where and why a desired state is invalid: exit 1, and no AWS was asked", async () => {
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desiredStateOf("buckets:\n  acme-cli-one: { versionning: enabled }\n"), kind: "apply", options: passOptions() },
      terminal,
    );

    expect(out()).toMatch(/desired\.yaml:2:\d+ {2}error/);
    expect(out()).toContain("versioning");
    expect(out()).toContain("✗ the desired state is invalid");
    expect(out()).not.toContain("AWS call");
    expect(code).toBe(1);
  });

  it("reports as one object even what is invalid", async () => {
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desiredStateOf("buckets: 7"), kind: "apply", options: passOptions({ format: "json" }) },
      terminal,
    );

    const result = JSON.parse(out());
    isResult(result);
    expect(isResult.errors).toBeNull();
    expect(result.outcome).toBe("invalid");
    expect(code).toBe(1);
  });
});

describe("a person before the terminal", () => {
  it("sees the plan and is asked before anything is applied", async () => {
    const { terminal, out, questions } = watch({ answers: ["yes"] });

    const code = await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions() }, terminal);

    expect(questions).toEqual(["Apply 2 steps in 000000000000, us-east-1? Type yes to go on: "]);
    expect(out().match(/Plan for account/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it("who says anything but yes has nothing applied: exit 3", async () => {
    const { terminal, out } = watch({ answers: ["y"] });

    const code = await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions() }, terminal);

    expect(out()).toContain("refused: nothing was changed");
    expect(code).toBe(3);
  });

  it("is not asked with --yes, nor in a dry run", async () => {
    const applied = watch({ answers: [] });
    const looked = watch({ answers: [] });

    const codes = [
      await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ yes: true }) }, applied.terminal),
      await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ dryRun: true }) }, looked.terminal),
    ];

    expect([...applied.questions, ...looked.questions]).toEqual([]);
    expect(codes).toEqual([0, 2]);
  });

  it("reads the plan on stderr where stdout is for a program", async () => {
    const { terminal, out, err } = watch({ answers: ["yes"] });

    await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions({ format: "json" }) }, terminal);

    expect(err()).toContain("Plan for account");
    expect(JSON.parse(out()).outcome).toBe("converged");
  });

  it("sees what is under way, redrawn in place, and finished steps above it", async () => {
    const { terminal, err } = watch({ answers: ["yes"], live: true });

    await runPass({ path: desiredStateOf(BUCKETS), kind: "apply", options: passOptions() }, terminal);

    // Whatever was drawn has been taken away again.
    const drawn = err().split("\n").length - 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that moves the cursor up
    const erased = [...err().matchAll(/\x1b\[(\d+)A/g)].reduce((sum, [, lines]) => sum + Number(lines), 0);
    expect(erased).toBe(drawn);
  });
});

describe("destroy", () => {
  it("is refused where nobody can be asked and nobody said --yes", async () => {
    const { terminal, out, err } = watch();

    const code = await runPass({ path: desiredStateOf(BUCKETS), kind: "destroy", options: passOptions() }, terminal);

    expect(err()).toBe(
      "error: destroy refused: nobody can be asked here; pass --yes to confirm, or --dry-run to see what would go\n",
    );
    expect(out()).toBe("");
    expect(code).toBe(1);
  });

  it("of what is not there has nothing to do", async () => {
    const { terminal, out } = watch();

    const code = await runPass({ path: desiredStateOf(BUCKETS), kind: "destroy", options: passOptions({ yes: true }) }, terminal);

    expect(out()).toContain("✓ nothing is left to destroy");
    expect(code).toBe(0);
  });
});
