import { describe, expect, it } from "vitest";
import type { BucketAspect, Declared, DeclaredApi, DeclaredFunction } from "../../tools/bench/declared.ts";
import { fewestCalls, oneCallPerResource, totalOf } from "../../tools/bench/fewest-calls.ts";

const nothing: Declared = { apis: [], functions: [], buckets: [], roles: [] };

const ASPECTS: readonly BucketAspect[] = ["versioning", "encryption", "publicAccessBlock", "lifecycle", "cors", "policy"];

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

function anApi(shape: Partial<DeclaredApi> = {}): DeclaredApi {
  return { routesDeclared: true, resources: 0, methods: [], stages: [], deployments: 1, ...shape };
}

function aFunction(shape: Partial<DeclaredFunction> = {}): DeclaredFunction {
  return { aliases: 0, aliasesWithPolicy: 0, permissions: 0, versions: 1, ...shape };
}

describe("the fewest calls of a pass", () => {
  it("are one for who we are when nothing is declared", () => {
    expect(totalOf(fewestCalls(nothing))).toBe(1);
  });

  it("for 100 APIs whose routes are others' are one listing and 100 GetStages: 101 (aws-facts 10.1)", () => {
    const calls = fewestCalls({ ...nothing, apis: times(100, anApi({ routesDeclared: false, deployments: 0 })) });

    expect(calls).toMatchObject({ "apigateway.GetRestApis": 1, "apigateway.GetStages": 100, "apigateway.GetResources": 0 });
  });

  it("add a GetResources an API where routes are declared: 100 more (aws-facts 10.1)", () => {
    const calls = fewestCalls({ ...nothing, apis: times(100, anApi({ resources: 20 })) });

    expect(calls["apigateway.GetResources"]).toBe(100);
  });

  it("turn the page after 500 resources, and the root is one of them", () => {
    const calls = fewestCalls({ ...nothing, apis: [anApi({ resources: 499 }), anApi({ resources: 500 })] });

    expect(calls["apigateway.GetResources"]).toBe(1 + 2);
  });

  it("for 600 APIs are two pages of GetRestApis", () => {
    const calls = fewestCalls({ ...nothing, apis: times(600, anApi()) });

    expect(calls["apigateway.GetRestApis"]).toBe(2);
  });

  it("for 300 functions of 5 versions and 3 aliases are 30 pages, 300 ListAliases, 900 GetPolicy (aws-facts 10.1)", () => {
    const calls = fewestCalls({
      ...nothing,
      functions: times(300, aFunction({ versions: 5, aliases: 3, aliasesWithPolicy: 3 })),
    });

    expect(calls).toMatchObject({ "lambda.ListFunctions": 30, "lambda.ListAliases": 300, "lambda.GetPolicy": 900 });
  });

  it("for 50 buckets of 6 aspects and tags are 350: p·B of aws-facts 10.1", () => {
    const calls = fewestCalls({ ...nothing, buckets: times(50, { aspects: ASPECTS }) });

    expect(totalOf(calls) - 1).toBe(350);
  });

  it("for rules and the smallest object that they move are one, for S3 tells of both in it", () => {
    const calls = fewestCalls({ ...nothing, buckets: times(50, { aspects: ["lifecycle", "lifecycleMinimumSize"] as const }) });

    expect(calls["s3.GetBucketLifecycleConfiguration"]).toBe(50);
  });

  it("for roles are one listing, and a read of its own for what that does not tell", () => {
    const calls = fewestCalls({ ...nothing, roles: [{ needsOwnRead: false }, { needsOwnRead: true }] });

    expect(calls).toMatchObject({ "iam.GetAccountAuthorizationDetails": 1, "iam.GetRole": 1 });
  });
});

describe("one call per resource", () => {
  const cases: readonly { readonly what: string; readonly declared: Declared; readonly calls: number }[] = [
    {
      what: "an API of 20 resources, 40 proxy methods and 2 stages with settings",
      declared: {
        ...nothing,
        apis: [anApi({ resources: 20, methods: times(40, { proxy: true }), stages: times(2, { settings: 1 }) })],
      },
      calls: 107,
    },
    {
      what: "an API of 100 resources, 200 proxy methods and 3 stages with settings",
      declared: {
        ...nothing,
        apis: [anApi({ resources: 100, methods: times(200, { proxy: true }), stages: times(3, { settings: 1 }) })],
      },
      calls: 513,
    },
    {
      what: "the same with integrations that are no proxies",
      declared: {
        ...nothing,
        apis: [anApi({ resources: 100, methods: times(200, { proxy: false }), stages: times(3, { settings: 1 }) })],
      },
      calls: 913,
    },
    {
      what: "100 functions with 2 aliases and 2 permissions each",
      declared: { ...nothing, functions: times(100, aFunction({ aliases: 2, aliasesWithPolicy: 2, permissions: 2 })) },
      calls: 700,
    },
    {
      what: "30 buckets with 3 aspects each",
      declared: { ...nothing, buckets: times(30, { aspects: ASPECTS.slice(0, 3) }) },
      calls: 540,
    },
  ];

  it.each(cases)("is $calls calls for $what", ({ declared, calls }) => {
    expect(totalOf(oneCallPerResource(declared))).toBe(calls);
  });
});
