import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, openAccount } from "../import/account.ts";
import { DOCUMENTS, type DocumentRow } from "./rows.ts";
import { DIRECTORY, stateOf, textOf } from "./states.ts";

function put(account: Account, file: string, text = textOf(file)): void {
  mkdirSync(path.dirname(account.at(`made/api/${file}`)), { recursive: true });
  account.write(`made/api/${file}`, text);
}

function putAll(account: Account, { file, part }: DocumentRow): void {
  put(account, file);
  if (part !== undefined) put(account, part);
}

describe("OpenAPI documents with AWS's extensions", () => {
  it("are each in the table", () => {
    const files = readdirSync(DIRECTORY).filter((name) => name !== "parts");

    expect(DOCUMENTS.map(({ file }) => file)).toEqual(files.toSorted());
  });

  it.each(DOCUMENTS)("$file converges, is then left alone, and an edited route is one change and one deployment", async (row) => {
    const account = openAccount();
    putAll(account, row);
    await account.make(stateOf(row.file));
    account.write("made/next.yaml", stateOf(row.file));
    expect(await account.planOf("made/next.yaml")).toMatchObject({ outcome: "in-sync", issues: [], steps: [] });

    const edited = row.part ?? row.file;
    const text = textOf(edited).replace(row.from, row.to);
    expect(text).not.toBe(textOf(edited));
    put(account, edited, text);

    const { steps, changes } = await account.planOf("made/next.yaml");
    expect(steps).toEqual(
      expect.arrayContaining(["rest-api:shop", "stage:shop/prod", expect.stringMatching(/^deployment:shop\//)]),
    );
    expect(steps).toHaveLength(3);
    expect(
      new Set(changes.filter(([address]) => address === "rest-api:shop").map(([, member, key]) => `${member} ${key}`)),
    ).toEqual(new Set([`routes ${row.route}`]));
    await account.make(stateOf(row.file));
    expect((await account.planOf("made/next.yaml")).steps).toEqual([]);
  });
});
