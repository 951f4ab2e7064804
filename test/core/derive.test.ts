import { describe, expect, it } from "vitest";
import { type Address, addressOf, namesOf } from "../../src/model/address.ts";
import type { AnyDesired } from "../../src/model/desired.ts";
import type { Intents } from "../../src/model/kind.ts";
import { refsIn, refTo } from "../../src/model/ref.ts";
import type { RestApiFacts, RouteSpec } from "../../src/model/specs/rest-api.ts";
import { type Derived, deriveAll, type Observations } from "../../src/plan/derive.ts";
import { ABSENT, aDesired, aLive, aState, IDENTITY, observed, present, stageVariable } from "./builders.ts";

const derive = (resources: readonly unknown[], observations: Observations = new Map()): Derived =>
  deriveAll(aState(resources), IDENTITY, observations);
const find = (derived: Derived, address: string): AnyDesired | undefined =>
  derived.resources.find((one) => one.address === address);
const kinds = (derived: Derived, kind: string) =>
  derived.resources.filter((one) => one.kind === kind).map(({ address }) => address);

const FUNCTION = { runtime: "nodejs22.x", timeoutSeconds: 10, codeSha256: "c1", description: "d", environment: { A: "base" } };
const alias = (name: string, intent: Intents["alias"]) => aDesired("alias", `F/${name}`, {}, { intent });

