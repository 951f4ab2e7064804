/** The sandbox around its services: quotas, faults, latency, journal, seed. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/sandbox/faults.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";

const COMMON = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };

interface Account {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly gateway: APIGateway;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly iam: IAM;
}

function account(options: Partial<SandboxOptions> = {}): Account {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, ...options });
  return {
    sandbox,
    clock,
    gateway: new APIGateway({ ...COMMON, requestHandler: sandbox.requestHandler("apigateway") }),
    lambda: new Lambda({ ...COMMON, requestHandler: sandbox.requestHandler("lambda") }),
    s3: new S3({ ...COMMON, requestHandler: sandbox.requestHandler("s3") }),
    iam: new IAM({ ...COMMON, requestHandler: sandbox.requestHandler("iam") }),
  };
}

/** Name and status of an error, or `accepted`. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    // Whatever the SDK throws for an answer carries these.
    const { name, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode}`;
  }
}

const TOO_MANY = "TooManyRequestsException 429";

describe("with AWS's quotas", () => {
  it("an edge-optimised API can be created every 30 seconds, a regional one every 3", async () => {
    const { gateway, clock } = account({ quotas: "aws" });
    const edge = () => outcome(gateway.createRestApi({ name: "edge" }));
    const regional = () => outcome(gateway.createRestApi({ name: "regional", endpointConfiguration: { types: ["REGIONAL"] } }));

    const atOnce = [await edge(), await edge(), await regional(), await regional()];
    await clock.advance(3000);
    const later = [await regional(), await edge()];
    await clock.advance(27_000);

    expect(atOnce).toEqual(["accepted", TOO_MANY, "accepted", TOO_MANY]);
    expect(later).toEqual(["accepted", TOO_MANY]);
    expect(await edge()).toBe("accepted");
  });

  it("tells in Retry-After when to come back", async () => {
    const { gateway, clock } = account({ quotas: "aws" });
    await gateway.createRestApi({ name: "edge" });
    await clock.advance(9500);

    await expect(gateway.createRestApi({ name: "edge" })).rejects.toMatchObject({
      message: "Too Many Requests",
      retryAfterSeconds: "21",
    });
  });

  it("API Gateway as a whole takes 40 calls at once, then 10 a second", async () => {
    const { gateway, clock } = account({ quotas: "aws" });
    const burst = [];
    for (let call = 0; call < 41; call++) burst.push(await outcome(gateway.getRestApis()));
    await clock.advance(1000);
    const second = [];
    for (let call = 0; call < 11; call++) second.push(await outcome(gateway.getRestApis()));

    expect([burst.filter((one) => one === "accepted").length, burst.at(-1)]).toEqual([40, TOO_MANY]);
    expect([second.filter((one) => one === "accepted").length, second.at(-1)]).toEqual([10, TOO_MANY]);
  });

  it("a refused call takes nothing from any bucket", async () => {
    const { gateway, clock } = account({ quotas: "aws" });
    for (let call = 0; call < 60; call++) await outcome(gateway.createRestApi({ name: "edge" }));
    const others = [];
    for (let call = 0; call < 39; call++) others.push(await outcome(gateway.getRestApis()));
    await clock.advance(30_000);

    expect(new Set(others)).toEqual(new Set(["accepted"]));
    expect(await outcome(gateway.createRestApi({ name: "edge" }))).toBe("accepted");
  });

  it("Lambda takes 15 calls a second in total, but GetFunction has a hundred of its own", async () => {
    const { lambda } = account({ quotas: "aws" });
    const lists = [];
    for (let call = 0; call < 16; call++) lists.push(await outcome(lambda.listFunctions()));
    const reads = [];
    for (let call = 0; call < 101; call++) reads.push(await outcome(lambda.getFunction({ FunctionName: "none" })));

    expect([lists.filter((one) => one === "accepted").length, lists.at(-1)]).toEqual([15, TOO_MANY]);
    expect([reads.filter((one) => one === "ResourceNotFoundException 404").length, reads.at(-1)]).toEqual([100, TOO_MANY]);
  });

  it("are off unless asked for", async () => {
    const { gateway } = account();
    const calls = [];
    for (let call = 0; call < 60; call++) calls.push(await outcome(gateway.createRestApi({ name: "edge" })));

    expect(new Set(calls)).toEqual(new Set(["accepted"]));
  });
});

describe("a fault", () => {
  const create = ({ s3 }: Account) => outcome(s3.createBucket({ Bucket: "pictures" }));

  it.each<{ fault: Fault; answer: string; made: boolean }>([
    { fault: { type: "throttle" }, answer: "SlowDown 503", made: false },
    { fault: { type: "fail", when: "before" }, answer: "ServiceUnavailableException 503", made: false },
    { fault: { type: "fail", when: "after" }, answer: "ServiceUnavailableException 503", made: true },
    { fault: { type: "lose", when: "before" }, answer: "LostAnswer undefined", made: false },
    { fault: { type: "lose", when: "after" }, answer: "LostAnswer undefined", made: true },
    { fault: { type: "lose", when: "before", as: "time-out" }, answer: "TimeoutError undefined", made: false },
    { fault: { type: "lose", when: "after", as: "time-out" }, answer: "TimeoutError undefined", made: true },
    { fault: { type: "lose", when: "before", as: "cut" }, answer: "LostAnswer undefined", made: false },
    { fault: { type: "delay", ms: 5000 }, answer: "accepted", made: true },
  ])("$fault answers $answer, and the bucket is made: $made", async ({ fault, answer, made }) => {
    const one = account();
    one.sandbox.faults.script(({ operation }) => (operation === "CreateBucket" ? fault : undefined));

    expect(await create(one)).toBe(answer);
    expect(one.sandbox.world.s3.buckets.has("pictures")).toBe(made);
  });

  it("sees each call's sequence and input, and ends when cleared", async () => {
    const one = account();
    one.sandbox.faults.script(({ sequence, input }) =>
      sequence === 1 && input.Bucket === "pictures" ? { type: "throttle" } : undefined,
    );
    const answers = [await create(one), await create(one)];
    one.sandbox.faults.script(() => ({ type: "throttle" }));
    one.sandbox.faults.clear();

    expect([...answers, await create(one)]).toEqual(["SlowDown 503", "accepted", "accepted"]);
  });

  it("of throttling says so as each service does", async () => {
    const { sandbox, gateway, lambda, s3, iam } = account();
    sandbox.faults.script(() => ({ type: "throttle", retryAfterMs: 1500 }));

    const calls = [gateway.getRestApis(), lambda.listFunctions(), s3.listBuckets(), iam.listRoles()];

    expect(await Promise.all(calls.map(outcome))).toEqual([TOO_MANY, TOO_MANY, "SlowDown 503", "Throttling 400"]);
    await expect(lambda.listFunctions()).rejects.toMatchObject({ retryAfterSeconds: "2", Reason: "CallerRateLimitExceeded" });
  });

  it("lets somebody else act between a call and its effect", async () => {
    const one = account();
    const other = new S3({ ...COMMON, requestHandler: one.sandbox.requestHandler("s3") });
    one.sandbox.faults.script(({ sequence }) =>
      sequence === 1
        ? { type: "meanwhile", work: async () => void (await other.createBucket({ Bucket: "pictures" })) }
        : undefined,
    );

    await create(one);

    expect(one.sandbox.journal.entries().map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(one.sandbox.world.s3.buckets.get("pictures")?.name).toBe("pictures");
  });

  it.each(["before", "after"] as const)("leaves a caller that vanished %s the call without any answer", async (when) => {
    const one = account();
    one.sandbox.faults.script(() => ({ type: "vanish", when }));
    let settled = false;
    void create(one).finally(() => {
      settled = true;
    });

    await one.clock.sleep(600_000);

    expect(settled).toBe(false);
    expect(one.sandbox.world.s3.buckets.has("pictures")).toBe(when === "after");
  });

  it("breaks an answer off in the middle of its body, and the effect stands", async () => {
    const { gateway, sandbox } = account();
    sandbox.faults.script(() => ({ type: "lose", when: "after", as: "cut" }));

    await expect(gateway.createRestApi({ name: "orders" })).rejects.toThrow("aborted");

    expect(sandbox.world.apigateway.apis.size).toBe(1);
  });

  it("answers IAM and S3 as they answered before, and no other service (aws-facts 6.3, 7)", async () => {
    const { sandbox, s3, gateway } = account();
    await s3.listBuckets();
    await gateway.getRestApis();
    await s3.createBucket({ Bucket: "pictures" });
    await gateway.createRestApi({ name: "orders" });
    sandbox.faults.script(() => ({ type: "stale" }));

    const [buckets, apis] = [await s3.listBuckets(), await gateway.getRestApis()];

    expect(buckets.Buckets ?? []).toEqual([]);
    expect(apis.items).toHaveLength(1);
  });

  it("may be several at once", async () => {
    const one = account();
    one.sandbox.faults.script(() => [
      { type: "delay", ms: 5000 },
      { type: "lose", when: "after" },
    ]);
    const before = one.clock.now();

    expect(await create(one)).toBe("LostAnswer undefined");
    expect(one.clock.now() - before).toBe(5000);
  });

  it("that loses an answer is retried by the SDK, and the second try meets the effect of the first", async () => {
    const { sandbox } = account({ region: "eu-west-1" });
    const s3 = new S3({ ...COMMON, region: "eu-west-1", maxAttempts: 2, requestHandler: sandbox.requestHandler("s3") });
    sandbox.faults.script(({ sequence }) => (sequence === 1 ? { type: "lose", when: "after" } : undefined));
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };

    expect(await outcome(s3.createBucket({ Bucket: "pictures", CreateBucketConfiguration }))).toBe("BucketAlreadyOwnedByYou 409");
  });
});

describe("latency", () => {
  it("passes on the sandbox's clock, and so costs no real time", async () => {
    const { s3, clock } = account({ latencyMs: 60_000 });
    const before = clock.now();

    await s3.listBuckets();

    expect(clock.now() - before).toBe(60_000);
  });

  it("ends at once when the caller gives up", async () => {
    const { s3, clock } = account({ latencyMs: 60_000 });
    await s3.listBuckets();
    const release = clock.hold();
    const abort = new AbortController();
    const call = s3.listBuckets({}, { abortSignal: abort.signal });
    abort.abort();

    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    release();
  });
});

describe("the journal", () => {
  it("lists calls in order, tells writes from reads, and names the error", async () => {
    const { s3, sandbox, clock } = account();
    await s3.createBucket({ Bucket: "pictures" });
    await s3.putObject({ Bucket: "pictures", Key: "a", Body: "hello" });
    await outcome(s3.getObject({ Bucket: "pictures", Key: "missing" }));

    const entries = sandbox.journal.entries();

    expect(entries.map(({ operation, write, error }) => [operation, write, error])).toEqual([
      ["CreateBucket", true, undefined],
      ["PutObject", true, undefined],
      ["GetObject", false, "NoSuchKey"],
    ]);
    expect(entries[1]).toMatchObject({
      service: "s3",
      at: clock.now(),
      accessKeyId: "AKIDEXAMPLE",
      input: { Body: { bytes: 5 } },
    });
    expect(sandbox.journal.writes()).toHaveLength(2);
    expect(sandbox.journal.counts()).toEqual({ "s3.CreateBucket": 1, "s3.GetObject": 1, "s3.PutObject": 1 });
    sandbox.journal.clear();
    expect(sandbox.journal.entries()).toEqual([]);
  });
});

describe("a watcher of the journal", () => {
  it("is told of each call after its effect, with its error, until it stops watching", async () => {
    const { s3, sandbox } = account();
    const seen: unknown[] = [];
    const stop = sandbox.journal.watch(({ operation, error }) =>
      seen.push([operation, error, sandbox.world.s3.buckets.has("pictures")]),
    );
    await outcome(s3.headBucket({ Bucket: "pictures" }));
    await s3.createBucket({ Bucket: "pictures" });
    stop();
    await s3.headBucket({ Bucket: "pictures" });

    expect(seen).toEqual([
      ["HeadBucket", "NotFound", false],
      ["CreateBucket", undefined, true],
    ]);
  });

  it("is told of each call before another one of that moment takes effect", async () => {
    const { sandbox, gateway } = account();
    const { id: restApiId } = await gateway.createRestApi({ name: "photos" });
    const names = ["one", "two", "three", "four"];
    const seen: number[] = [];
    sandbox.journal.watch(() => void seen.push(sandbox.world.apigateway.apis.get(restApiId ?? "")?.models.size ?? 0));
    const before = sandbox.world.apigateway.apis.get(restApiId ?? "")?.models.size ?? 0;

    await Promise.all(
      names.map((name) => gateway.createModel({ restApiId, name, contentType: "application/json", schema: "{}" })),
    );

    expect(seen).toEqual(names.map((_, nth) => before + nth + 1));
  });
});

describe("the seed", () => {
  it("decides every id: the same calls in two sandboxes of one seed are answered alike", async () => {
    const ids = await Promise.all(
      [1, 1, 2].map(async (seed) => (await account({ seed }).gateway.createRestApi({ name: "orders" })).id),
    );

    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});
