import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudTrail } from "@aws-sdk/client-cloudtrail";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const MINUTE = 60_000;

/** An account in which alice is signed in through a role, and whoever else is its one user. */
function account() {
  const clock = createVirtualClock();
  const sandbox = createSandbox({
    clock,
    quotas: "aws",
    callers: { ALICE: { type: "AssumedRole", name: "Admin", session: "alice" } },
  });
  const of = (service: "lambda" | "s3" | "sts" | "cloudtrail" | "apigateway", accessKeyId = "ALICE") => ({
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "secret" },
    maxAttempts: 1,
    requestHandler: sandbox.requestHandler(service),
  });
  return { clock, of, trail: new CloudTrail(of("cloudtrail")), s3: new S3({ ...of("s3"), forcePathStyle: true }) };
}

async function namesIn(trail: CloudTrail, input: Parameters<CloudTrail["lookupEvents"]>[0] = {}): Promise<readonly unknown[]> {
  return ((await trail.lookupEvents(input)).Events ?? []).map(({ EventName }) => EventName);
}

describe("CloudTrail LookupEvents", () => {
  it("finds a write five minutes after it, and no read", async () => {
    const { clock, trail, s3 } = account();
    await s3.createBucket({ Bucket: "acme-photos" });
    await s3.getBucketVersioning({ Bucket: "acme-photos" });
    const atOnce = await namesIn(trail);
    await clock.advance(5 * MINUTE);

    expect(atOnce).toEqual([]);
    expect(await namesIn(trail)).toEqual(["CreateBucket"]);
  });

  it("says who, from where, with what, and what was asked", async () => {
    const { clock, trail, s3 } = account();
    await s3.createBucket({ Bucket: "acme-photos" });
    await clock.advance(5 * MINUTE);

    const [event] = (await trail.lookupEvents({})).Events ?? [];

    expect(event).toMatchObject({ EventSource: "s3.amazonaws.com", Username: "alice", ReadOnly: "false" });
    expect(JSON.parse(event?.CloudTrailEvent ?? "")).toMatchObject({
      userIdentity: {
        type: "AssumedRole",
        arn: "arn:aws:sts::000000000000:assumed-role/Admin/alice",
        sessionContext: { sessionIssuer: { arn: "arn:aws:iam::000000000000:role/Admin" } },
      },
      sourceIPAddress: "127.0.0.1",
      userAgent: expect.stringContaining("aws-sdk-js"),
      requestParameters: { bucketName: "acme-photos" },
    });
  });

  it("names Lambda's events with the version of its API, refused ones too", async () => {
    const { clock, trail, of } = account();
    const lambda = new Lambda(of("lambda"));
    await expect(lambda.updateAlias({ FunctionName: "None", Name: "prod", FunctionVersion: "1" })).rejects.toThrow();
    await clock.advance(5 * MINUTE);

    const [event] = (await trail.lookupEvents({})).Events ?? [];

    expect(event?.EventName).toBe("UpdateAlias20150331");
    expect(JSON.parse(event?.CloudTrailEvent ?? "")).toMatchObject({
      errorCode: "ResourceNotFoundException",
      requestParameters: { functionName: "None", name: "prod" },
    });
  });

  it("hides the values of stage variables", async () => {
    const { clock, trail, of } = account();
    const gateway = new APIGateway(of("apigateway"));
    const patchOperations = [{ op: "replace" as const, path: "/variables/TOKEN", value: "hunter2" }];
    await expect(gateway.updateStage({ restApiId: "none", stageName: "prod", patchOperations })).rejects.toThrow();
    await clock.advance(5 * MINUTE);

    const [event] = (await trail.lookupEvents({})).Events ?? [];

    expect(event?.CloudTrailEvent).toContain("/variables/TOKEN");
    expect(event?.CloudTrailEvent).not.toContain("hunter2");
  });

  it("gives pages, newest first, by one attribute at most and within times", async () => {
    const { clock, trail, s3 } = account();
    for (const name of ["one", "two", "three"]) {
      await s3.createBucket({ Bucket: `acme-${name}` });
      await clock.advance(MINUTE);
    }
    const start = clock.now();
    await clock.advance(5 * MINUTE);

    const first = await trail.lookupEvents({ MaxResults: 2 });
    const second = await trail.lookupEvents({ MaxResults: 2, NextToken: first.NextToken });
    await clock.advance(MINUTE);

    const byResource = { AttributeKey: "ResourceName", AttributeValue: "acme-two" } as const;
    expect([first.Events?.length, second.Events?.length, second.NextToken]).toEqual([2, 1, undefined]);
    expect(first.Events?.[0]?.Resources?.[0]?.ResourceName).toBe("acme-three");
    expect(await namesIn(trail, { LookupAttributes: [byResource] })).toHaveLength(1);
    expect(await namesIn(trail, { StartTime: new Date(start) })).toEqual([]);
    await clock.advance(MINUTE);
    await expect(trail.lookupEvents({ LookupAttributes: [byResource, byResource] })).rejects.toThrow(/[Oo]nly one/);
    await expect(trail.lookupEvents({ MaxResults: 51 })).rejects.toThrow("MaxResults");
  });

  it("answers twice a second, and refuses the third", async () => {
    const { trail } = account();

    await trail.lookupEvents({});
    await trail.lookupEvents({});

    await expect(trail.lookupEvents({})).rejects.toMatchObject({ name: "ThrottlingException" });
  });
});

it("STS names the caller behind a key", async () => {
  const { of } = account();

  const [alice, anybody] = [new STS(of("sts")), new STS(of("sts", "BOB"))];

  expect((await alice.getCallerIdentity({})).Arn).toBe("arn:aws:sts::000000000000:assumed-role/Admin/alice");
  expect((await anybody.getCallerIdentity({})).Arn).toBe("arn:aws:iam::000000000000:user/sandbox");
});
