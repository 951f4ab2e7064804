/**
 * Answers that are not as AWS's model says: a pass neither crashes nor hangs, takes nothing for absent that it was not told
 * is absent, and so makes nothing twice and deletes nothing.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import type { RunReport } from "../../src/model/report.ts";
import { type Answer, aHostileAccount, type HostileAccount } from "./account.ts";
import { distortionsOf } from "./answers.ts";
import { everything } from "./everything.ts";

/** Making or taking away what stands by itself. Versions and deployments are found by what they hold, and are history. */
const MAKES_OR_DELETES =
  /\.(Create(RestApi|Function|Role|Bucket|Alias|Stage)|AddPermission|Delete(RestApi|Function|Role|Bucket|Alias|Stage)|RemovePermission)$/;

let state: DesiredState;
let answers: readonly Answer[];

async function inSync(): Promise<HostileAccount> {
  const account = aHostileAccount(state);
  const { report } = await account.pass();
  expect(report.outcome).toBe("converged");
  return account;
}

function reasonsOf({ error, plan }: RunReport): string {
  return [error?.message, ...(plan?.blocked ?? []).map(({ message }) => message)].join("\n");
}

/** The answer, and the items of its lists, with members that no model knows. */
function withMore(body: string): string {
  const more = (value: object) => ({ ...value, newMember: [{}], constructor: { prototype: {} }, PROTO: { polluted: true } });
  const members = Object.entries(JSON.parse(body) as object);
  const document = members.map(([key, value]) => [key, Array.isArray(value) ? value.map(more) : value] as const);
  return JSON.stringify(more(Object.fromEntries(document))).replaceAll('"PROTO"', '"__proto__"');
}

/** The answer, with this in place of each member of that name. */
function withEach(member: string, value: unknown, body: string): string {
  if (body.startsWith("<")) return body.replaceAll(new RegExp(`<${member}>[^<]*<`, "g"), `<${member}>${value}<`);
  return JSON.stringify(JSON.parse(body, (key, now) => (key === member ? value : now)));
}

beforeAll(async () => {
  state = await everything();
  const seen: Answer[] = [];
  const account = await inSync();
  const { writes } = await account.pass((answer) => {
    seen.push(answer);
    return undefined;
  });
  expect(writes).toEqual([]);
  answers = seen;
});

