import { describe, expect, it } from "vitest";
import { StagekeeperError } from "../../src/model/errors.ts";
import { refTo } from "../../src/model/ref.ts";
import { aDesired, aLive, aState, imageUpload, OWNER, stageVariable } from "./builders.ts";
import { createMemoryAws, type MemoryAws } from "./memory-aws.ts";
import { converge, createMemoryLedger, look } from "./run-pass.ts";

const done = (report: { readonly steps: readonly { readonly step: { readonly address: string }; readonly result: string }[] }) =>
  report.steps.filter(({ result }) => result === "done").map(({ step }) => step.address);

async function converged(state = imageUpload()): Promise<{ aws: MemoryAws; ledger: ReturnType<typeof createMemoryLedger> }> {
  const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
  await converge(aws, state, { ledger });
  return { aws, ledger };
}

describe("drift", () => {
  it("is told from a rollout, and healed", async () => {
    const { aws, ledger } = await converged();
    const version = aws.store.get("alias:Uploader/prod")?.spec;
    aws.change("alias:Uploader/prod", { version: "$LATEST" });

    const report = await converge(aws, imageUpload(), { ledger });

    expect(report.steps.map(({ step }) => [step.address, step.cause])).toEqual([["alias:Uploader/prod", "drift"]]);
    expect(report.outcome).toBe("converged");
    expect(aws.store.get("alias:Uploader/prod")?.spec).toEqual(version);
  });

  it("is a rollout when the ledger was lost", async () => {
    const { aws } = await converged();
    aws.change("stage:ImageUpload/dev", { description: "edited by hand" });

    const report = await converge(aws, imageUpload());

    expect(report.steps.map(({ step }) => step.cause)).toEqual(["rollout"]);
  });

  it("is what deleting by hand is, too", async () => {
    const { aws, ledger } = await converged();
    aws.remove("stage:ImageUpload/prod");

    const report = await converge(aws, imageUpload(), { ledger });

    expect(report.steps.map(({ step }) => [step.address, step.action, step.cause])).toEqual([
      ["stage:ImageUpload/prod", "create", "drift"],
    ]);
  });

  it("is not what a commit changes", async () => {
    const { aws, ledger } = await converged();

    const report = await converge(aws, imageUpload({ devDescription: "Development" }), { ledger });

    expect(report.steps.map(({ step }) => [step.address, step.cause])).toEqual([["stage:ImageUpload/dev", "rollout"]]);
  });

  it("is known for what was already as declared when it was first seen", async () => {
    const { aws } = await converged();
    const ledger = createMemoryLedger();
    await converge(aws, imageUpload(), { ledger });
    aws.change("alias:Uploader/prod", { version: "$LATEST" });
    aws.change("bucket:images-dev", { versioning: "suspended" });

    const report = await look(aws, imageUpload(), { ledger });

    expect(report.plan?.steps.map((step) => step.cause)).toEqual(["drift", "drift"]);
  });
});

describe("new code", () => {
  it("is served by $LATEST at once and by an auto alias through a new version", async () => {
    const { aws, ledger } = await converged();

    const report = await converge(aws, imageUpload({ code: "code-2" }), { ledger });

    expect(report.outcome).toBe("converged");
    expect(aws.store.get("alias:Uploader/prod")?.spec).toMatchObject({ version: "2" });
    expect(aws.store.get("version:Uploader/2")?.spec).toMatchObject({
      codeSha256: "code-2",
      environment: { BUCKET_NAME: "images-prod" },
    });
  });

  it("does not move an alias that is pinned to the old code", async () => {
    const { aws, ledger } = await converged(imageUpload({ pin: "code-1" }));

    const report = await converge(aws, imageUpload({ code: "code-2", pin: "code-1" }), { ledger });

    expect(done(report)).toEqual(["function:Uploader"]);
    expect(aws.store.get("alias:Uploader/prod")?.spec).toMatchObject({ version: "1" });
  });

  it("finds the old version again when a commit goes back", async () => {
    const { aws } = await converged();
    await converge(aws, imageUpload({ code: "code-2" }));

    const report = await converge(aws, imageUpload({ code: "code-1" }));

    expect(done(report)).toEqual(["function:Uploader", "alias:Uploader/prod"]);
    expect(aws.store.get("alias:Uploader/prod")?.spec).toMatchObject({ version: "1" });
  });

  it("blocks a pin to code that is nowhere, and goes on with the rest", async () => {
    const aws = createMemoryAws();

    const report = await converge(aws, imageUpload({ pin: "code-of-yore" }));

    expect(report.outcome).toBe("failed");
    expect(report.plan?.blocked.map(({ address, reason }) => [address.replace(/pin-.*/, "pin"), reason])).toEqual([
      ["version:Uploader/pin", "not-found"],
      ["alias:Uploader/prod", "needs-blocked"],
      ["permission:Uploader/prod/ImageUpload/prod", "needs-blocked"],
      ["stage:ImageUpload/prod", "needs-blocked"],
    ]);
    expect(aws.store.has("stage:ImageUpload/dev")).toBe(true);
  });
});

