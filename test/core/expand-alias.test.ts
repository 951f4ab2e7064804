/** What the words of an alias come to: the version it asks for, its weights, its URL. */
import { describe, expect, it } from "vitest";
import { expandAlias } from "../../src/kinds/alias/expand.ts";
import type { AliasEntry, FunctionEntry } from "../../src/kinds/authoring.ts";
import { anAuthoredState } from "./authored.ts";

const ORIGIN = { file: "a.yaml", line: 1, column: 1 };
const DIGEST = "jqRVdIeHdYuJsT2ZWJxRcvMNPDYfxdxSJVZMMnTfoBk=";
const HEX = "8ea45574878775 8b89b13d99589c5172f30d3c361fc5dc52255 64c3274dfa019".replaceAll(" ", "");

function expand(entry: AliasEntry, own: FunctionEntry["own"] = {}) {
  const owner = { own, external: false, aliases: new Map([["live", entry]]), code: null };
  const context = { state: anAuthoredState(), originOf: () => ORIGIN };
  return expandAlias({ function: "app", alias: "live" }, owner, entry, context);
}

describe("the version of an alias", () => {
  it.each<[string, AliasEntry, FunctionEntry["own"], object, string | undefined]>([
    ["a number", { version: 7 }, {}, { select: "number", version: "7" }, "7"],
    ["a number as a text", { version: "7" }, {}, { select: "number", version: "7" }, "7"],
    ["$LATEST", { version: "$LATEST" }, {}, { select: "$LATEST" }, "$LATEST"],
    ["newest", { version: "newest" }, {}, { select: "newest" }, undefined],
    ["auto", { version: "auto" }, {}, { select: "auto" }, undefined],
    ["auto, of a certain code", { version: "auto", codeSha256: DIGEST }, {}, { select: "auto", codeSha256: DIGEST }, undefined],
    [
      "auto, with its own environment beside the function's",
      { version: "auto", environment: { A: "mine", B: "b" } },
      { environment: { A: "a", C: "c" } },
      { select: "auto", environment: { A: "mine", B: "b", C: "c" } },
      undefined,
    ],
  ])("as %s", (_what, entry, own, intent, version) => {
    const desired = expand(entry, own);

    expect([desired.intent, desired.spec.version]).toEqual([intent, version]);
  });

  it("of a certain code is the same in hex and in base64", () => {
    expect(expand({ version: "auto", codeSha256: HEX }).intent).toEqual(expand({ version: "auto", codeSha256: DIGEST }).intent);
  });
});

describe("the weights of an alias", () => {
  it.each<[string, AliasEntry, object | null | undefined]>([
    ["that says nothing of them: all traffic to its version", { version: 7 }, null],
    ["that leaves them to others", { version: 7, weights: "unmanaged" }, undefined],
    ["are the share of the version that it does not name", { version: 7, weights: { 7: 0.9, 8: 0.1 } }, { 8: 0.1 }],
    ["are none where the other one has none", { version: 7, weights: { 7: 1, 8: 0 } }, null],
  ])("%s", (_what, entry, weights) => {
    expect(expand(entry).spec.weights).toEqual(weights);
  });
});

describe("the URL of an alias", () => {
  it.each<[string, AliasEntry["url"], object | null | undefined]>([
    ["that says nothing of one", undefined, undefined],
    ["that is to have none", "none", null],
    ["that IAM guards", { auth: "iam" }, { auth: "iam", streaming: false }],
    ["that is open to all", { auth: "none", streaming: true }, { auth: "none", streaming: true, open: true }],
    [
      "with nothing of CORS that says something",
      { auth: "iam", cors: { origins: [], credentials: false, maxAgeSeconds: 0 } },
      {
        auth: "iam",
        streaming: false,
      },
    ],
    [
      "with CORS",
      { auth: "iam", cors: { origins: ["*"], methods: [], credentials: true, maxAgeSeconds: 60 } },
      { auth: "iam", streaming: false, cors: { origins: ["*"], credentials: true, maxAgeSeconds: 60 } },
    ],
  ])("%s", (_what, url, expected) => {
    expect(expand({ version: "auto", ...(url !== undefined && { url }) }).spec.url).toEqual(expected);
  });
});

describe("what an alias keeps ready, and what it does with what fails", () => {
  it.each<[AliasEntry, object]>([
    [{ version: "auto" }, { weights: null }],
    [
      { version: "auto", provisionedConcurrency: 5 },
      { weights: null, provisionedConcurrency: 5 },
    ],
    [
      { version: "auto", provisionedConcurrency: "none" },
      { weights: null, provisionedConcurrency: null },
    ],
    [
      { version: "auto", asyncInvocation: { retries: 1 } },
      { weights: null, asyncInvocation: { retries: 1 } },
    ],
    [
      { version: "auto", asyncInvocation: "none" },
      { weights: null, asyncInvocation: null },
    ],
  ])("%j comes to %j", (entry, spec) => {
    expect(expand(entry).spec).toEqual(spec);
  });

  it("is ours to change, to adopt or to leave, as is said", () => {
    expect(expand({ version: "auto" }).options).toEqual({ adopt: false, protect: false, external: false });
    expect(expand({ version: "auto", adopt: true, protect: true }).options).toMatchObject({ adopt: true, protect: true });
    expect(expand({ version: "auto", sensitive: ["description"] }).sensitive).toEqual(["description"]);
  });
});

describe("the gates of a shift", () => {
  const CANARY = { canary: { percent: 10, bake: "5m" } } as const;

  it.each<[string, AliasEntry, object | undefined]>([
    ["none", { version: "auto", shift: CANARY }, undefined],
    ["none that say nothing", { version: "auto", shift: CANARY, gates: { minimumRequests: 5 } }, undefined],
    [
      "of errors alone, with what is left out",
      { version: "auto", shift: CANARY, gates: { errorRate: { maxIncrease: 0.01 } } },
      { alarms: [], onInsufficientData: "wait", minimumRequests: 20, errorRate: { maxIncrease: 0.01 } },
    ],
    [
      "of latency alone",
      { version: "auto", shift: CANARY, gates: { latency: { maxRatio: 2 }, onInsufficientData: "fire", minimumRequests: 5 } },
      { alarms: [], onInsufficientData: "fire", minimumRequests: 5, latency: { maxRatio: 2 } },
    ],
    [
      "of alarms alone",
      { version: "auto", shift: CANARY, alarms: ["checkout"] },
      { alarms: ["checkout"], onInsufficientData: "wait", minimumRequests: 20 },
    ],
  ])("%s", (_what, entry, gates) => {
    expect(expand(entry).intent.shift).toEqual({ percents: [10], holdMs: 300_000, ...(gates && { gates }) });
  });

  it.each<[string, AliasEntry["shift"], object]>([
    ["1s", { linear: { percent: 40, every: "1s" } }, { percents: [40, 80], holdMs: 1_000 }],
    ["48h", { linear: { percent: 50, every: "48h" } }, { percents: [50], holdMs: 172_800_000 }],
    [
      "by CodeDeploy's name",
      "CodeDeployDefault.LambdaLinear10PercentEvery2Minutes",
      {
        percents: [10, 20, 30, 40, 50, 60, 70, 80, 90],
        holdMs: 120_000,
      },
    ],
  ])("a shift %s", (_what, shift, intent) => {
    expect(expand({ version: "auto", ...(shift !== undefined && { shift }) }).intent.shift).toEqual(intent);
  });
});
