import { describe, expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { CASES } from "./cases.ts";
import { runCase } from "./run-case.ts";
import type { Clients } from "./target.ts";
import { awsTarget } from "./targets/aws.ts";
import { clientsOf } from "./targets/clients.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** Of each kind of thing that cases make, several at once and half deleted already. None waits in real time. */
const REHEARSED = [
  "A01",
  "A08",
  "A11",
  "I-missing-role",
  "B01",
  "S-delete-full",
  "S-delete-versioned",
  "S-versioning",
  "D01",
  "D02",
  "D11",
  "E12",
];

describe("the way onto AWS, rehearsed on the sandbox", () => {
  const sandbox = createSandbox({ clock: createVirtualClock() });
  const clients = (): Clients =>
    clientsOf((service) => ({
      region: "us-east-1",
      credentials: CREDENTIALS,
      maxAttempts: 1,
      requestHandler: sandbox.requestHandler(service),
    }));
  const told: string[] = [];
  const target = awsTarget((line) => told.push(line), clients);

  it.each(CASES.filter(({ id }) => REHEARSED.includes(id)))("$id leaves nothing behind", async (one) => {
    const outcome = await runCase(one, target);

    expect(outcome.findings).toEqual([]);
    const { apigateway, lambda, s3, iam } = clients();
    const left = [
      ...((await apigateway.getRestApis({})).items ?? []),
      ...((await lambda.listFunctions({})).Functions ?? []),
      ...((await s3.listBuckets({})).Buckets ?? []),
      ...((await iam.listRoles({})).Roles ?? []),
    ];
    expect(left).toEqual([]);
    expect(told).toEqual([]);
  });

  it("has all of what it rehearses", () => {
    expect(CASES.map(({ id }) => id)).toEqual(expect.arrayContaining(REHEARSED));
  });
});