describe("a step that fails", () => {
  it("stops only what needs it, and every result is reported", async () => {
    const aws = createMemoryAws();
    aws.failWrite(
      "alias:Uploader/prod",
      new StagekeeperError("limit-exceeded", "too many\n  aliases", { awsCode: "CodeStorageExceededException" }),
    );

    const report = await converge(aws, imageUpload());

    expect(report.outcome).toBe("failed");
    expect(
      report.steps
        .filter(({ result }) => result !== "done")
        .map(({ step, result, error, because }) => ({ address: step.address, result, error, because })),
    ).toEqual([
      {
        address: "alias:Uploader/prod",
        result: "failed",
        error: { code: "CodeStorageExceededException", message: "too many aliases" },
      },
      { address: "permission:Uploader/prod/ImageUpload/prod", result: "not-attempted", because: "alias:Uploader/prod" },
      { address: "stage:ImageUpload/prod", result: "not-attempted", because: "alias:Uploader/prod" },
    ]);
    expect(aws.store.has("stage:ImageUpload/dev")).toBe(true);
  });

  it("leaves nothing behind that the next pass does not finish", async () => {
    const aws = createMemoryAws();
    aws.failWrite("alias:Uploader/prod", new Error("odd"));
    await converge(aws, imageUpload());
    aws.restart();

    const report = await converge(aws, imageUpload());

    expect(report.outcome).toBe("converged");
    expect(done(report)).toEqual(["alias:Uploader/prod", "permission:Uploader/prod/ImageUpload/prod", "stage:ImageUpload/prod"]);
  });
});

describe("an interrupted pass", () => {
  it("ends the step under way, starts no other, and says so", async () => {
    const aws = createMemoryAws();
    const controller = new AbortController();
    const ledger = createMemoryLedger();
    aws.beforeWrite(({ address }) => address === "function:Uploader" && controller.abort(new Error("SIGINT")));

    const report = await converge(aws, imageUpload(), { signal: controller.signal, concurrency: 1, ledger });

    expect(report.outcome).toBe("failed");
    expect(report.interrupted).toBe(true);
    expect(report.steps.find(({ step }) => step.address === "function:Uploader")?.result).toBe("done");
    expect(report.steps.some(({ result }) => result === "not-attempted")).toBe(true);
    expect(ledger.converged("function:Uploader")).toBeDefined();
    expect(ledger.saves()).toBe(1);
  });

  it("is failed with code interrupted when it ends before there is a plan", async () => {
    const controller = new AbortController();
    controller.abort(new Error("SIGTERM"));

    const report = await look(createMemoryAws(), imageUpload(), { signal: controller.signal });

    expect(report).toMatchObject({ outcome: "failed", interrupted: true, plan: null, error: { code: "interrupted" } });
  });

  it("is whole when the signal comes after the last step", async () => {
    const aws = createMemoryAws();
    const controller = new AbortController();

    const report = await converge(aws, aState([aDesired("bucket", "images")]), {
      signal: controller.signal,
      onProgress: (event) => event.type === "step-finished" && controller.abort(),
    });

    expect(report).toMatchObject({ outcome: "converged", interrupted: false });
  });
});

