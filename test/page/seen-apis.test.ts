import { describe, expect, it } from "vitest";
import type { ApiOverview, StageOverview } from "../../src/page/overview.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { openSeen, type Seen } from "./seen-world.ts";
import { SECRETS, UPLOADS } from "./uploads.ts";

function stage(apis: readonly ApiOverview[], api: string, name: string): StageOverview {
  const found = apis.find((one) => one.name === api)?.stages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no stage ${api}/${name}`);
  return found;
}

/** Somebody at the console. */
async function patchStage({ sandbox }: Seen, stageName: string, path: string, value: string): Promise<void> {
  const { APIGateway } = await import("@aws-sdk/client-api-gateway");
  const credentials = { accessKeyId: "console", secretAccessKey: "console" };
  const api = new APIGateway({ region: "us-east-1", credentials, requestHandler: sandbox.requestHandler("apigateway") });
  const { items = [] } = await api.getRestApis({});
  const restApiId = items.find(({ name }) => name === "ImageUploadAPI")?.id;
  await api.updateStage({ restApiId, stageName, patchOperations: [{ op: "replace", path, value }] });
}

describe("what the page is told of the APIs", () => {
  it("is after a pass that made everything what the next pass finds", async () => {
    const seen = openSeen();

    const made = await seen.pass(UPLOADS);
    const found = await seen.pass(UPLOADS);

    expect([made.report.outcome, found.report.outcome]).toEqual(["converged", "in-sync"]);
    expect(withoutTimes(made.apis)).toEqual(withoutTimes(found.apis));
    expect(made.apis.map(({ name }) => name)).toEqual(["ImageUploadAPI", "ThumbnailAPI"]);
  });

  it("is after a change, and after drift was put back, what the next pass finds", async () => {
    const seen = openSeen();
    await seen.pass(UPLOADS);
    await patchStage(seen, "prod", "/variables/BUCKET_NAME", "somebody-elses");
    const changed = UPLOADS.replace("rateLimit: 100", "rateLimit: 50").replace("acme-images-dev }", "acme-other-dev }");

    const moved = await seen.pass(changed);
    const found = await seen.pass(changed);

    expect([moved.report.outcome, found.report.outcome]).toEqual(["converged", "in-sync"]);
    expect(withoutTimes(moved.apis)).toEqual(withoutTimes(found.apis));
    expect(stage(moved.apis, "ImageUploadAPI", "prod").throttling).toEqual({ rateLimit: 50, burstLimit: 200, routes: 0 });
  });

  it("follows a stage to the alias, version and environment that answer", async () => {
    const { apis } = await openSeen().pass(UPLOADS);

    const { targets, snapshot } = stage(apis, "ImageUploadAPI", "prod");
    expect(targets).toMatchObject([{ function: "ImageUploader", alias: "prod", version: "1", weights: [], shift: null }]);
    expect(targets[0]?.environment?.map(({ name }) => name)).toEqual(["API_KEY", "BUCKET_NAME", "LOG_LEVEL", "SIGNING"]);
    expect(snapshot).toMatchObject({ stale: false, sharedWith: ["dev"] });
    expect(stage(apis, "ImageUploadAPI", "dev").targets).toMatchObject([
      { alias: "dev", version: "$LATEST", environment: [{ name: "LOG_LEVEL", value: "info" }] },
    ]);
    expect(stage(apis, "ThumbnailAPI", "live").targets).toEqual([]);
  });

  it("tells a canary as it is declared, its secrets masked", async () => {
    const canary = "canary: { percent: 5, variables: { SIZE: '512', DB_PASSWORD: hunter2-variable } }";
    const { apis, report } = await openSeen().pass(
      UPLOADS.replace('{ variables: { SIZE: "256" } }', `{ variables: { SIZE: "256" }, ${canary} }`),
    );

    expect(report.outcome).toBe("converged");
    expect(stage(apis, "ThumbnailAPI", "live").canary).toMatchObject({
      percent: 5,
      snapshot: null,
      variables: [
        { name: "DB_PASSWORD", sensitive: true },
        { name: "SIZE", value: "512" },
      ],
    });
    expect(JSON.stringify(apis)).not.toContain("hunter2");
  });

  it("knows how old a snapshot is", async () => {
    const seen = openSeen();
    const first = await seen.pass(UPLOADS);
    await seen.clock.sleep(3_600_000);
    const later = await seen.pass(UPLOADS);

    const [made, found] = [first, later].map(({ apis }) => stage(apis, "ThumbnailAPI", "live").snapshot.madeAt ?? 0);
    expect(Math.abs((made ?? 0) - (found ?? 0))).toBeLessThan(60_000);
    expect(seen.clock.now() - (found ?? 0)).toBeGreaterThanOrEqual(3_600_000);
  });

  it("holds no secret, whoever calls it one: its name, its form, the author", async () => {
    const seen = openSeen();
    await seen.pass(UPLOADS);
    await patchStage(seen, "dev", "/variables/BUCKET_NAME", "AKIAIOSFODNN7EXAMPLE");
    const tolerant = UPLOADS.replace("acme-images-dev } }", "acme-images-dev }, drift: alert }");

    const { apis } = await seen.pass(tolerant);

    const text = JSON.stringify(apis);
    for (const secret of [...SECRETS, "AKIAIOSFODNN7EXAMPLE"]) expect(text).not.toContain(secret);
    for (const name of ["DB_PASSWORD", "API_KEY", "SIGNING"])
      expect(text).toContain(`"name":"${name}","value":"(sensitive, sha256:`);
  });

  it("says of a stage that could not be read so, and shows nothing of it", async () => {
    const seen = openSeen();
    await seen.pass(UPLOADS);
    const error = new AwsError("AccessDeniedException", "not allowed", 403);
    seen.sandbox.faults.script(({ operation }) =>
      operation === "GetStages" ? { type: "fail", when: "before", error } : undefined,
    );

    const { apis } = await seen.pass(UPLOADS);

    expect(stage(apis, "ImageUploadAPI", "prod")).toMatchObject({ presence: "unknown", variables: [], snapshot: { id: null } });
  });
});

/** The next pass reads when a snapshot was made; the pass that makes it only knows about when. */
function withoutTimes(apis: readonly ApiOverview[]): unknown {
  return JSON.parse(JSON.stringify(apis, (key, value) => (key === "madeAt" ? undefined : value)));
}
