/** Client certificates, API keys, usage plans and custom domain names as they are written: what is taken, what is not, and what it becomes. */
import { describe, expect, it } from "vitest";
import { checkApiKey } from "../../src/kinds/api-key/check.ts";
import { expandApiKey } from "../../src/kinds/api-key/expand.ts";
import type {
  ApiEntry,
  ApiKeyEntry,
  AuthoredState,
  ClientCertificateEntry,
  DomainNameEntry,
  UsagePlanEntry,
} from "../../src/kinds/authoring.ts";
import { checkClientCertificate } from "../../src/kinds/client-certificate/check.ts";
import { expandClientCertificate } from "../../src/kinds/client-certificate/expand.ts";
import { checkDomainName } from "../../src/kinds/domain-name/check.ts";
import { expandDomainName } from "../../src/kinds/domain-name/expand.ts";
import { domainNameRules } from "../../src/kinds/domain-name/rules.ts";
import { checkStage } from "../../src/kinds/stage/check.ts";
import { expandStage } from "../../src/kinds/stage/expand.ts";
import { checkUsagePlan } from "../../src/kinds/usage-plan/check.ts";
import { expandUsagePlan } from "../../src/kinds/usage-plan/expand.ts";
import { anAuthoredState, told } from "./authored.ts";

const SHOP: ApiEntry = {
  own: {},
  external: false,
  routes: new Map([["GET /orders", { mock: { status: 200 } }]]),
  stages: new Map([["prod", {}]]),
};
const STATE: AuthoredState = anAuthoredState({
  apis: new Map([
    ["shop", SHOP],
    ["a/b", { own: {}, external: true, stages: new Map([["dev", {}]]) }],
  ]),
  clientCertificates: new Map([["Backend 2027", {}]]),
  apiKeys: new Map([["partner", {}]]),
});
const CONTEXT = { state: STATE, originOf: () => ({ file: "a.yaml", line: 1, column: 1 }) };
const CERTIFICATE = "arn:aws:acm:eu-central-1:000000000000:certificate/abc";

it("a stage variable that is secret by its author's word is so in a canary too, where a shift lays it over", () => {
  const { sensitive } = expandStage({ api: "shop", stage: "prod" }, SHOP, { sensitive: ["variables.A", "description"] }, CONTEXT);

  expect(sensitive).toEqual(["variables.A", "description", "canary.variables.A"]);
});

describe("a stage behind a web ACL", () => {
  const arn = (scope: string, service = "wafv2") => `arn:aws:${service}:eu-central-1:000000000000:${scope}/webacl/acme/1234`;

  it.each<readonly [string, string, readonly string[]]>([
    ["a regional one", arn("regional"), []],
    ["none", "off", []],
    ["one for CloudFront", arn("global"), ["illegal-arn at apis.shop.stages.prod.webAcl"]],
    ["one of WAF Classic", arn("regional", "waf-regional"), ["illegal-arn at apis.shop.stages.prod.webAcl"]],
    ["a name", "acme", ["illegal-arn at apis.shop.stages.prod.webAcl"]],
  ])("%s", (_, webAcl, faults) => {
    expect(told(checkStage({ api: "shop", stage: "prod" }, SHOP, { webAcl }, STATE))).toEqual(faults);
  });
});

describe("a client certificate", () => {
  const check = (name: string, entry: ClientCertificateEntry = {}) => told(checkClientCertificate(name, entry));
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`t${at}`, ""]));

  it.each<readonly [string, string, readonly string[]]>([
    ["of words", "Backend 2027", []],
    ["of an id, by which one that exists is meant", "abc123", []],
    ["of as many characters as a tag's value has", "b".repeat(256), []],
    ["of more", "b".repeat(257), [`illegal-name at clientCertificates.${"b".repeat(257)}`]],
    ["of none", "", ["illegal-name at clientCertificates."]],
    ["of what no tag takes", "a;b", ["illegal-name at clientCertificates.a;b"]],
    ["that means none", "off", ["illegal-name at clientCertificates.off"]],
  ])("may have a name %s or not", (_, name, faults) => {
    expect(check(name)).toEqual(faults);
  });

  it("leaves room for two tags of ours", () => {
    expect(check("b", { tags: tags(48) })).toEqual([]);
    expect(check("b", { tags: tags(49) })).toEqual(["too-many-tags at clientCertificates.b.tags"]);
    expect([...checkClientCertificate("b", { tags: tags(49) })][0]?.message).toContain("two carry our mark and its name");
  });

  it("says nothing of what it does not declare", () => {
    expect(expandClientCertificate("b", { description: "d" }, CONTEXT)).toMatchObject({
      address: "client-certificate:b",
      spec: { description: "d" },
      origin: { file: "a.yaml" },
    });
  });

  it.each<readonly [string, string | undefined, readonly string[], unknown]>([
    ["by its name", "Backend 2027", [], { $ref: "client-certificate:Backend 2027", output: "id" }],
    ["by an id of anybody's", "abc123", [], "abc123"],
    ["by an ARN of ACM", CERTIFICATE, [], CERTIFICATE],
    ["of which there is to be none", "off", [], null],
    ["not at all", undefined, [], undefined],
    [
      "by a name that is not declared",
      "Backend 2026",
      ["unknown-client-certificate at apis.shop.stages.prod.clientCertificate"],
      "Backend 2026",
    ],
  ])("is named by a stage %s", (_, clientCertificate, faults, shown) => {
    const entry = clientCertificate === undefined ? {} : { clientCertificate };

    expect(told(checkStage({ api: "shop", stage: "prod" }, SHOP, entry, STATE))).toEqual(faults);
    expect(expandStage({ api: "shop", stage: "prod" }, SHOP, entry, CONTEXT).spec.clientCertificate).toEqual(shown);
  });

  it("is suggested where its name is mistyped", () => {
    const entry = { clientCertificate: "Backend 2072" };
    const [problem] = checkStage({ api: "shop", stage: "prod" }, SHOP, entry, STATE);

    expect(problem?.suggestion).toBe('did you mean "Backend 2027"?');
  });
});

