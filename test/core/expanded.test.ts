/**
 * What each authored property comes to, whole, so that no part of it changes unseen. That AWS then has what was meant is shown on the
 * sandbox, from the same tables (test/whole-kinds). Written anew by `npx vitest run test/core/expanded.test.ts -u`.
 */
import { describe, expect, it } from "vitest";
import type { AnyDesired, DesiredState } from "../../src/model/desired.ts";
import { deriveAll } from "../../src/plan/derive.ts";
import { loadValid } from "../desired/scratch.ts";
import { STORIES } from "../permissions/states.ts";
import { KINDS } from "../whole-kinds/kinds.ts";
import type { WholeKind } from "../whole-kinds/whole-kind.ts";

const IDENTITY = { partition: "aws", account: "000000000000", region: "us-east-1" };

describe("a property that is authored", () => {
  it.each<WholeKind>(Object.values(KINDS))("of $name comes to this", async ({ address, fields, declare, files, name }) => {
    const load = (properties: Readonly<Record<string, unknown>>) =>
      loadValid({ "desired.yaml": JSON.stringify(declare(properties)), ...files });
    const texts: string[] = [];
    for (const { name: field, needs, along, first, later } of fields) {
      for (const [more, value] of later === undefined
        ? [[{}, first] as const]
        : [[{}, first] as const, [along, later] as const]) {
        const state = await load({ ...needs, ...more, [field]: value });
        texts.push(`# ${field}: ${JSON.stringify(value)}\n${text(state.resources.filter((one) => one.address === address))}`);
      }
    }
    await expect(texts.join("")).toMatchFileSnapshot(`expanded/${name.replaceAll(" ", "-")}.txt`);
  });
});

describe("a desired state", () => {
  it.each(STORIES)("of $name is completed to this", async ({ name, first, files }) => {
    // The example's own code changes for its own reasons.
    const code = Object.keys(files ?? {}).map((file) => [file, "export const handler = async () => ({ statusCode: 200 });"]);
    const state: DesiredState = await loadValid({ "desired.yaml": first, ...Object.fromEntries(code) });
    const { resources, blocked, notes } = deriveAll(state, IDENTITY, new Map());

    const told = [...blocked, ...notes].map((one) => `${JSON.stringify(one)}\n`).join("");
    await expect(`${text(resources)}${told}`).toMatchFileSnapshot(
      `expanded/story-of-${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}.txt`,
    );
  });
});

/** A line for each member, which differences are read by. Code lies in a directory of the test's own. */
function text(resources: readonly AnyDesired[]): string {
  return resources
    .map(({ kind, address, ...members }) => {
      const lines = Object.entries(members).map(([member, value]) => `  ${member}: ${JSON.stringify(value)}\n`);
      return `${address} (${kind})\n${lines.join("")}`;
    })
    .join("")
    .replaceAll(/"[^"]*stagekeeper-desired-\w+\//g, '"');
}
