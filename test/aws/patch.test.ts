import { describe, expect, it } from "vitest";
import { ineffective, settingsFromAws, settingsKey, settingsPatches } from "../../src/aws/method-settings.ts";
import { add, batches, pointer, remove, replace } from "../../src/aws/patch.ts";
import { restApiPatches } from "../../src/aws/rest-api-patches.ts";
import { afterCreatePatches, stagePatches } from "../../src/aws/stage-patches.ts";
import type { FieldChange } from "../../src/model/plan.ts";

function change(keys: readonly string[], before: unknown, after: unknown): FieldChange {
  return {
    path: keys.join("."),
    keys,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    sensitive: false,
  };
}

describe("patch operations", () => {
  it.each([
    { parts: ["variables", "X"], path: "/variables/X" },
    { parts: ["binaryMediaTypes", "image/jpeg"], path: "/binaryMediaTypes/image~1jpeg" },
    { parts: ["binaryMediaTypes", "*/*"], path: "/binaryMediaTypes/*~1*" },
    { parts: ["/pets/{id}", "GET", "throttling", "rateLimit"], path: "/~1pets~1{id}/GET/throttling/rateLimit" },
    { parts: ["/", "GET"], path: "/~1/GET" },
    { parts: ["a~b"], path: "/a~0b" },
  ])("write $parts as the pointer $path", ({ parts, path }) => {
    expect(pointer(parts)).toBe(path);
  });

  it("have values that are always strings", () => {
    expect([replace(["a"], 1.5), replace(["a"], true), add(["b"]), remove(["c"])]).toEqual([
      { op: "replace", path: "/a", value: "1.5" },
      { op: "replace", path: "/a", value: "true" },
      { op: "add", path: "/b" },
      { op: "remove", path: "/c" },
    ]);
  });

  it("go in batches of at most 80, in order, for AWS refuses a longer UpdateStage", () => {
    const patches = Array.from({ length: 161 }, (_, at) => replace(["variables", `V${at}`], at));

    const sent = batches(patches);

    expect(sent.map(({ length }) => length)).toEqual([80, 80, 1]);
    expect(sent.flat()).toEqual(patches);
    expect(batches([])).toEqual([]);
  });
});

describe("method settings", () => {
  it.each([
    { key: "*/*", route: "*" },
    { key: "~1upload/PUT", route: "PUT /upload" },
    { key: "upload/PUT", route: "PUT /upload" },
    { key: "~1pets~1{id}/GET", route: "GET /pets/{id}" },
    { key: "~1/GET", route: "GET /" },
  ])("are stored by AWS under $key for $route", ({ key, route }) => {
    expect(settingsKey(key)).toBe(route);
  });

  it("have no logging level in AWS until it is set, which is OFF", () => {
    expect(settingsFromAws({ "*/*": { throttlingRateLimit: 10, cachingEnabled: false } })).toEqual({
      "*": { rateLimit: 10, caching: false, logging: "OFF" },
    });
  });

  it("are patched only where they changed", () => {
    const desired = { "*": { rateLimit: 5, burstLimit: 9 }, "PUT /upload": { logging: "INFO" } } as const;

    const patches = settingsPatches(
      desired,
      [
        ["*", "burstLimit"],
        ["PUT /upload", undefined],
        ["GET /old", undefined],
      ],
      {},
    );

    expect(patches).toEqual([
      { op: "replace", path: "/*/*/throttling/burstLimit", value: "9" },
      { op: "replace", path: "/~1upload/PUT/logging/loglevel", value: "INFO" },
      { op: "remove", path: "/~1old/GET" },
    ]);
  });

  it("are patched under the spelling that AWS has the route under already", () => {
    const patches = settingsPatches({ "PUT /upload": { metrics: true } }, [["PUT /upload", "metrics"]], { "upload/PUT": {} });

    expect(patches).toEqual([{ op: "replace", path: "/upload/PUT/metrics/enabled", value: "true" }]);
  });

  it("that AWS accepted without effect are told", () => {
    const live = { "*/*": { throttlingRateLimit: 5 } };

    expect(ineffective({ "*": { rateLimit: 5, burstLimit: 9 }, "PUT /x": { metrics: true } }, live)).toEqual([
      "* burstLimit",
      "PUT /x metrics",
    ]);
  });
});

describe("a stage's changes", () => {
  it("become one list of operations", () => {
    const spec = {
      description: "new",
      deploymentId: "d2",
      variables: { A: "1" },
      cache: { size: "0.5" },
      accessLogs: { destination: "arn:aws:logs:us-east-1:1:log-group:g", format: "$context.requestId" },
      tracing: true,
    };
    const changes = [
      change(["accessLogs", "destination"], undefined, spec.accessLogs.destination),
      change(["cache", "size"], undefined, "0.5"),
      change(["deploymentId"], "d1", "d2"),
      change(["description"], "old", "new"),
      change(["tracing"], false, true),
      change(["variables", "A"], "0", "1"),
      change(["variables", "OLD"], "x", undefined),
    ];

    expect(stagePatches(spec, changes, undefined)).toEqual([
      [
        { op: "replace", path: "/deploymentId", value: "d2" },
        { op: "replace", path: "/description", value: "new" },
        { op: "replace", path: "/tracingEnabled", value: "true" },
        { op: "remove", path: "/variables/OLD" },
        { op: "replace", path: "/variables/A", value: "1" },
        { op: "replace", path: "/cacheClusterSize", value: "0.5" },
        { op: "replace", path: "/cacheClusterEnabled", value: "true" },
        { op: "replace", path: "/accessLogSettings/destinationArn", value: spec.accessLogs.destination },
        { op: "replace", path: "/accessLogSettings/format", value: spec.accessLogs.format },
      ],
    ]);
  });

  it("take access logs away only as a whole, for AWS refuses to remove their parts", () => {
    const logs = change(["accessLogs"], { destination: "x", format: "y" }, undefined);
    const cache = change(["cache"], { size: "0.5" }, undefined);

    expect(stagePatches({ accessLogs: null, cache: null }, [logs, cache], undefined)).toEqual([
      [
        { op: "replace", path: "/cacheClusterEnabled", value: "false" },
        { op: "remove", path: "/accessLogSettings" },
      ],
    ]);
  });

  it("after CreateStage are what that call does not take: settings and access logs", () => {
    const spec = { description: "d", variables: { A: "1" }, settings: { "*": { metrics: true } }, accessLogs: null };

    expect(afterCreatePatches(spec)).toEqual([{ op: "replace", path: "/*/*/metrics/enabled", value: "true" }]);
  });
});

describe("a REST API's changes", () => {
  it("add and remove binary media types one by one, for the list itself cannot be patched", () => {
    const patches = restApiPatches(
      { binaryMediaTypes: ["image/jpeg", "image/png"] },
      { binaryMediaTypes: ["image/gif", "image/png"] },
      new Set(["binaryMediaTypes"]),
    );

    expect(patches).toEqual([
      { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
      { op: "remove", path: "/binaryMediaTypes/image~1gif" },
    ]);
  });

  it("replace the endpoint type at the path of the one it has, and empty a policy to remove it", () => {
    const changed = new Set(["endpoint", "policy", "description"]);

    expect(restApiPatches({ endpoint: "REGIONAL", policy: null }, { endpoint: "EDGE" }, changed)).toEqual([
      { op: "replace", path: "/description", value: "" },
      { op: "replace", path: "/policy", value: "" },
      { op: "replace", path: "/endpointConfiguration/types/EDGE", value: "REGIONAL" },
    ]);
  });
});