describe("what is not ours", () => {
  it("is not changed until adopt says so, and then carries our mark", async () => {
    const aws = createMemoryAws();
    aws.put(aLive("bucket", "images", { versioning: "suspended" }, { owner: null }));
    const declared = (adopt: boolean) =>
      aState([aDesired("bucket", "images", { versioning: "enabled" }, { options: { adopt } })]);

    const refused = await converge(aws, declared(false));
    const adopted = await converge(aws, declared(true));
    const again = await converge(aws, declared(false));

    expect(refused.plan?.blocked).toMatchObject([{ address: "bucket:images", reason: "not-owned" }]);
    expect(adopted.outcome).toBe("converged");
    expect(aws.store.get("bucket:images")).toMatchObject({ owner: OWNER, spec: { versioning: "enabled" } });
    expect(again.outcome).toBe("in-sync");
  });

  it("may be referred to: an external role gives its ARN and is never a step", async () => {
    const aws = createMemoryAws();
    aws.put(aLive("role", "shared", {}, { owner: null, outputs: { arn: "arn:shared" } }));
    const state = aState([
      aDesired("role", "shared", {}, { options: { external: true } }),
      aDesired("function", "F", {
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: refTo("role:shared", "arn"),
        codeSha256: "c",
      }),
    ]);

    const report = await converge(aws, state);

    expect(done(report)).toEqual(["function:F"]);
    expect(aws.store.get("function:F")?.spec).toMatchObject({ role: "arn:shared" });
  });

  it("serves a team that declares only stages and aliases of a foreign API", async () => {
    const aws = createMemoryAws();
    const route = {
      integration: { type: "lambda" as const, function: stageVariable("FN"), qualifier: stageVariable("ALIAS") },
    };
    aws.put(
      aLive(
        "rest-api",
        "Orders",
        { routes: { "GET /": route } },
        { owner: null, outputs: { id: "api1" }, facts: { id: "api1", liveRoutes: { "GET /": route } } },
      ),
    );
    aws.put(
      aLive(
        "function",
        "OrdersFn",
        { codeSha256: "theirs" },
        { owner: null, facts: { arn: "a", codeSha256: "theirs", environment: {} } },
      ),
    );
    const state = aState([
      aDesired("rest-api", "Orders", {}, { options: { external: true } }),
      aDesired("function", "OrdersFn", {}, { options: { external: true }, intent: { code: null } }),
      aDesired("alias", "OrdersFn/live", {}, { intent: { select: "auto" } }),
      aDesired("stage", "Orders/live", { variables: { FN: "OrdersFn", ALIAS: "live" } }),
    ]);

    const first = await converge(aws, state);
    const second = await converge(aws, state);

    expect(first.outcome).toBe("converged");
    expect(done(first).map((address) => address.split("/")[0])).toEqual([
      "version:OrdersFn",
      "alias:OrdersFn",
      "permission:OrdersFn",
      "deployment:Orders",
      "stage:Orders",
    ]);
    expect(second.outcome).toBe("in-sync");
    expect(aws.broken).toEqual([]);
  });
});

describe("looking up what is not declared", () => {
  const state = (alias: string) =>
    aState([
      aDesired("function", "F", {}, { options: { external: true }, intent: { code: null } }),
      aDesired("rest-api", "Api", {
        routes: { "GET /": { integration: { type: "lambda", function: "F", qualifier: stageVariable("ALIAS") } } },
      }),
      aDesired("stage", "Api/live", { variables: { ALIAS: alias } }),
    ]);
  const withAlias = (): MemoryAws => {
    const aws = createMemoryAws();
    aws.put(aLive("function", "F", {}, { owner: null, facts: { arn: "a", codeSha256: "c", environment: {} } }));
    aws.put(aLive("alias", "F/blue", { version: "$LATEST" }, { owner: null }));
    return aws;
  };

  it("accepts an alias that only AWS has", async () => {
    const aws = withAlias();

    const report = await converge(aws, state("blue"));

    expect(report.outcome).toBe("converged");
    expect(aws.store.has("permission:F/blue/Api/live")).toBe(true);
  });

  it("blocks a stage whose variable names an alias that neither the desired state nor AWS has", async () => {
    const aws = withAlias();

    const report = await converge(aws, state("bleu"));

    expect(report.plan?.blocked.map(({ address, reason }) => [address, reason])).toEqual([
      ["permission:F/bleu/Api/live", "invalid-reference"],
      ["stage:Api/live", "needs-blocked"],
    ]);
    expect(aws.store.has("stage:Api/live")).toBe(false);
  });
});

