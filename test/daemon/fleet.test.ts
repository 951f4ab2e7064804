/** The daemon of many targets, on virtual time before many accounts. */
import { describe, expect, it } from "vitest";
import type { TargetLoopStatus } from "../../src/daemon/status.ts";
import type { FleetLoad } from "../../src/model/fleet.ts";
import type { Issue } from "../../src/model/issue.ts";
import { createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { aFleetDaemon, bucketOf, DEV, EU, type FleetDaemon, fleetOf, INTERVAL_MS, stateOf, US } from "./fleet-daemon.ts";

const ALL = fleetOf([DEV, stateOf(DEV)], [EU, stateOf(EU)], [US, stateOf(US)]);
const ISSUE: Issue = { severity: "error", code: "syntax", message: "no end", file: "a.yaml", line: 3, column: 1 };

const passesOf = (daemon: FleetDaemon, target: { readonly name: string }) =>
  daemon.said("run finished").filter((name) => name === target.name).length;

const firing = (daemon: FleetDaemon, message = "alert firing") =>
  daemon.lines.flatMap((line) => (line.message === message && "alert" in line.fields ? [line.fields.alert] : []));

async function suspend(daemon: FleetDaemon, target: typeof DEV): Promise<void> {
  await daemon.hand(target).putBucketVersioning({ Bucket: bucketOf(target), VersioningConfiguration: { Status: "Suspended" } });
}

describe("a daemon of many targets", () => {
  it("converges each of them, by its role and in its region, and says in every line of a pass which one it is", async () => {
    const daemon = await aFleetDaemon(ALL);

    expect([DEV, EU, US].map((target) => daemon.versioningOf(target))).toEqual(["Enabled", "Enabled", "Enabled"]);
    expect(daemon.said("run finished").toSorted()).toEqual(["dev", "prod-eu", "prod-us"]);
    expect(daemon.said("step applied").toSorted()).toEqual(["dev", "prod-eu", "prod-us"]);
    const kept = ["222222222222-eu-west-1/ledger.json", "222222222222-eu-west-1/last-good.json", "target-prod-eu/history.jsonl"];
    expect([...daemon.state.documents.keys()]).toEqual(expect.arrayContaining(kept));
  });

  it("heals the drift of one, and only that one is told of", async () => {
    const daemon = await aFleetDaemon(ALL);
    await suspend(daemon, EU);
    await daemon.wait(2 * INTERVAL_MS);

    expect(daemon.versioningOf(EU)).toBe("Enabled");
    expect(firing(daemon)).toEqual([`prod-eu/drift/changed/bucket:acme-prod-eu/versioning`]);
    expect(firing(daemon, "alert resolved")).toEqual(firing(daemon));
  });

  it("reads the files once for passes that begin together", async () => {
    const daemon = await aFleetDaemon(ALL);
    const before = daemon.loads();
    await daemon.wait(10 * INTERVAL_MS);

    expect(before).toBe(1);
    expect(passesOf(daemon, DEV)).toBeGreaterThan(8);
    expect(daemon.loads()).toBe(passesOf(daemon, DEV));
  });

  it("lets one whose role cannot be assumed back off alone", async () => {
    const daemon = await aFleetDaemon(ALL, { roles: [DEV] });
    daemon.cloud.addRole(US.role?.arn ?? "", { trusts: ["999999999999"] });
    await daemon.wait(20 * INTERVAL_MS);

    expect(daemon.versioningOf(DEV)).toBe("Enabled");
    expect(firing(daemon)).toEqual(["prod-eu/run-failed/pass", "prod-us/run-failed/pass"]);
    const { targets = [], ready, lastSuccessAt } = await daemon.status();
    expect(targets.map(({ target, ready, failuresInARow }) => [target, ready, failuresInARow > 3])).toEqual([
      ["dev", true, false],
      ["prod-eu", false, true],
      ["prod-us", false, true],
    ]);
    expect([ready, lastSuccessAt]).toEqual([false, null]);
    // The interval is a minute, and its backoff goes up to five.
    expect(passesOf(daemon, DEV)).toBeGreaterThan(18);
    expect(passesOf(daemon, EU)).toBeLessThan(12);
  });

  it("goes on with what is good of a commit that is broken for one, and with the last good state of that one", async () => {
    const daemon = await aFleetDaemon(ALL);
    daemon.commit(fleetOf([DEV, stateOf(DEV, "suspended")], [EU, { valid: false, issues: [ISSUE] }], [US, stateOf(US)]));
    await daemon.wait(1_000);
    await suspend(daemon, EU);
    await daemon.wait(2 * INTERVAL_MS);

    expect(daemon.versioningOf(DEV)).toBe("Suspended");
    expect(daemon.versioningOf(EU)).toBe("Enabled");
    expect(firing(daemon)).toContain("prod-eu/desired-invalid");
    expect(firing(daemon).filter((id) => String(id).startsWith("dev/"))).toEqual([]);
    const ready = await daemon.ask("/readyz");
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({
      ready: false,
      desiredValid: false,
      targets: { dev: { ready: true, desiredValid: true }, "prod-eu": { ready: false, desiredValid: false } },
    });
  });

  it("keeps all of them when not even the targets can be told, also after a start", async () => {
    const daemon = await aFleetDaemon(ALL);
    await daemon.stop();
    const broken: FleetLoad = { valid: false, issues: [ISSUE] };
    const { cloud, clock, state } = daemon;
    const again = await aFleetDaemon(broken, { cloud, clock, state });
    await suspend(again, US);
    await again.wait(2 * INTERVAL_MS);

    expect(again.versioningOf(US)).toBe("Enabled");
    expect(firing(again).toSorted()).toContain("dev/desired-invalid");
    expect((await again.status()).targets?.map(({ target }) => target)).toEqual(["dev", "prod-eu", "prod-us"]);
  });

  it("enforces with another one on the same state the same last good state, whichever of them saw it", async () => {
    const one = await aFleetDaemon(fleetOf([DEV, stateOf(DEV)]));
    const { clock, cloud, state } = one;
    const other = await aFleetDaemon(fleetOf([DEV, stateOf(DEV)]), { clock, cloud, state, beside: one });
    one.commit(fleetOf([DEV, stateOf(DEV, "suspended")]));
    await other.wait(2_000);
    const broken = fleetOf([DEV, { valid: false, issues: [ISSUE] }]);
    one.commit(broken);
    other.commit(broken);
    await other.wait(2 * INTERVAL_MS);
    const before = cloud.at(DEV.account, DEV.region).journal.writes().length;

    await other.wait(10 * INTERVAL_MS);

    expect(one.versioningOf(DEV)).toBe("Suspended");
    expect(
      cloud
        .at(DEV.account, DEV.region)
        .journal.writes()
        .slice(before)
        .map(({ operation }) => operation),
    ).toEqual([]);
    expect(passesOf(one, DEV)).toBeGreaterThan(10);
    expect(passesOf(other, DEV)).toBeGreaterThan(10);
  });

  it("has a pass at once only in targets that a commit changes", async () => {
    const daemon = await aFleetDaemon(ALL);
    daemon.commit(fleetOf([DEV, stateOf(DEV, "suspended")], [EU, stateOf(EU)], [US, stateOf(US)]));
    await daemon.wait(1_000);

    expect([DEV, EU, US].map((target) => passesOf(daemon, target))).toEqual([2, 1, 1]);
    expect(daemon.versioningOf(DEV)).toBe("Suspended");
  });

  it("begins with a target that a commit adds", async () => {
    const daemon = await aFleetDaemon(fleetOf([DEV, stateOf(DEV)]));
    daemon.commit(ALL);
    await daemon.wait(INTERVAL_MS);

    expect([DEV, EU, US].map((target) => daemon.versioningOf(target))).toEqual(["Enabled", "Enabled", "Enabled"]);
    expect(daemon.said("target added")).toEqual(["dev", "prod-eu", "prod-us"]);
  });

  it("leaves one that a commit takes out, deletes nothing there, and tells that what was open is over", async () => {
    const daemon = await aFleetDaemon(ALL, { roles: [DEV, EU] });
    daemon.cloud.addRole(US.role?.arn ?? "", { trusts: [HUB_OF_NOBODY] });
    await daemon.wait(6 * INTERVAL_MS);
    daemon.commit(fleetOf([DEV, stateOf(DEV)]));
    await daemon.wait(INTERVAL_MS);
    const [eu, passes] = [passesOf(daemon, EU), passesOf(daemon, DEV)];
    await suspend(daemon, EU);
    await daemon.wait(5 * INTERVAL_MS);

    expect(daemon.versioningOf(EU)).toBe("Suspended");
    expect(passesOf(daemon, EU)).toBe(eu);
    expect(passesOf(daemon, DEV)).toBeGreaterThan(passes);
    expect(daemon.said("target removed").toSorted()).toEqual(["prod-eu", "prod-us"]);
    expect(firing(daemon, "alert resolved")).toEqual(["prod-us/run-failed/pass"]);
    const status = await daemon.status();
    expect(status.targets).toBeUndefined();
    expect(status).toMatchObject({ ready: true, conditions: [] });
  });

  it("works in a target by another role from when a commit says so, and never by both", async () => {
    const daemon = await aFleetDaemon(fleetOf([DEV, stateOf(DEV)], [EU, stateOf(EU)]), { roles: [DEV] });
    await daemon.wait(INTERVAL_MS);
    const moved = { ...EU, role: { arn: "arn:aws:iam::222222222222:role/other" } };
    daemon.cloud.addRole(moved.role.arn, { trusts: ["000000000000"] });
    daemon.commit(fleetOf([DEV, stateOf(DEV)], [moved, stateOf(EU)]));
    await daemon.wait(INTERVAL_MS);

    expect(daemon.versioningOf(EU)).toBe("Enabled");
    expect(firing(daemon)).toEqual(["prod-eu/run-failed/pass"]);
    expect(firing(daemon, "alert resolved")).toEqual(["prod-eu/run-failed/pass"]);
  });

  it("ends all passes that are under way when it is told to, in order, and says how each target was left", async () => {
    const clock = createVirtualClock();
    const cloud = createCloud({ clock, account: "000000000000", region: "us-east-1", quotas: "aws", latencyMs: 1_000 });
    const daemon = await aFleetDaemon(ALL, { cloud, clock });
    daemon.commit(fleetOf(...[DEV, EU, US].map((target) => [target, stateOf(target, "suspended")] as const)));
    await daemon.wait(1_500);
    const [under, from] = [await daemon.status(), clock.now()];
    const whole = await daemon.stop();

    expect(under.targets?.map(({ state }) => state)).toEqual(["running", "running", "running"]);
    expect(whole).toBe(true);
    expect(clock.now() - from).toBeLessThan(25_000);
    expect([DEV, EU, US].map((target) => passesOf(daemon, target))).toEqual([2, 2, 2]);
    const kept = JSON.parse(daemon.state.documents.get("status.json") ?? "");
    const ends = kept.status.targets.map(({ target, state, lastPass }: TargetLoopStatus) => [target, state, lastPass?.trigger]);
    expect(ends).toEqual([DEV, EU, US].map(({ name }) => [name, "ending", "change"]));
    expect(daemon.lines.at(-1)).toMatchObject({ message: "stopped", fields: { whole: true } });
  });
});

const HUB_OF_NOBODY = "999999999999";

describe("the numbers of a daemon", () => {
  it("are labelled with the target where there are several, and say of all together how many are how", async () => {
    const { text } = await (await aFleetDaemon(ALL)).ask("/metrics");

    expect(text).toContain('stagekeeper_ready{target="dev"} 1');
    expect(text).toContain('stagekeeper_passes_total{target="prod-eu",outcome="converged"} 1');
    const samples = text.split("\n").filter((line) => line.startsWith("stagekeeper_"));
    const together = samples.filter((line) => !line.includes('target="'));
    expect(together).toContain('stagekeeper_targets{state="in-sync"} 3');
    expect(together.filter((line) => !/^stagekeeper_(targets|oldest_success_timestamp_seconds)\b/.test(line))).toEqual([]);
  });

  it("are labelled from the first call on, though a target has yet to begin", async () => {
    let begin = () => {};
    const slow = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const daemon = await aFleetDaemon(fleetOf([DEV, stateOf(DEV)], [EU, stateOf(EU)]), {
      waitFor: 1,
      opening: async ({ name }) => (name === EU.name ? slow : undefined),
    });

    expect((await daemon.ask("/metrics")).text).toContain('stagekeeper_passes_total{target="dev",outcome="converged"} 1');
    expect((await daemon.status()).targets?.map(({ target }) => target)).toEqual(["dev"]);
    begin();
  });

  it("have no label of a target where there is one, so that what was made for one goes on to hold", async () => {
    const { text } = await (await aFleetDaemon(fleetOf([DEV, stateOf(DEV)]))).ask("/metrics");

    expect(text).toContain("stagekeeper_ready 1");
    expect(text).toContain('stagekeeper_passes_total{outcome="converged"} 1');
    expect(text).not.toContain("target=");
  });
});
