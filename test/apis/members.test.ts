import { describe, expect, it } from "vitest";
import { type Account, openAccount } from "../import/account.ts";
import { MEMBER_ROWS, type MemberRow } from "./member-rows.ts";

const state = (members: string) => `owner: shop
apis:
  shop:
${members}    stages:
      dev: { variables: { HOST: example.org } }
`;

const API = "rest-api:shop";

async function planOf(account: Account, members: string): Promise<readonly string[]> {
  account.write("made/next.yaml", state(members));
  const { steps, blocked, outcome, issues } = await account.planOf("made/next.yaml");
  if (blocked.length > 0 || outcome === "failed" || issues.length > 0)
    throw new Error(JSON.stringify({ blocked, issues, outcome }));
  return steps;
}

async function handOf({ hands }: Account) {
  const { items = [] } = await hands.apigateway.getRestApis({});
  return { api: hands.apigateway, restApiId: items[0]?.id ?? "" };
}

function edited(row: MemberRow, [field, from, to]: readonly [field: string, from: string, to: string]): string {
  const text = row.first.replace(from, to);
  if (text === row.first) throw new Error(`${field}: nothing is changed by it`);
  return text;
}

describe.each(MEMBER_ROWS)("$name", (row) => {
  it("is made and then left alone, is changed field by field by one deployment each, and goes when it is to be absent", async () => {
    const account = openAccount();
    await account.make(state(row.first));
    expect(await planOf(account, row.first)).toEqual([]);

    const frozen = row.atOnce ? [] : [expect.stringMatching(/^deployment:shop\//), "stage:shop/dev"];
    for (const change of row.changes) {
      const steps = (await planOf(account, edited(row, change))).filter((step) => !step.startsWith("permission:"));
      expect(steps, change[0]).toHaveLength(1 + frozen.length);
      expect(steps, change[0]).toEqual(expect.arrayContaining([API, ...frozen]));
    }
    const gone = row.gone === undefined ? [] : [["gone", ...row.gone] as const];
    for (const change of [...row.changes, ...gone]) {
      const text = edited(row, change);
      await account.make(state(text));
      expect(await planOf(account, text), change[0]).toEqual([]);
    }
  });

  it("is imported as it was declared, and put back when somebody changes it by hand", async () => {
    const account = openAccount();
    await account.make(state(row.first));

    const { out } = await account.import({ api: ["shop"], owner: "shop" });
    account.write("imported.yaml", out);
    expect(out).not.toContain("left as it is");
    expect((await account.planOf("imported.yaml")).steps).toEqual([]);

    for (const [what, deed] of row.drifts) {
      await deed(await handOf(account));
      expect(await planOf(account, row.first), what).toEqual([API]);
      await account.make(state(row.first));
      expect(await planOf(account, row.first), what).toEqual([]);
    }
  });
});