describe("an alias", () => {
  it("on $LATEST is what it says", () => {
    const derived = derive([aDesired("function", "F"), alias("live", { select: "$LATEST" })]);

    expect(find(derived, "alias:F/live")?.spec).toEqual({ version: "$LATEST" });
    expect(kinds(derived, "version")).toEqual([]);
  });

  it("on a number refers to that version, which must exist", () => {
    const derived = derive([aDesired("function", "F"), alias("live", { select: "number", version: "7" })]);

    expect(find(derived, "alias:F/live")?.spec).toEqual({ version: refTo("version:F/7", "version") });
    expect(find(derived, "version:F/7")).toMatchObject({ intent: { select: "number" }, options: { external: true } });
  });

  it("on the number that it serves already needs no look at the versions", () => {
    const served = observed(aLive("alias", "F/live", { version: "7" }));
    const derived = derive([aDesired("function", "F"), alias("live", { select: "number", version: "7" })], served);

    expect(find(derived, "alias:F/live")?.spec).toEqual({ version: "7" });
    expect(kinds(derived, "version")).toEqual([]);
  });

  it("on newest refers to the newest version there is", () => {
    const derived = derive([aDesired("function", "F", FUNCTION), alias("live", { select: "newest" })]);

    expect(find(derived, "alias:F/live")?.spec).toEqual({ version: refTo("version:F/newest", "version") });
    expect(find(derived, "version:F/newest")).toMatchObject({ spec: {}, intent: { select: "newest", publishable: true } });
  });

  it("on newest refers to what is about to be published for another alias, for that will be the newest", () => {
    const resources = [
      aDesired("function", "F", FUNCTION),
      alias("newest", { select: "newest" }),
      alias("a", { select: "auto", environment: { A: "1" } }),
      alias("b", { select: "auto", environment: { A: "2" } }),
      alias("pin", { select: "auto", codeSha256: "nowhere" }),
    ];
    const versions = kinds(derive(resources), "version").filter((address) => !/newest|pin/.test(address));

    const derived = derive(
      resources,
      new Map(
        kinds(derive(resources), "version").map((address) => [addressOf("version", ...namesOf(address as Address)), ABSENT]),
      ),
    );

    expect(find(derived, "alias:F/newest")?.spec).toEqual({ version: { $ref: versions[1], output: "version" } });
  });

  it("on auto refers to the version with the function's configuration, its code and this environment", () => {
    const derived = derive([aDesired("function", "F", FUNCTION), alias("live", { select: "auto", environment: { A: "mine" } })]);

    const [address = "version:F/none"] = kinds(derived, "version");
    expect(address).toMatch(/^version:F\/[0-9a-f]{12}$/);
    expect(find(derived, "alias:F/live")?.spec).toEqual({
      version: refTo(addressOf("version", "F", address.slice(10)), "version"),
    });
    expect(find(derived, address)).toMatchObject({
      spec: { runtime: "nodejs22.x", timeoutSeconds: 10, codeSha256: "c1", environment: { A: "mine" } },
      intent: { select: "content", publishable: true, baseEnvironment: { A: "base" } },
    });
    expect(find(derived, address)?.spec).not.toHaveProperty("description");
  });

  it("without an environment of its own has the function's", () => {
    const derived = derive([aDesired("function", "F", FUNCTION), alias("live", { select: "auto" })]);

    expect(find(derived, kinds(derived, "version")[0] ?? "")?.spec).toMatchObject({ environment: { A: "base" } });
  });

  it("without any environment does not take a version that holds another alias's: beside one it has what the function has", () => {
    const resources = (environment?: Record<string, string>) => [
      aDesired("function", "F", { runtime: "nodejs22.x" }),
      alias("dev", { select: "auto" }),
      alias("prod", { select: "auto", ...(environment && { environment }) }),
    ];
    const environmentOfDev = (derived: Derived) => {
      const alias = find(derived, "alias:F/dev");
      const [version] = refsIn(alias?.spec).map(({ $ref }) => find(derived, $ref));
      return version?.kind === "version" ? version.spec.environment : "no version";
    };
    const live = observed(aLive("function", "F", {}, { facts: { arn: "a", codeSha256: "c", environment: { LIVE: "1" } } }));

    expect(environmentOfDev(derive(resources({ A: "1" }), live))).toEqual({ LIVE: "1" });
    expect(environmentOfDev(derive(resources({ A: "1" })))).toEqual({});
    expect(environmentOfDev(derive(resources(), live))).toBeUndefined();
  });

  it("shares the version with another that asks for the same, and not with one that does not", () => {
    const auto = (environment: Record<string, string>) => ({ select: "auto" as const, environment });
    const resources = [
      aDesired("function", "F", FUNCTION),
      alias("a", auto({ X: "1" })),
      alias("b", auto({ X: "1" })),
      alias("c", auto({ X: "2" })),
    ];

    expect(kinds(derive(resources), "version")).toHaveLength(2);
  });

  it("keeps the same address before the role exists and after: plans stay stable", () => {
    const resources = [
      aDesired("role", "r"),
      aDesired("function", "F", { ...FUNCTION, role: refTo("role:r", "arn") }),
      alias("live", { select: "auto" }),
    ];

    const before = derive(resources, new Map([["role:r", ABSENT]]));
    const after = derive(resources, observed(aLive("role", "r", {}, { outputs: { arn: "arn:r" } })));

    expect(kinds(after, "version")).toEqual(kinds(before, "version"));
  });

  it.each([
    { name: "the declared code", declared: "c1", live: undefined, publishable: true },
    { name: "other than the declared code", declared: "c2", live: "c1", publishable: false },
    { name: "the live code of a function that someone else ships", declared: undefined, live: "c1", publishable: true },
    { name: "other than the live code", declared: undefined, live: "c2", publishable: false },
    { name: "unknown", declared: undefined, live: undefined, publishable: false },
  ])("pinned to what is $name: publishable $publishable", ({ declared, live, publishable }) => {
    const observations =
      live === undefined
        ? new Map()
        : observed(aLive("function", "F", {}, { facts: { arn: "a", codeSha256: live, environment: {} } }));

    const derived = derive(
      [aDesired("function", "F", { ...FUNCTION, codeSha256: declared }), alias("live", { select: "auto", codeSha256: "c1" })],
      observations,
    );

    const [address = ""] = kinds(derived, "version");
    expect(address).toMatch(/^version:F\/pin-[0-9a-f]{12}$/);
    expect(find(derived, address)).toMatchObject({
      spec: { codeSha256: "c1", environment: { A: "base" } },
      intent: { select: "pin", publishable },
    });
  });

  it("knows the aliases that serve $LATEST by declaration or still do, for publishing must not disturb them", () => {
    const resources = [
      aDesired("function", "F", FUNCTION),
      alias("auto", { select: "auto" }),
      alias("declared", { select: "$LATEST" }),
      alias("leaving", { select: "newest" }),
      aDesired("alias", "Other/x", {}, { intent: { select: "$LATEST" } }),
    ];

    const derived = derive(
      resources,
      observed(aLive("alias", "F/leaving", { version: "$LATEST" }), aLive("alias", "F/auto", { version: "1" })),
    );

    expect(find(derived, kinds(derived, "version")[0] ?? "")?.intent).toMatchObject({
      latestAliases: ["alias:F/declared", "alias:F/leaving"],
    });
  });

  it("hands on what the author called secret in an environment", () => {
    const resources = [
      aDesired("function", "F", FUNCTION, { sensitive: ["environment.A", "description"] }),
      aDesired("alias", "F/live", {}, { intent: { select: "auto" }, sensitive: ["environment.B"] }),
    ];

    const derived = derive(resources);

    expect(find(derived, kinds(derived, "version")[0] ?? "")?.sensitive).toEqual(["environment.A", "environment.B"]);
  });

  it("of a function that is not declared asks for the code that lives", () => {
    const derived = derive([alias("live", { select: "auto" })]);

    expect(find(derived, kinds(derived, "version")[0] ?? "")?.spec).toEqual({});
  });

  it("that is external asks for nothing", () => {
    const derived = derive([aDesired("alias", "F/live", {}, { options: { external: true } })]);

    expect(derived.resources).toHaveLength(1);
    expect([derived.blocked, derived.notes]).toEqual([[], []]);
  });

  it("on a number declares that version only for it to be looked at: none of ours to make, adopt or delete", () => {
    const declared = aDesired("alias", "F/live", {}, { intent: { select: "number", version: "7" }, sensitive: ["description"] });
    const derived = derive([aDesired("function", "F"), declared], observed(aLive("alias", "F/live", { version: "6" })));

    expect(find(derived, "alias:F/live")?.spec).toEqual({ version: refTo("version:F/7", "version") });
    expect(find(derived, "version:F/7")).toEqual({
      kind: "version",
      address: "version:F/7",
      spec: {},
      intent: { select: "number", publishable: false, latestAliases: [] },
      options: { adopt: false, protect: false, external: true },
      origin: declared.origin,
      after: [],
      sensitive: [],
    });
  });

  it("on newest refers to what is there when all that others ask for is published", () => {
    const resources = [
      aDesired("function", "F", FUNCTION),
      alias("newest", { select: "newest" }),
      alias("a", { select: "auto", environment: { A: "1" } }),
    ];
    const version = kinds(derive(resources), "version").find((address) => !address.endsWith("/newest")) ?? "";

    const derived = derive(resources, observed(aLive("version", version.slice("version:".length), {})));

    expect(find(derived, "alias:F/newest")?.spec).toEqual({ version: refTo("version:F/newest", "version") });
    expect(find(derived, "version:F/newest")?.intent).toMatchObject({ select: "newest", publishable: true });
  });

  it("is not kept from a version by aliases of others", () => {
    const theirs = aDesired(
      "alias",
      "F/theirs",
      {},
      {
        intent: { select: "auto", environment: { A: "theirs" } },
        options: { external: true },
      },
    );
    const { environment: _, ...bare } = FUNCTION;
    const derived = derive([aDesired("function", "F", bare), alias("live", { select: "auto" }), theirs]);

    expect(kinds(derived, "version").map((address) => find(derived, address)?.spec)).toEqual([
      { runtime: "nodejs22.x", timeoutSeconds: 10, codeSha256: "c1" },
    ]);
  });

  it("whose whole environment is secret has a version whose environment is", () => {
    const resources = [
      aDesired("function", "F", FUNCTION, { sensitive: ["environment", "description"] }),
      aDesired("alias", "F/live", {}, { intent: { select: "auto" }, sensitive: ["environment"] }),
    ];
    const derived = derive(resources);

    expect(find(derived, kinds(derived, "version")[0] ?? "")?.sensitive).toEqual(["environment"]);
  });
});

