import { describe, expect, it, onTestFinished } from "vitest";
import { CASES } from "../cases.ts";
import { runCase } from "../run-case.ts";
import { BROKEN_RULES } from "./broken-rules.ts";
import { breakSandbox } from "./broken-sandbox.ts";

// That these cases pass on the sandbox as it is, sandbox.test.ts shows.
describe("the cases see each of these rules broken", () => {
  it.each(BROKEN_RULES)("$rule", async (broken) => {
    const { target, remove } = await breakSandbox(broken);
    onTestFinished(remove);

    const unseen: string[] = [];
    for (const id of broken.seenBy) {
      const one = CASES.find((known) => known.id === id);
      if (one === undefined) throw new Error(`there is no case ${id}`);
      if ((await runCase(one, target)).result === "as-aws") unseen.push(id);
    }

    expect(broken.seenBy).not.toEqual([]);
    expect(unseen).toEqual([]);
  });
});
