/**
 * The statements that are printed, word for word, so that none changes unseen. That they are enough, and that none is too much, is
 * proved on a sandbox that enforces IAM (test/permissions). Written anew by `npx vitest run test/core/printed-rights.test.ts -u`.
 */
import { describe, expect, it } from "vitest";
import type { Purpose } from "../../src/kinds/kind-rights.ts";
import { type IamStatement, leastPrivilege } from "../../src/plan/least-privilege.ts";
import { loadValid } from "../desired/scratch.ts";
import { STORIES } from "../permissions/states.ts";
import { KINDS } from "../whole-kinds/kinds.ts";
import type { WholeKind } from "../whole-kinds/whole-kind.ts";

const PLACE = { partition: "aws", account: "123456789012", region: "eu-central-1", apiIds: new Map([["Shop", "a1b2c3d4e5"]]) };
const CONVERGING: readonly Purpose[] = ["read", "write", "delete"];

function text(purpose: string, statements: readonly IamStatement[]): string {
  const lines = statements.flatMap(({ Sid, Effect, Action, Resource, Condition }) => [
    `${Effect} ${Sid}`,
    ...Action.map((action) => `  ${action}`),
    ...Resource.map((arn) => `  on ${arn}`),
    ...(Condition === undefined ? [] : [`  if ${JSON.stringify(Condition)}`]),
  ]);
  return `# ${purpose}\n${lines.join("\n")}\n`;
}

/** Each by itself: which statement it belongs to, what it allows, where, and on what condition. */
function linesOf(statements: readonly IamStatement[]): readonly string[] {
  return statements.flatMap(({ Sid, Effect, Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map(
        (arn) => `${Effect} ${Sid}: ${action} on ${arn}${Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`}`,
      ),
    ),
  );
}

describe("the rights that are printed", () => {
  it.each(STORIES)("for $name are these", async ({ name, first, later = first, files }) => {
    const [before, after] = [
      await loadValid({ "desired.yaml": first, ...files }),
      await loadValid({ "desired.yaml": later, ...files }),
    ];
    const texts = [
      text("a dry run", leastPrivilege(before, ["read"], PLACE)),
      text("passes", leastPrivilege(before, CONVERGING, PLACE)),
      text("passes once it has changed", leastPrivilege(after, CONVERGING, PLACE)),
      text("passes that prune", leastPrivilege(before, [...CONVERGING, "prune"], PLACE)),
    ];

    await expect(texts.join("\n")).toMatchFileSnapshot(`printed-rights/${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}.txt`);
  });

  it.each<WholeKind>(Object.values(KINDS))("for each property of $name are these", async ({ fields, declare, files, name }) => {
    const rightsFor = async (properties: Readonly<Record<string, unknown>>) => {
      const state = await loadValid({ "desired.yaml": JSON.stringify(declare(properties)), ...files });
      return linesOf(leastPrivilege(state, [...CONVERGING, "prune"], PLACE));
    };
    const texts: string[] = [];
    for (const { name: field, needs = {}, along = {}, first, later } of fields) {
      const without = await rightsFor(needs);
      const values =
        later === undefined
          ? [{ ...needs, [field]: first }]
          : [
              { ...needs, [field]: first },
              { ...needs, ...along, [field]: later },
            ];
      for (const properties of values) {
        const lines = await rightsFor(properties);
        const more = lines.filter((line) => !without.includes(line)).map((line) => `+ ${line}\n`);
        const less = without.filter((line) => !lines.includes(line)).map((line) => `- ${line}\n`);
        texts.push(`# ${field}: ${JSON.stringify(properties[field])}\n${[...more, ...less].join("")}`);
      }
    }

    await expect(texts.join("")).toMatchFileSnapshot(`printed-rights/of-${name.replaceAll(" ", "-")}.txt`);
  });
});