describe("prune", () => {
  const without = (...addresses: readonly string[]) => {
    const state = imageUpload();
    return {
      ...state,
      guards: { ...state.guards, minExisting: 100 },
      resources: state.resources.filter(({ address }) => !addresses.includes(address)),
    };
  };

  it("deletes nothing unless asked", async () => {
    const { aws } = await converged();

    const report = await converge(aws, without("stage:ImageUpload/prod"));

    expect(report.outcome).toBe("in-sync");
  });

  it("removes a stage and then the permission that only it needed", async () => {
    const { aws } = await converged();

    const report = await converge(aws, without("stage:ImageUpload/prod", "alias:Uploader/prod"), { prune: true });

    expect(report.steps.map(({ step, result }) => [step.address, step.action, result])).toEqual([
      ["stage:ImageUpload/prod", "delete", "done"],
      ["permission:Uploader/prod/ImageUpload/prod", "delete", "done"],
      ["alias:Uploader/prod", "delete", "done"],
    ]);
    expect(aws.broken).toEqual([]);
  });

  it("leaves alone what another owner marked", async () => {
    const { aws } = await converged();
    aws.put(aLive("bucket", "theirs", {}, { owner: "others" }));
    aws.put(aLive("bucket", "ours", {}));

    await converge(aws, imageUpload(), { prune: true });

    expect(aws.store.has("bucket:theirs")).toBe(true);
    expect(aws.store.has("bucket:ours")).toBe(false);
  });

  it("is refused when the desired state names no owner", async () => {
    const { aws } = await converged();

    const report = await converge(aws, { ...imageUpload(), ownerDeclared: false }, { prune: true });

    expect(report).toMatchObject({ outcome: "refused", violations: [{ guard: "prune-owner" }] });
  });
});

describe("destroy", () => {
  it("deletes what is declared in the safe order, leaves nothing, and a second one does nothing", async () => {
    const { aws, ledger } = await converged();

    const report = await converge(aws, imageUpload(), { mode: "destroy", ledger });
    const again = await converge(aws, imageUpload(), { mode: "destroy", ledger });

    expect(report.steps.map(({ step }) => step.address)).toEqual([
      "rest-api:ImageUpload",
      "function:Uploader",
      "bucket:images-dev",
      "bucket:images-prod",
      "role:image-uploader",
    ]);
    expect(report.outcome).toBe("converged");
    expect(report.invokeUrls).toEqual({});
    expect([...aws.store.keys()]).toEqual([]);
    expect(again.outcome).toBe("in-sync");
  });

  it("is forgotten by the ledger, so that coming back is a rollout", async () => {
    const { aws, ledger } = await converged();
    await converge(aws, imageUpload(), { mode: "destroy", ledger });

    const report = await look(aws, imageUpload(), { ledger });

    expect(new Set(report.plan?.steps.map((step) => step.cause))).toEqual(new Set(["rollout"]));
  });

  it("deletes nothing at all when something is protected; forced, it leaves only that", async () => {
    const { aws } = await converged();
    const state = imageUpload();
    const guarded = state.resources.map((one) =>
      one.address === "bucket:images-prod" ? { ...one, options: { ...one.options, protect: true } } : one,
    );

    const refused = await converge(aws, { ...state, resources: guarded }, { mode: "destroy" });
    const kept = aws.store.size;
    const forced = await converge(aws, { ...state, resources: guarded }, { mode: "destroy", force: true });

    expect(refused).toMatchObject({ outcome: "refused", violations: [{ guard: "protect" }] });
    expect(kept).toBeGreaterThan(5);
    expect(forced.outcome).toBe("failed");
    expect([...aws.store.keys()]).toEqual(["bucket:images-prod"]);
  });

  it("does not take along a stage that is not ours", async () => {
    const { aws } = await converged();
    const api = aws.store.get("rest-api:ImageUpload");
    if (api) aws.put({ ...api, unmanaged: [{ what: "stage ImageUpload/theirs", beside: "rest-api:ImageUpload" }] });

    const report = await converge(aws, imageUpload(), { mode: "destroy" });

    expect(report.plan?.blocked.map(({ address, reason }) => [address, reason])).toEqual([
      ["bucket:images-dev", "needs-blocked"],
      ["bucket:images-prod", "needs-blocked"],
      ["role:image-uploader", "needs-blocked"],
      ["function:Uploader", "needs-blocked"],
      ["rest-api:ImageUpload", "has-unmanaged"],
    ]);
    expect(report.steps).toEqual([]);
  });

  it("takes along a stage that carries our mark though it is not declared any more", async () => {
    const { aws } = await converged();
    const api = aws.store.get("rest-api:ImageUpload");
    if (api) aws.put({ ...api, unmanaged: [{ what: "stage ImageUpload/old", beside: "rest-api:ImageUpload" }] });
    aws.put(aLive("stage", "ImageUpload/old", {}));

    const report = await converge(aws, imageUpload(), { mode: "destroy" });

    expect(report.outcome).toBe("converged");
    expect([...aws.store.keys()]).toEqual([]);
  });
});