describe("one member of one answer that is left out, null or of another type", () => {
  it("makes nothing and deletes nothing, whichever it is", async () => {
    const distortion = fc
      .nat()
      .chain((which) => fc.tuple(fc.constant(answers[which % answers.length] as Answer), fc.nat()))
      .map(([answer, which]) => {
        const all = distortionsOf(answer.body, answer.contentType);
        return { answer, distorted: all[which % Math.max(1, all.length)] };
      });
    let account = await inSync();

    await fc.assert(
      fc.asyncProperty(distortion, async ({ answer, distorted }) => {
        const { report, writes } = await account.pass(({ number }) => (number === answer.number ? distorted?.body : undefined));

        expect(["in-sync", "converged", "failed"], `${answer.operation} ${distorted?.what}`).toContain(report.outcome);
        expect(writes.filter((write) => MAKES_OR_DELETES.test(write))).toEqual([]);
        // What it wrote may be wrong now, as it was told something wrong.
        if (writes.length > 0) account = await inSync();
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe("answers to lists that hold what else exists", () => {
  const lists = ["GetRestApis", "ListAliases", "GetStages", "ListVersionsByFunction", "GetDeployments"];

  it.each(lists)("%s without its list is unknown, and blocks what stands on it", async (operation) => {
    const account = await inSync();

    const { report, writes } = await account.pass((answer) => (answer.operation.endsWith(`.${operation}`) ? "{}" : undefined));

    expect(writes).toEqual([]);
    expect(report.outcome).toBe("failed");
    expect(reasonsOf(report)).toMatch(/the answer is not AWS's, for it lacks .*; check the endpoint/);
  });

  it.each(lists)("%s with members that nobody knows is read as without", async (operation) => {
    const account = await inSync();

    const { report, writes } = await account.pass((answer) =>
      answer.operation.endsWith(`.${operation}`) ? withMore(answer.body) : undefined,
    );

    expect([report.outcome, writes]).toEqual(["in-sync", []]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it.each([
    ["apigateway.GetRestApis", "createdDate", "yesterday"],
    ["apigateway.GetRestApis", "binaryMediaTypes", "image/png"],
    ["apigateway.GetResources", "resourceMethods", [null]],
    ["apigateway.GetResources", "integrationResponses", [null]],
    ["iam.ListRoles", "CreateDate", ""],
  ])("%s whose %s is %j blocks what stands on it, and says whose answer it was", async (operation, member, value) => {
    const account = await inSync();

    const { report, writes } = await account.pass((answer) =>
      answer.operation === operation ? withEach(member, value, answer.body) : undefined,
    );

    expect([report.outcome, writes]).toEqual(["failed", []]);
    expect(reasonsOf(report)).toMatch(/answer.* not AWS's.* check the endpoint/);
    expect(reasonsOf(report)).not.toMatch(/^(Cannot|\S+ is not a function)|hidden field/m);
  });

  it("pages that never end end the reading, not the process", async () => {
    const account = await inSync();
    let pages = 0;

    const report = await account.look(({ operation, body }) => {
      if (operation !== "apigateway.GetRestApis") return undefined;
      pages += 1;
      return JSON.stringify({ ...JSON.parse(body), item: [], position: `page-${pages}` });
    });

    expect(pages).toBe(2_000);
    expect(reasonsOf(report)).toContain("a list does not end after 2000 pages");
  });

  it("a page that names itself as the next is asked for once more, and no more", async () => {
    const account = await inSync();
    let pages = 0;

    const report = await account.look(({ operation, body }) => {
      if (operation !== "lambda.ListAliases") return undefined;
      pages += 1;
      return JSON.stringify({ ...JSON.parse(body), NextMarker: "again" });
    });

    expect(pages).toBe(2);
    expect(reasonsOf(report)).toContain("names the same page as its next one");
  });

  it("a page of 100,000 strangers is looked through", async () => {
    const account = await inSync();

    const { report, writes } = await account.pass(({ operation, body }) => {
      if (operation !== "apigateway.GetRestApis") return undefined;
      const strangers = Array.from({ length: 100_000 }, (_, index) => ({ id: `s${index}`, name: `stranger-${index}` }));
      return JSON.stringify({ item: [...strangers, ...(JSON.parse(body) as { item: object[] }).item] });
    });

    expect([report.outcome, writes]).toEqual(["in-sync", []]);
  });
});

describe("what is no answer at all", () => {
  it.each([
    ["nothing", ""],
    ["a proxy's page", "<html><body>502 Bad Gateway</body></html>"],
    ["half an answer", '{"item":[{"id":"a'],
    ["a text", '"ok"'],
    ["null", "null"],
    ["a list", "[]"],
    ["a hundred thousand open lists", "[".repeat(100_000)],
  ])("%s, to every call, writes nothing", async (_, body) => {
    const account = await inSync();

    const { report, writes } = await account.pass(() => body);

    expect([report.outcome, writes]).toEqual(["failed", []]);
  });

  it.each([
    ["nothing", ""],
    ["a proxy's page", "<html><body>502 Bad Gateway</body></html>"],
    ["an empty object", "{}"],
    ["null", "null"],
  ])("%s, to every call after the one that says who we are, makes nothing and deletes nothing", async (_, body) => {
    const account = await inSync();

    const { report, writes } = await account.pass(({ operation }) => (operation === "sts.GetCallerIdentity" ? undefined : body));

    expect(writes.filter((write) => MAKES_OR_DELETES.test(write))).toEqual([]);
    expect(report.outcome).toBe("failed");
  });
});

describe("answers to writes", () => {
  it.each(["CreateRestApi", "CreateFunction", "CreateRole", "CreateAlias", "CreateDeployment", "PublishVersion"])(
    "%s that is answered with nothing is found by the next pass, and not made again",
    async (operation) => {
      const account = aHostileAccount(state);

      const first = await account.pass((answer) =>
        answer.operation.endsWith(`.${operation}`)
          ? answer.contentType.includes("json")
            ? "{}"
            : `<${operation}Response><${operation}Result/></${operation}Response>`
          : undefined,
      );
      const second = await account.pass();
      const third = await account.pass();

      const made = [...first.taken, ...second.taken].filter((write) => write.endsWith(`.${operation}`));
      expect(first.report.outcome).toBe("failed");
      expect([second.report.outcome, third.report.outcome, third.writes]).toEqual(["converged", "in-sync", []]);
      // Two aliases, and two stages that serve one deployment; Lambda gives the same version twice.
      expect(made.length).toBeLessThanOrEqual(operation === "CreateAlias" || operation === "PublishVersion" ? 3 : 1);
    },
  );
});
