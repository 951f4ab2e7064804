/** What is looked at first after a change of the files, and that everything is looked at thereafter. */
import { describe, expect, it } from "vitest";
import { changedPart, leftNothing } from "../../src/daemon/changed-part.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { refTo } from "../../src/model/ref.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { BucketSpec } from "../../src/model/specs/bucket.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { aDesired, aState } from "../core/builders.ts";
import { aPlan, aReport } from "./builders.ts";
import { aFleetDaemon, DEV, fleetOf, INTERVAL_MS } from "./fleet-daemon.ts";

const SOON = { from: 5, share: 0.3 };
const bucket = (name: string, spec: BucketSpec = {}) => aDesired("bucket", name, spec);
const fn = (name: string, memory = 128) => [
  aDesired("function", name, { memoryMb: memory, role: refTo("role:runner", "arn") }),
  aDesired("alias", `${name}/live`, {}, { intent: { select: "auto" } }),
];
const api = (name: string, calls: string) => [
  aDesired("rest-api", name, {
    routes: { "GET /": { integration: { type: "lambda", function: calls, qualifier: "live" } } },
  }),
  aDesired("stage", `${name}/prod`, { variables: {} }),
];
const ALL = [
  aDesired("role", "runner", {}),
  ...fn("first"),
  ...fn("other"),
  ...api("Shop", "first"),
  ...api("Blog", "other"),
  ...["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => bucket(name)),
];
const before = aState(ALL);
const having = (...changed: readonly { readonly address: string }[]) => {
  const addresses = new Set(changed.map(({ address }) => address));
  return aState([...ALL.filter(({ address }) => !addresses.has(address)), ...changed], { revision: "revision-2" });
};

function partOf(settled: DesiredState | null, state: DesiredState): readonly string[] | null {
  const part = changedPart(settled, state, SOON);
  return part === null ? null : part.narrow(state).resources.map(({ address }) => address);
}

describe("a change of the files", () => {
  it.each<[string, DesiredState, readonly string[]]>([
    ["of one bucket: that one", having(bucket("c", { versioning: "enabled" })), ["bucket:c"]],
    ["that adds one: that one", having(bucket("new")), ["bucket:new"]],
    [
      "of a function: it, what it runs as, and the API that calls it",
      having(fn("first", 256)[0] ?? bucket("x")),
      ["role:runner", "function:first", "alias:first/live", "rest-api:Shop", "stage:Shop/prod"],
    ],
    [
      "of an API's stage: the API, and what it calls",
      having(aDesired("stage", "Blog/prod", { variables: { A: "b" } })),
      ["role:runner", "function:other", "alias:other/live", "rest-api:Blog", "stage:Blog/prod"],
    ],
  ])("%s", (_what, state, addresses) => {
    expect(partOf(before, state)).toEqual(addresses);
  });

  const moved = aState(ALL.map((one) => ({ ...one, origin: { file: "other.yaml", line: 9, column: 9 } })));
  it.each<[string, DesiredState | null, DesiredState]>([
    ["before anything was looked at", null, having(bucket("c", { versioning: "enabled" }))],
    ["of where things are written alone", before, moved],
    ["that takes something away", before, aState(ALL.slice(1))],
    ["of the owner", before, aState(ALL, { owner: "other" })],
    ["of the guards", before, aState(ALL, { guards: { maxUpdates: 0.5, maxDeletes: 0.5, minExisting: 1 } })],
    ["of the target", before, aState(ALL, { target: { region: "eu-west-1" } })],
    [
      "of more than the guards let change",
      aState(ALL, { guards: { maxUpdates: 0.05, maxDeletes: 1, minExisting: 10 } }),
      {
        ...having(bucket("a", { versioning: "enabled" }), bucket("b", { versioning: "enabled" })),
        guards: { maxUpdates: 0.05, maxDeletes: 1, minExisting: 10 },
      },
    ],
    [
      "of a large share of everything",
      before,
      having(...["a", "b", "c", "d", "e", "f"].map((name) => bucket(name, { versioning: "enabled" }))),
    ],
    ["where little is declared", aState(ALL.slice(0, 4)), aState([...ALL.slice(0, 3), bucket("c", { versioning: "enabled" })])],
  ])("%s has everything looked at", (_what, settled, state) => {
    expect(partOf(settled, state)).toBeNull();
  });

  it("is measured by the guards of everything, not of its part", () => {
    const state = having(bucket("c", { versioning: "enabled" }));

    expect(changedPart(before, state, SOON)?.narrow(state).guards).toEqual({ maxUpdates: 1, maxDeletes: 1, minExisting: 10 });
  });
});

describe("a look at everything that left nothing to do", () => {
  it.each<[string, Partial<RunReport>, boolean]>([
    ["found all as declared", { outcome: "in-sync" }, true],
    ["made it so", { outcome: "converged" }, true],
    ["was cut short", { outcome: "converged", interrupted: true }, false],
    ["failed", { outcome: "failed" }, false],
    ["let something move", { outcome: "shifting" }, false],
    ["never came to a plan", { outcome: "in-sync", plan: null }, false],
  ])("%s", (_what, more, left) => {
    expect(leftNothing(aReport({ plan: aPlan(), ...more }))).toBe(left);
  });
});

describe("a daemon of many resources", () => {
  const names = Array.from({ length: 240 }, (_, index) => `acme-${index}`);
  const stateWith = (versioning: Readonly<Record<string, "enabled" | "suspended">>) =>
    aState(
      names.map((name) => bucket(name, { versioning: versioning[name] ?? "enabled" })),
      { revision: JSON.stringify(versioning), target: { account: DEV.account, region: DEV.region } },
    );

  it("brings a change to AWS before it looks at everything, and then looks at everything", async () => {
    const daemon = await aFleetDaemon(fleetOf([DEV, stateWith({})]), { roles: [DEV] });
    const sandbox = daemon.cloud.at(DEV.account, DEV.region);
    await daemon.wait(3 * INTERVAL_MS);
    await daemon.hand(DEV).putBucketVersioning({ Bucket: "acme-9", VersioningConfiguration: { Status: "Suspended" } });
    sandbox.journal.clear();

    daemon.commit(fleetOf([DEV, stateWith({ "acme-7": "suspended" })]));
    await daemon.wait(INTERVAL_MS / 2);

    const calls = sandbox.journal.entries();
    const written = calls.findIndex(({ operation }) => operation === "PutBucketVersioning");
    const bucketsOf = (some: typeof calls) => new Set(some.map(({ input }) => input.Bucket).filter(Boolean));
    expect(bucketsOf(calls.slice(0, written + 1))).toEqual(new Set(["acme-7"]));
    expect(bucketsOf(calls.slice(written + 1)).size).toBe(240);
    const versioningOf = (name: string) => sandbox.world.s3.buckets.get(name)?.aspects.versioning;
    expect([versioningOf("acme-7"), versioningOf("acme-9")]).toEqual(["Suspended", "Enabled"]);
    const { desired, lastPass } = await daemon.status();
    expect([desired.revision, lastPass?.trigger, lastPass?.outcome]).toEqual(['{"acme-7":"suspended"}', "change", "converged"]);
    expect(lastPass?.steps.map(({ address, cause }) => [address, cause])).toEqual([
      ["bucket:acme-7", "rollout"],
      ["bucket:acme-9", "drift"],
    ]);
  });

  it("looks at everything at once while the last look left something to do", async () => {
    const daemon = await aFleetDaemon(fleetOf([DEV, stateWith({})]), { roles: [DEV] });
    const sandbox = daemon.cloud.at(DEV.account, DEV.region);
    const error = new AwsError("AccessDenied", "not you", 403);
    sandbox.faults.script(({ operation }) =>
      operation === "PutBucketVersioning" ? { type: "fail", when: "before", error } : undefined,
    );
    daemon.commit(fleetOf([DEV, stateWith({ "acme-7": "suspended" })]));
    await daemon.wait(INTERVAL_MS / 2);
    sandbox.faults.clear();
    sandbox.journal.clear();

    daemon.commit(fleetOf([DEV, stateWith({ "acme-7": "suspended", "acme-8": "suspended" })]));
    await daemon.wait(INTERVAL_MS / 2);

    const calls = sandbox.journal.entries();
    const written = calls.findIndex(({ operation }) => operation === "PutBucketVersioning");
    expect(new Set(calls.slice(0, written).map(({ input }) => input.Bucket)).size).toBeGreaterThan(200);
  });
});