describe("guards and consent", () => {
  it("applies only the plan that was reviewed", async () => {
    const aws = createMemoryAws();
    const dry = await look(aws, imageUpload());

    const other = await converge(aws, imageUpload(), { expect: "0123" });
    const same = await converge(aws, imageUpload(), { expect: dry.plan?.digest ?? "" });

    expect(other).toMatchObject({ outcome: "refused", violations: [{ guard: "expect" }] });
    expect(same.outcome).toBe("converged");
  });

  it("reads nothing of an account that is not the target", async () => {
    const aws = createMemoryAws();

    const report = await converge(aws, { ...imageUpload(), target: { account: "111111111111" } });

    expect(report).toMatchObject({ outcome: "refused", plan: null, violations: [{ guard: "target", forceable: false }] });
    expect(aws.reads).toEqual([]);
  });

  it("writes nothing when a person says no, and asks nobody about nothing", async () => {
    const aws = createMemoryAws();
    let asked = 0;
    const approve = async () => {
      asked += 1;
      return false;
    };

    const declined = await converge(aws, imageUpload(), { approve });
    await converge(aws, imageUpload());
    const nothing = await converge(aws, imageUpload(), { approve });

    expect(declined.outcome).toBe("refused");
    expect(nothing.outcome).toBe("in-sync");
    expect(asked).toBe(1);
  });

  it("reports an invalid desired state with its issues and makes no call", async () => {
    const aws = createMemoryAws();
    const issue = { severity: "error" as const, code: "unknown-property", message: "m", file: "f", line: 1, column: 1 };

    const report = await converge(aws, imageUpload(), { source: { load: async () => ({ valid: false, issues: [issue] }) } });

    expect(report).toMatchObject({ outcome: "invalid", issues: [issue], plan: null, calls: { total: 0 } });
  });

  it("fails on --only that matches nothing, for a slip of the pen must not look like in sync", async () => {
    const report = await converge(createMemoryAws(), imageUpload(), { only: ["stage:ImageUplaod/*"] });

    expect(report).toMatchObject({ outcome: "failed", error: { code: "invalid" } });
  });

  it("takes along what --only never could name, and blocks on what it could", async () => {
    const { aws } = await converged();
    aws.remove("stage:ImageUpload/prod");
    aws.remove("permission:Uploader/prod/ImageUpload/prod");

    const fine = await converge(aws, imageUpload(), { only: ["stage:*/prod"] });
    const blocked = await converge(createMemoryAws(), imageUpload(), { only: ["stage:*/prod"] });

    expect(done(fine)).toEqual(["permission:Uploader/prod/ImageUpload/prod", "stage:ImageUpload/prod"]);
    expect(blocked.plan?.blocked.find(({ address }) => address === "stage:ImageUpload/prod")?.message).toMatch(
      /--only leaves out/,
    );
  });
});

describe("what cannot be read", () => {
  it("blocks itself and its children, and the rest proceeds", async () => {
    const aws = createMemoryAws();
    aws.unreadable("rest-api:ImageUpload", { state: "unknown", reason: "ambiguous", message: "two APIs have this name" });

    const report = await converge(aws, imageUpload());

    expect(report.outcome).toBe("failed");
    expect(report.plan?.blocked.map(({ reason }) => reason)).toEqual(["unknown-ambiguous", ...Array(5).fill("unknown-parent")]);
    expect(aws.store.has("alias:Uploader/prod")).toBe(true);
  });

  it("is what stands on something that does not exist and is not ours to make", async () => {
    const aws = createMemoryAws();
    const state = aState([
      aDesired("rest-api", "Api", {}, { options: { external: true } }),
      aDesired("stage", "Api/live", { deploymentId: "d1" }, { intent: { deployment: "leave" } }),
    ]);

    const report = await converge(aws, state);

    expect(report.plan?.blocked.map(({ address, reason }) => [address, reason])).toEqual([
      ["rest-api:Api", "not-found"],
      ["stage:Api/live", "unknown-missing"],
    ]);
    expect(aws.reads).toEqual(["rest-api:Api"]);
  });

  it("is unknown, never absent, when an observer throws", async () => {
    const aws = createMemoryAws();
    const session = aws.openSession();
    aws.crashAt({ write: 1, takesEffect: false });
    await converge(aws, aState([aDesired("bucket", "images")]));

    const report = await look(aws, aState([aDesired("bucket", "images")]));

    expect(session.calls().total).toBeGreaterThan(0);
    expect(report.plan?.blocked).toMatchObject([
      { address: "bucket:images", reason: "unknown-failed", message: "the process is gone" },
    ]);
  });
});