describe("an API key", () => {
  const check = (entry: ApiKeyEntry, name = "k") => told(checkApiKey(name, entry));

  it.each<readonly [string, ApiKeyEntry, readonly string[]]>([
    ["without anything", {}, []],
    ["with the shortest value", { value: "x".repeat(20) }, []],
    ["with the longest value", { value: "x".repeat(128) }, []],
    ["with a shorter one", { value: "x".repeat(19) }, ["illegal-api-key at apiKeys.k.value"]],
    ["with a longer one", { value: "x".repeat(129) }, ["illegal-api-key at apiKeys.k.value"]],
  ])("%s", (_, entry, faults) => {
    expect(check(entry)).toEqual(faults);
  });

  it("has a name of 1 to 1024 characters", () => {
    expect(check({}, "k".repeat(1024))).toEqual([]);
    expect(check({}, "k".repeat(1025))).toHaveLength(1);
    expect(check({}, "")).toEqual(["illegal-name at apiKeys."]);
  });

  it("keeps its value secret, and says nothing of what it does not declare", () => {
    const desired = expandApiKey("k", { enabled: false, value: "x".repeat(20) }, CONTEXT);

    expect(desired.spec).toEqual({ enabled: false, value: "x".repeat(20) });
    expect(desired.sensitive).toEqual(["value"]);
    expect([...checkApiKey("k", { value: "secret" })].map(({ message }) => message).join()).not.toContain("secret");
  });
});

describe("a usage plan", () => {
  const check = (entry: UsagePlanEntry) => told(checkUsagePlan("p", entry, STATE));
  const limits = { rateLimit: 1, burstLimit: 2 };
  const routes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`GET /${at}`, limits]));

  it.each<readonly [string, UsagePlanEntry, readonly string[]]>([
    ["of a stage that is declared, by a key that is", { stages: { "shop/prod": null, "a/b/dev": {} }, keys: ["partner"] }, []],
    ["of an API that is not declared", { stages: { "shot/prod": null } }, ["unknown-api at usagePlans.p.stages.shot/prod"]],
    ["of a stage that AWS may have", { stages: { "shop/prot": null } }, ["unknown-stage at usagePlans.p.stages.shop/prot?"]],
    ["of no stage", { stages: { shop: null } }, ["illegal-stage at usagePlans.p.stages.shop"]],
    ["by a key that is not declared", { keys: ["partner", "other"] }, ["unknown-api-key at usagePlans.p.keys.1"]],
    ["with limits of a route", { stages: { "shop/prod": { routes: { "GET /orders": limits } } } }, []],
    [
      "with limits of a route that the API has not",
      { stages: { "shop/prod": { routes: { "GET /order": limits } } } },
      ["unknown-route at usagePlans.p.stages.shop/prod.routes.GET /order"],
    ],
    [
      "with limits of what is no route",
      { stages: { "shop/prod": { routes: { orders: limits } } } },
      ["illegal-route at usagePlans.p.stages.shop/prod.routes.orders"],
    ],
    ["with limits of twenty routes", { stages: { "a/b/dev": { routes: routes(20) } } }, []],
    [
      "with limits of more",
      { stages: { "a/b/dev": { routes: routes(21) } } },
      ["too-many-routes at usagePlans.p.stages.a/b/dev.routes"],
    ],
    ["whose offset leaves something", { quota: { limit: 10, period: "day", offset: 9 } }, []],
    [
      "whose offset leaves nothing",
      { quota: { limit: 10, period: "day", offset: 10 } },
      ["illegal-quota at usagePlans.p.quota.offset"],
    ],
  ])("%s", (_, entry, faults) => {
    expect(check(entry)).toEqual(faults);
  });

  it("needs a name", () => {
    expect(told(checkUsagePlan("", {}, STATE))).toEqual(["illegal-name at usagePlans."]);
  });

  it("names its stages and keys by reference, and stands after the stages", () => {
    const entry: UsagePlanEntry = {
      throttling: limits,
      quota: { limit: 100, period: "month" },
      stages: { "shop/prod": { routes: { "GET /orders": limits } }, "a/b/dev": null, "a/b/test": null },
      keys: ["partner"],
    };

    const { spec, after } = expandUsagePlan("p", entry, CONTEXT);

    expect(spec).toEqual({
      throttle: limits,
      quota: { limit: 100, period: "MONTH", offset: 0 },
      stages: {
        "shop/prod": { apiId: { $ref: "rest-api:shop", output: "id" }, routes: { "GET /orders": limits } },
        "a/b/dev": { apiId: { $ref: "rest-api:a~1b", output: "id" }, routes: {} },
        "a/b/test": { apiId: { $ref: "rest-api:a~1b", output: "id" }, routes: {} },
      },
      keys: { partner: { $ref: "api-key:partner", output: "id" } },
    });
    expect(after).toEqual(["stage:shop/prod", "stage:a~1b/dev"]);
  });

  it("may say that there are no limits", () => {
    expect(expandUsagePlan("p", { throttling: "off", quota: "off" }, CONTEXT).spec).toEqual({ throttle: null, quota: null });
  });
});

