import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { CASES } from "./cases.ts";
import { runCase } from "./run-case.ts";
import type { Clients } from "./target.ts";
import { announceAws, awsTarget } from "./targets/aws.ts";
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
  "I-inline-size",
  "D-put-merge",
  "UP-key-made",
  "UP-plan-made",
  "UP-plan-keys",
  "DN-listed",
  "DN-mapping-root",
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
      ...((await apigateway.getApiKeys({})).items ?? []),
      ...((await apigateway.getUsagePlans({})).items ?? []),
      ...((await apigateway.getDomainNames({})).items ?? []),
      ...((await lambda.listFunctions({})).Functions ?? []),
      ...((await s3.listBuckets({})).Buckets ?? []),
      ...((await iam.listRoles({})).Roles ?? []),
    ];
    expect(left).toEqual([]);
    expect(told).toEqual([]);
  });

  it("says beforehand whose account it is, what will be made, how long it takes and what it costs, and leaves time", async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    onTestFinished(() => void vi.unstubAllEnvs());
    sandbox.journal.clear();
    const lines: string[] = [];
    let paused = 0;

    await announceAws(CASES, {
      print: (line) => lines.push(line),
      sts: clients().sts,
      async pause(ms) {
        expect(lines.at(-1)).toContain("interrupt it now");
        paused = ms;
      },
    });

    expect(lines.join("\n")).toMatch(
      /^On AWS, account \d{12} as arn:aws:\S+, Region eu-west-1:\n {2}\d+ cases, .*\n {2}About \d+ REST APIs, \d+ functions, .*\n {2}Some \d+ minutes: .*\n {2}Less than 1 USD: /,
    );
    expect(paused).toBeGreaterThanOrEqual(10_000);
    expect(Object.keys(sandbox.journal.counts())).toEqual(["sts.GetCallerIdentity"]);
  });

  it("has all of what it rehearses", () => {
    expect(CASES.map(({ id }) => id)).toEqual(expect.arrayContaining(REHEARSED));
  });
});
