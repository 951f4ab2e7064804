/** The deliberate faults fit the product as it is now; that each is seen, `npm run simulate:sensitivity` shows. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { edited } from "../../tools/simulation/program.ts";
import { DELIBERATE_FAULTS } from "../../tools/simulation/sensitivity-faults.ts";

it("there are at least fifteen, each with a name of its own", () => {
  expect(new Set(DELIBERATE_FAULTS.map(({ name }) => name)).size).toBe(DELIBERATE_FAULTS.length);
  expect(DELIBERATE_FAULTS.length).toBeGreaterThanOrEqual(15);
});

it.each(DELIBERATE_FAULTS)("$name: changes one place of $file", (fault) => {
  const source = readFileSync(fault.file, "utf8");

  expect(edited(source, fault)).not.toBe(source);
});

it("a fault that does not fit says so", () => {
  const fault = { file: "some.ts", find: "a", replace: "b" };

  expect(() => edited("aa", fault)).toThrow("some.ts has 2 times what the fault replaces: a");
});
