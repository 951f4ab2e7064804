/** The daemon at a queue of AWS's events, on virtual time. */
import { describe, expect, it } from "vitest";
import { readNoticed } from "../../src/aws/who/noticed.ts";
import type { WorkQueue } from "../../src/model/work-queue.ts";
import { anEvent, type EventFacts } from "../worker/events.ts";
import { aFleetDaemon, bucketOf, DEV, EU, type FleetDaemon, fleetOf, INTERVAL_MS, stateOf } from "./fleet-daemon.ts";

const FLEET = fleetOf([DEV, stateOf(DEV)], [EU, stateOf(EU)]);

/** A queue that is told of writes, and lets who asks it wait until there is one. */
function theEvents() {
  const [waiting, done]: [string[], string[]] = [[], []];
  let wake = () => {};
  const queue: WorkQueue = {
    async receive(most, _, signal) {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener("abort", wake);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
      }
      return waiting.splice(0, most).map((body) => ({ id: body, group: null, body, receives: 1, handle: body }));
    },
    async done(deliveries) {
      done.push(...deliveries.map(({ body }) => body));
    },
    hold: async () => [],
    send: async () => {},
    facts: async () => ({ waiting: 0, inHands: 0, mostReceives: null, dead: null }),
    close() {},
  };
  return {
    done,
    source: { queue, read: readNoticed },
    tell(event: object) {
      waiting.push(JSON.stringify(event));
      wake();
    },
  };
}

async function listening() {
  const events = theEvents();
  const daemon = await aFleetDaemon(FLEET, { roles: [DEV, EU], events: events.source });
  const wrote = (target: typeof DEV, facts: EventFacts = {}) => {
    const { account, region } = target;
    events.tell(anEvent("PutBucketVersioning", { bucketName: bucketOf(target) }, { account, region, ...facts }));
  };
  return { daemon, events, wrote };
}

async function suspend(daemon: FleetDaemon, target: typeof DEV): Promise<void> {
  await daemon.hand(target).putBucketVersioning({ Bucket: bucketOf(target), VersioningConfiguration: { Status: "Suspended" } });
}

const passesOf = (daemon: FleetDaemon, target: typeof DEV, trigger: string) =>
  daemon.lines.filter(
    ({ message, fields }) =>
      message === "run finished" &&
      JSON.stringify(fields).includes(`"trigger":"${trigger}"`) &&
      JSON.stringify(fields).includes(`"target":"${target.name}"`),
  ).length;

describe("a daemon at a queue of events", () => {
  it("puts an edit back as soon as it is told of it, in that target alone, and says who made it without asking AWS", async () => {
    const { daemon, events, wrote } = await listening();
    await suspend(daemon, EU);
    wrote(EU, { arn: `arn:aws:sts::${EU.account}:assumed-role/Admin/alice` });
    await daemon.wait(2_000);

    expect(daemon.versioningOf(EU)).toBe("Enabled");
    expect([passesOf(daemon, EU, "event"), passesOf(daemon, DEV, "event")]).toEqual([1, 0]);
    expect(JSON.stringify(daemon.lines.filter(({ message }) => message === "alert firing"))).toContain("alice");
    expect(daemon.cloud.at(EU.account, EU.region).journal.counts()).not.toHaveProperty("cloudtrail.LookupEvents");
    expect(events.done).toHaveLength(1);
  });

  it("looks at everything half a minute after it put something back, which ends the alert", async () => {
    const { daemon, wrote } = await listening();
    await suspend(daemon, EU);
    wrote(EU);
    await daemon.wait(35_000);

    expect(passesOf(daemon, EU, "retry")).toBe(1);
    expect(daemon.said("alert resolved")).toEqual(["prod-eu"]);
  });

  it("makes no pass for a write of nothing that is declared, and none for one elsewhere", async () => {
    const { daemon, events, wrote } = await listening();
    events.tell(anEvent("PutBucketVersioning", { bucketName: "somebody-elses" }, { account: EU.account, region: EU.region }));
    wrote(EU, { account: "999999999999" });
    events.tell({ nothing: "of the kind" });
    await daemon.wait(2_000);

    expect(events.done).toHaveLength(3);
    expect([passesOf(daemon, EU, "event"), passesOf(daemon, DEV, "event")]).toEqual([0, 0]);
  });

  it("goes on looking at everything at its interval, however many events come", async () => {
    const { daemon, wrote } = await listening();
    const before = passesOf(daemon, EU, "interval");
    for (let at = 0; at < 18; at += 1) {
      wrote(EU, { id: `event-${at}` });
      await daemon.wait(INTERVAL_MS / 6);
    }

    expect(passesOf(daemon, EU, "interval") - before).toBeGreaterThanOrEqual(2);
    expect(passesOf(daemon, EU, "event")).toBeGreaterThan(12);
  });

  it("looks at everything when a commit and an event ask together", async () => {
    const { daemon, wrote } = await listening();
    wrote(EU);
    daemon.commit(fleetOf([DEV, stateOf(DEV)], [EU, stateOf(EU, "suspended")]));
    await daemon.wait(2_000);

    expect(daemon.versioningOf(EU)).toBe("Suspended");
  });
});