describe("a custom domain name", () => {
  const check = (entry: DomainNameEntry, name = "api.acme.com") => told(checkDomainName(name, entry, STATE));
  const at = (rest: string) => [`${rest.replace(" ", " at domains.api.acme.com.")}`];

  it.each(["api.acme.com", "*.acme.com", "a-1.b.example"])("may be %s", (name) => {
    expect(check({}, name)).toEqual([]);
  });

  it.each(["acme", "API.acme.com", "-a.acme.com", "api.acme.com/", `${"a".repeat(250)}.acme.com`])("is not %s", (name) => {
    expect(check({}, name)).toEqual([`illegal-name at domains.${name}`]);
  });

  it.each<readonly [string, DomainNameEntry, readonly string[]]>([
    ["with a certificate of its region", { certificate: CERTIFICATE, ownershipCertificate: CERTIFICATE }, []],
    ["with no certificate", { certificate: "abc" }, at("illegal-arn certificate")],
    [
      "on the edge, with a certificate of another region",
      { endpoint: "EDGE", certificate: CERTIFICATE },
      at("wrong-region certificate"),
    ],
    [
      "on the edge, with one of its region",
      { endpoint: "EDGE", certificate: CERTIFICATE.replace("eu-central-1", "us-east-1") },
      [],
    ],
    ["whose clients present certificates", { mutualTls: { truststore: "s3://acme-trust/all.pem", version: "1" } }, []],
    ["with certificates from nowhere", { mutualTls: { truststore: "all.pem" } }, at("illegal-truststore mutualTls.truststore")],
    [
      "on the edge, with clients' certificates",
      { endpoint: "EDGE", mutualTls: { truststore: "s3://acme-trust/a" } },
      at("conflicting-properties mutualTls"),
    ],
    [
      "with clients' certificates and old TLS",
      { securityPolicy: "TLS_1_0", mutualTls: { truststore: "s3://acme-trust/a" } },
      at("conflicting-properties securityPolicy"),
    ],
    ["with base paths", { paths: { "/": "shop/prod", "/v1": "a/b/dev", "/all": "shop" } }, []],
    ["with a base path of two parts", { paths: { "/v1/x": "shop/prod" } }, at("illegal-base-path paths./v1/x")],
    ["with a base path without its slash", { paths: { v1: "shop/prod" } }, at("illegal-base-path paths.v1")],
    ["that leads to an API that is not declared", { paths: { "/": "shot/prod" } }, at("unknown-api paths./")],
    ["that leads to a stage that AWS may have", { paths: { "/": "shop/prot" } }, [`${at("unknown-stage paths./")[0]}?`]],
  ])("%s", (_, entry, faults) => {
    expect(check(entry)).toEqual(faults);
  });

  it("leads to stages by reference, and stands after them", () => {
    const entry: DomainNameEntry = {
      certificate: CERTIFICATE,
      mutualTls: "off",
      paths: { "/": "shop/prod", "/all": "shop", "/t": "shop/test" },
    };

    const { spec, after } = expandDomainName("api.acme.com", entry, CONTEXT);

    const apiId = { $ref: "rest-api:shop", output: "id" };
    expect(spec).toEqual({
      certificate: CERTIFICATE,
      mutualTls: null,
      paths: { "/": { apiId, stage: "prod" }, "/all": { apiId, stage: null }, "/t": { apiId, stage: "test" } },
    });
    expect(after).toEqual(["stage:shop/prod"]);
  });

  it("cannot be made without a certificate", () => {
    const made = (entry: DomainNameEntry) => domainNameRules.uncreatable(expandDomainName("api.acme.com", entry, CONTEXT));

    expect(made({})).toContain("declare certificate");
    expect(made({ certificate: CERTIFICATE })).toBeNull();
  });
});