const LAMBDA: RouteSpec = { integration: { type: "lambda", function: "F", qualifier: stageVariable("ALIAS") } };
const api = (routes?: Record<string, RouteSpec>, more: object = {}) =>
  aDesired("rest-api", "Api", routes === undefined ? {} : { routes, ...more });
const stage = (
  name: string,
  intent: Intents["stage"] = { deployment: "latest" },
  variables: Record<string, string> | undefined = { ALIAS: "live" },
) => aDesired("stage", `Api/${name}`, variables === undefined ? {} : { variables }, { intent });
const F = [aDesired("function", "F"), aDesired("alias", "F/live", {}, { intent: { select: "$LATEST" } })];

describe("a stage's deployment", () => {
  it("latest is one snapshot of what is declared, shared by stages", () => {
    const derived = derive([...F, api({ "GET /": LAMBDA }), stage("a"), stage("b")]);

    const [address = "", ...others] = kinds(derived, "deployment");
    expect(others).toEqual([]);
    expect(address).toMatch(/^deployment:Api\/[0-9a-f]{12}$/);
    expect(find(derived, address)).toMatchObject({
      spec: { apiId: refTo("rest-api:Api", "id"), fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(find(derived, "stage:Api/a")?.spec).toMatchObject({ deploymentId: { $ref: address, output: "id" } });
  });

  it("latest of an API that someone else defines is a snapshot of the live working copy", () => {
    const derived = derive([api(), stage("a")]);

    expect(find(derived, "deployment:Api/working-copy")?.spec).toEqual({ apiId: refTo("rest-api:Api", "id") });
  });

  it.each<{ reason: string; facts: RestApiFacts; blocked: readonly string[] }>([
    { reason: "nothing was read of it", facts: { id: "a" }, blocked: [] },
    { reason: "it has a route", facts: { id: "a", liveRoutes: { "GET /": {} } }, blocked: [] },
    {
      reason: "it has none, and API Gateway refuses to deploy that",
      facts: { id: "a", liveRoutes: {} },
      blocked: ["deployment:Api/working-copy not-found"],
    },
  ])("asked for of someone else's API, is blocked only when there is nothing to deploy: $reason", ({ facts, blocked }) => {
    const resources = [aDesired("rest-api", "Api"), aDesired("stage", "Api/dev", {}, { intent: { deployment: "latest" } })];

    const derived = derive(resources, observed(aLive("rest-api", "Api", {}, { facts })));

    expect(derived.blocked.map(({ address, reason }) => `${address} ${reason}`)).toEqual(blocked);
  });

  it.each<{ reason: string; declared: readonly string[]; snapshot: "absent" | "present"; blocked: number }>([
    { reason: "it is declared, so the pass makes it whole", declared: ["GET /", "GET /half"], snapshot: "absent", blocked: 0 },
    { reason: "the snapshot is there already", declared: ["GET /"], snapshot: "present", blocked: 0 },
    { reason: "nobody mends it, and API Gateway refuses to deploy it", declared: ["GET /"], snapshot: "absent", blocked: 1 },
  ])("beside a route without an integration is blocked only when it cannot be: $reason", ({ declared, snapshot, blocked }) => {
    const routes = Object.fromEntries(declared.map((route) => [route, LAMBDA]));
    const liveRoutes: Readonly<Record<string, RouteSpec>> = { "GET /": LAMBDA, "GET /half": { authorization: "NONE" } };
    const resources = [...F, api(routes), stage("dev")];
    const [address = ""] = kinds(derive(resources), "deployment");
    const deployment = aLive("deployment", address.slice("deployment:".length), {});
    const observations = observed(aLive("rest-api", "Api", {}, { facts: { id: "a", liveRoutes } }));
    observations.set(deployment.address, snapshot === "absent" ? ABSENT : present(deployment));

    const derived = derive(resources, observations);

    const found = derived.blocked.filter((one) => one.address === address);
    expect(found.map(({ message }) => message)).toEqual(
      Array.from({ length: blocked }, () => expect.stringContaining("route GET /half has no integration and is not declared")),
    );
  });

  it("follow is what the other stage serves", () => {
    const derived = derive([api({}), stage("dev"), stage("prod", { deployment: "follow", stage: "dev" })]);

    expect(find(derived, "stage:Api/prod")?.spec).toMatchObject({ deploymentId: refTo("stage:Api/dev", "deploymentId") });
  });

  it("follow looks up a stage that is not declared", () => {
    const derived = derive([api({}), stage("prod", { deployment: "follow", stage: "dev" })]);

    expect(find(derived, "stage:Api/dev")).toMatchObject({ options: { external: true }, spec: {} });
  });

  it("pinned is that id, and external asks for nothing", () => {
    const derived = derive([
      api({}),
      stage("prod", { deployment: "pinned", id: "abc123" }),
      aDesired("stage", "Api/x", {}, { options: { external: true } }),
    ]);

    expect(find(derived, "stage:Api/prod")?.spec).toMatchObject({ deploymentId: "abc123" });
    expect(kinds(derived, "deployment")).toEqual([]);
  });

  describe("left alone", () => {
    const resources = [api(), stage("mine"), stage("theirs", { deployment: "leave" })];
    const theirs = present(aLive("stage", "Api/theirs", {}, { outputs: { deploymentId: "old" } }));
    const latest = (id: string) => present(aLive("deployment", "Api/working-copy", {}, { outputs: { id } }));

    it.each([
      { name: "an older snapshot is noted", deployment: latest("new"), codes: ["stale-snapshot"] },
      { name: "the latest is not", deployment: latest("old"), codes: [] },
      { name: "a snapshot that is about to be made is noted", deployment: ABSENT, codes: ["stale-snapshot"] },
      {
        name: "what cannot be read is not",
        deployment: { state: "unknown" as const, reason: "denied" as const, message: "" },
        codes: [],
      },
    ])("$name", ({ deployment, codes }) => {
      const derived = derive(
        resources,
        new Map([
          ["stage:Api/theirs", theirs],
          ["deployment:Api/working-copy", deployment],
        ]),
      );

      expect(find(derived, "stage:Api/theirs")?.spec).not.toHaveProperty("deploymentId");
      expect(derived.notes.map(({ code }) => code)).toEqual(codes);
    });

    it("is not noted when nobody looked", () => {
      expect(derive(resources, new Map([["stage:Api/theirs", theirs]])).notes).toEqual([]);
      expect(derive(resources).notes).toEqual([]);
    });
  });
});

describe("a stage's permissions", () => {
  it("are one for each function and alias that its variables lead to, before the stage and after the alias", () => {
    const derived = derive([
      ...F,
      api({ "GET /": LAMBDA, "PUT /": LAMBDA, "GET /h": { integration: { type: "mock", status: 200 } }, "GET /e": {} }),
      stage("a"),
    ]);

    expect(kinds(derived, "permission")).toEqual(["permission:F/live/Api/a"]);
    expect(find(derived, "permission:F/live/Api/a")).toMatchObject({
      spec: { function: "F", qualifier: "live", apiId: refTo("rest-api:Api", "id"), stage: "a" },
      after: ["alias:F/live"],
    });
    expect(find(derived, "stage:Api/a")?.after).toEqual(["permission:F/live/Api/a"]);
  });

  it("of the unqualified function stand under $LATEST and wait for no alias", () => {
    const derived = derive([...F, api({ "GET /": { integration: { type: "lambda", function: "F" } } }), stage("a")]);

    expect(find(derived, "permission:F/$LATEST/Api/a")).toMatchObject({ spec: { function: "F" }, after: [] });
    expect(find(derived, "permission:F/$LATEST/Api/a")?.spec).not.toHaveProperty("qualifier");
  });

  it("of a version's number wait for no alias", () => {
    const derived = derive([
      ...F,
      api({ "GET /": { integration: { type: "lambda", function: "F", qualifier: "7" } } }),
      stage("a"),
    ]);

    expect(find(derived, "permission:F/7/Api/a")).toMatchObject({ spec: { qualifier: "7" }, after: [] });
  });

  it("follow the live routes of an API that someone else defines, and the live variables where none are declared", () => {
    const observations = observed(
      aLive("rest-api", "Api", {}, { facts: { id: "x", liveRoutes: { "GET /": LAMBDA } } }),
      aLive("stage", "Api/a", { variables: { ALIAS: "live" } }),
    );

    const undeclared = aDesired("stage", "Api/a", {}, { intent: { deployment: "leave" } });

    expect(kinds(derive([...F, api(), undeclared], observations), "permission")).toEqual(["permission:F/live/Api/a"]);
  });

  it("are none where the routes of someone else's API were not read", () => {
    expect(kinds(derive([...F, api(), stage("a")], observed(aLive("rest-api", "Api"))), "permission")).toEqual([]);
  });

  it("cannot be worked out without the variable: the stage is blocked, with what was meant", () => {
    const derived = derive([...F, api({ "GET /": LAMBDA }), stage("a", { deployment: "latest" }, { ALIAZ: "live" })]);

    expect(derived.blocked).toEqual([
      {
        address: "stage:Api/a",
        reason: "invalid-reference",
        message: 'route GET / needs the stage variable ALIAS, which is not set; did you mean "ALIAZ"?',
      },
    ]);
  });

  it("are someone else's to grant for a function named by its whole ARN", () => {
    const arn = "arn:aws:lambda:us-east-1:111111111111:function:Theirs";
    const derived = derive([api({ "GET /": { integration: { type: "lambda", function: arn } } }), stage("a")]);

    expect(kinds(derived, "permission")).toEqual([]);
    expect(derived.notes).toMatchObject([{ address: "stage:Api/a", code: "foreign-function" }]);
  });

  it("that are someone else's to grant are noted route by route, in the order of the routes", () => {
    const theirs = (name: string): RouteSpec => ({
      integration: { type: "lambda", function: `arn:aws:lambda:us-east-1:111111111111:function:${name}` },
    });
    const derived = derive([api({ "PUT /": theirs("A"), "GET /": theirs("B"), "GET /a": theirs("A") }), stage("a")]);

    expect(derived.notes.map(({ message }) => message)).toEqual(
      ["GET / calls B", "GET /a calls A", "PUT / calls A"].map((call) => {
        const said = `route ${call.replace("calls ", "calls arn:aws:lambda:us-east-1:111111111111:function:")}`;
        return `${said}, which is not this account's or region's: its owner grants the permission`;
      }),
    );
  });

  it("have functions and aliases looked up that are not declared, and nothing else is done to them", () => {
    const derived = derive([api({ "GET /": LAMBDA }), stage("a")]);
    const external = { adopt: false, protect: false, external: true };

    expect(find(derived, "function:F")).toMatchObject({
      kind: "function",
      options: external,
      spec: {},
      intent: { code: null },
      after: [],
    });
    expect(find(derived, "alias:F/live")).toMatchObject({
      options: external,
      spec: {},
      intent: { select: "$LATEST" },
      after: [],
      sensitive: [],
    });
    expect(find(derived, "permission:F/live/Api/a")).toMatchObject({
      options: { adopt: false, protect: false, external: false },
      sensitive: [],
    });
  });

  it("have the function looked up as well when only the alias is declared, or none is named", () => {
    const declared = derive([alias("live", { select: "$LATEST" }), api({ "GET /": LAMBDA }), stage("a")]);
    const unqualified = derive([api({ "GET /": { integration: { type: "lambda", function: "F" } } }), stage("a")]);

    for (const derived of [declared, unqualified]) {
      expect(find(derived, "function:F")).toMatchObject({ options: { external: true } });
      expect(derived.blocked).toEqual([]);
    }
  });

  it.each([
    ["7", []],
    ["12", []],
    ["v2", ["alias:F/v2"]],
    ["2nd", ["alias:F/2nd"]],
  ])("of qualifier %s, which is an alias unless it is all digits, wait for %j", (qualifier, after) => {
    const derived = derive([...F, api({ "GET /": { integration: { type: "lambda", function: "F", qualifier } } }), stage("a")]);

    expect(find(derived, `permission:F/${qualifier}/Api/a`)).toMatchObject({ after });
    expect(find(derived, `alias:F/${qualifier}`) === undefined).toBe(after.length === 0);
  });

  it("are for the routes that live where the API is not declared at all, and none where it is not there", () => {
    const live = observed(aLive("rest-api", "Api", {}, { facts: { id: "x", liveRoutes: { "GET /": LAMBDA } } }));
    const gone: Observations = new Map<Address, typeof ABSENT>([
      ["rest-api:Api", ABSENT],
      ["stage:Api/a", ABSENT],
    ]);

    expect(kinds(derive([...F, stage("a")], live), "permission")).toEqual(["permission:F/live/Api/a"]);
    expect(kinds(derive([...F, stage("a")], gone), "permission")).toEqual([]);
  });

  it("are for what a canary leads to as well, whose variables are laid over the stage's own", () => {
    const canaryOf = (variables: Record<string, string>) =>
      aDesired("stage", "Api/a", { variables: { ALIAS: "live", OTHER: "x" }, canary: { percent: 10, variables } });
    const next = aDesired("alias", "F/next", {}, { intent: { select: "$LATEST" } });
    const permissions = (variables: Record<string, string>) =>
      kinds(derive([...F, next, api({ "GET /": LAMBDA }), canaryOf(variables)]), "permission");

    expect(permissions({ ALIAS: "next" })).toEqual(["permission:F/live/Api/a", "permission:F/next/Api/a"]);
    expect(permissions({ OTHER: "y" })).toEqual(["permission:F/live/Api/a"]);
  });

  it("need variables: of a stage that is still to be made, and declares none, there are none", () => {
    const bare = aDesired("stage", "Api/a", {}, { intent: { deployment: "latest" } });

    const derived = derive([...F, api({ "GET /": LAMBDA }), bare], new Map([["stage:Api/a", ABSENT]]));

    expect(derived.blocked.map(({ message }) => message)).toEqual([
      "route GET / needs the stage variable ALIAS, which is not set",
    ]);
  });

  it("block a stage once, however many of its routes lack the variable", () => {
    const routes = { "PUT /": LAMBDA, "GET /": LAMBDA };
    const derived = derive([
      ...F,
      api(routes),
      stage("a", { deployment: "latest" }, {}),
      stage("b", { deployment: "latest" }, {}),
    ]);

    expect(derived.blocked.map(({ address, message }) => `${address}: ${message}`)).toEqual([
      "stage:Api/a: route PUT / needs the stage variable ALIAS, which is not set",
      "stage:Api/b: route PUT / needs the stage variable ALIAS, which is not set",
    ]);
  });

  it("suggest only names of what is missing: functions for a function, aliases of its own for an alias", () => {
    const routes: Record<string, RouteSpec> = {
      "GET /": { integration: { type: "lambda", function: "Fm" } },
      "PUT /": { integration: { type: "lambda", function: "F", qualifier: "lives" } },
    };
    const others = [
      aDesired("function", "F"),
      aDesired("alias", "F/dev", {}, { intent: { select: "$LATEST" } }),
      aDesired("function", "Other"),
      aDesired("alias", "Other/live", {}, { intent: { select: "$LATEST" } }),
      aDesired("role", "Fn"),
    ];
    const absent: Observations = new Map<Address, typeof ABSENT>([
      ["function:Fm", ABSENT],
      ["alias:F/lives", ABSENT],
    ]);

    const messages = derive([...others, api(routes), stage("a")], absent).blocked.map(({ message }) => message);

    expect(messages.toSorted()).toEqual([
      'route GET / of stage a calls function "Fm", which neither the desired state nor AWS has; did you mean "F"?',
      `route PUT / of stage a calls F's alias "lives", which neither the desired state nor AWS has`,
    ]);
  });

  it("are blocked when AWS has no such function, with what was meant", () => {
    const resources = [
      aDesired("function", "Fn"),
      api({ "GET /": { integration: { type: "lambda", function: "Fm" } } }),
      stage("a"),
    ];

    const derived = derive(resources, new Map([["function:Fm", ABSENT]]));

    expect(derived.blocked).toMatchObject([
      {
        address: "permission:Fm/$LATEST/Api/a",
        reason: "invalid-reference",
        message: expect.stringContaining('did you mean "Fn"?'),
      },
    ]);
    expect(kinds(derived, "function")).toEqual(["function:Fn"]);
  });

  it("are blocked when AWS has no such alias either", () => {
    const resources = [...F, api({ "GET /": LAMBDA }), stage("a", { deployment: "latest" }, { ALIAS: "lives" })];

    const derived = derive(resources, new Map([["alias:F/lives", ABSENT]]));

    expect(derived.blocked).toMatchObject([
      { address: "permission:F/lives/Api/a", message: expect.stringContaining('did you mean "live"?') },
    ]);
    expect(kinds(derived, "alias")).toEqual(["alias:F/live"]);
  });
});

describe("deriving", () => {
  it("lets what the author wrote stand, and sorts by address", () => {
    const derived = derive([stage("prod", { deployment: "follow", stage: "dev" }), stage("dev"), api({ "GET /": LAMBDA }), ...F]);

    expect(find(derived, "alias:F/live")?.options.external).toBe(false);
    expect(derived.resources.map(({ kind }) => kind)).toEqual([
      "function",
      "alias",
      "rest-api",
      "permission",
      "permission",
      "deployment",
      "stage",
      "stage",
    ]);
  });

  it("is the same however often it is done", () => {
    const resources = [...F, api({ "GET /": LAMBDA }), stage("a")];

    expect(derive(resources)).toEqual(derive(resources));
  });
});
