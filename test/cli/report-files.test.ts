import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runPass } from "../../src/cli/commands/pass.ts";
import { watch } from "./person.ts";
import { BUCKETS, desiredStateOf, passOptions } from "./workspace.ts";

describe("a result written to files", () => {
  it("is of the same pass in each, as its ending says, beside what stdout has", async () => {
    const desired = desiredStateOf(BUCKETS);
    const [json = "", markdown = "", text = ""] = ["r.json", "r.md", "r.txt"].map((name) =>
      path.join(path.dirname(desired), name),
    );
    const { terminal, out } = watch();

    const code = await runPass(
      { path: desired, kind: "apply", options: passOptions({ dryRun: true, report: [json, markdown, text] }) },
      terminal,
    );

    const result = JSON.parse(readFileSync(json, "utf8"));
    expect(result).toMatchObject({ outcome: "changes", digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(readFileSync(markdown, "utf8")).toMatch(/^### reconcile: changes\n\n\*\*2 to create\*\*/);
    expect(readFileSync(text, "utf8")).toContain(`digest ${result.digest}`);
    expect(readFileSync(text, "utf8")).toContain("there are changes");
    expect(out()).toContain(`digest ${result.digest}`);
    expect(code).toBe(2);
  });

  it("that cannot be written fails the command, and says which and why, once all else is done", async () => {
    const desired = desiredStateOf(BUCKETS);
    const missing = path.join(path.dirname(desired), "nowhere", "r.json");
    const { terminal, out, err } = watch();

    const code = await runPass({ path: desired, kind: "apply", options: passOptions({ report: [missing] }) }, terminal);

    expect(err()).toMatch(/^error: --report .*nowhere\/r\.json: the result could not be written: ENOENT/);
    expect(out()).toContain("✓ converged");
    expect(code).toBe(1);
  });
});
