/** Targets of a fleet through the hub: each by its own role, as long as its credentials hold. */
import { expect, test } from "vitest";
import { openHub } from "../../src/aws/hub.ts";
import type { NamedTarget } from "../../src/model/fleet.ts";
import { createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const [HUB, MEMBER] = ["111111111111", "222222222222"];
const ROLE = `arn:aws:iam::${MEMBER}:role/stagekeeper`;
const TARGET: NamedTarget = { name: "prod", account: MEMBER, region: "eu-west-1", role: { arn: ROLE, externalId: "ours" } };
const MINUTE = 60_000;

function scene() {
  const clock = createVirtualClock();
  const cloud = createCloud({ clock, account: HUB, region: "us-east-1" });
  const hub = openHub({
    clock,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAHUB", secretAccessKey: "s" },
    packageCode: async () => new Uint8Array(),
    requestHandler: (service) => cloud.requestHandler(service),
  });
  const assumptions = () => cloud.at(HUB, "us-east-1").journal.counts()["sts.AssumeRole"] ?? 0;
  return { clock, cloud, hub, assumptions };
}

const { signal } = new AbortController();

test("a target is its account by its role, which is assumed once however many calls are made", async () => {
  const { cloud, hub, assumptions } = scene();
  cloud.addRole(ROLE, { trusts: [HUB], externalId: "ours" });
  const connection = hub.connect(TARGET);

  const identity = await connection.openReadSession().identity(signal);
  const catalog = connection.openReadSession().catalog;
  await Promise.all([catalog.restApis(signal), catalog.buckets(signal), catalog.functions(signal)]);

  expect(identity).toMatchObject({ account: MEMBER, region: "eu-west-1" });
  expect(identity.caller).toBe(`arn:aws:sts::${MEMBER}:assumed-role/stagekeeper/stagekeeper`);
  expect(assumptions()).toBe(1);
});

test("credentials are renewed ten minutes before they end, and the old ones are used while STS does not answer", async () => {
  const { clock, cloud, hub, assumptions } = scene();
  cloud.addRole(ROLE, { trusts: [HUB], externalId: "ours" });
  const connection = hub.connect(TARGET);
  const look = () => connection.openReadSession().catalog.restApis(signal);
  await look();

  await clock.sleep(49 * MINUTE);
  await look();
  const before = assumptions();
  cloud
    .at(HUB, "us-east-1")
    .faults.script(({ operation }) => (operation === "AssumeRole" ? { type: "fail", when: "before" } : undefined));
  await clock.sleep(2 * MINUTE);
  const whileDown = await look();
  cloud.at(HUB, "us-east-1").faults.clear();
  await clock.sleep(8 * MINUTE);
  const asked = assumptions();
  await look();
  await clock.sleep(40 * MINUTE);
  await look();

  expect([before, whileDown]).toEqual([1, []]);
  expect(assumptions()).toBe(asked + 1);
});

test("a role that may not be assumed says which, and what to look at", async () => {
  const { hub } = scene();

  const refused = hub.connect(TARGET).openReadSession().identity(signal);

  await expect(refused).rejects.toMatchObject({
    code: "denied",
    message: expect.stringMatching(
      /^sts\.AssumeRole refused: AccessDenied: User: arn:aws:iam::111111111111:user\/sandbox .*; check that arn:aws:iam::222222222222:role\/stagekeeper is there/,
    ),
  });
});

test("a target without a role has the credentials of the process", async () => {
  const { hub } = scene();
  const { role: _, ...own } = TARGET;

  const identity = await hub
    .connect({ ...own, account: HUB })
    .openReadSession()
    .identity(signal);

  expect(identity).toMatchObject({ account: HUB, region: "eu-west-1" });
});
