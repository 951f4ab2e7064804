import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aCheckout, anAws, buildCommand, type Daemon, REGION, startDaemon } from "./daemon-process.ts";

let built: Awaited<ReturnType<typeof buildCommand>>;

beforeAll(async () => {
  built = await buildCommand();
}, 60_000);

afterAll(() => built.remove());

const STATE = "desired-state/buckets.yaml";

/** A bucket for each policy, of one field and of the whole resource. */
const POLICIES = [
  { bucket: "acme-alert-field", policy: "alert", path: "path: versioning, " },
  { bucket: "acme-alert-whole", policy: "alert", path: "" },
  { bucket: "acme-ignore-field", policy: "ignore", path: "path: versioning, " },
  { bucket: "acme-ignore-whole", policy: "ignore", path: "" },
] as const;

function desired(until: string): string {
  const buckets = POLICIES.map(({ bucket, policy, path }) => {
    return `  ${bucket}: { versioning: enabled, drift: [{ ${path}policy: ${policy}, until: "${until}", reason: INC-7 }] }\n`;
  });
  return `owner: daemon-test\nbuckets:\n${buckets.join("")}`;
}

/** To the second, as authors write it. */
function inMilliseconds(ms: number): string {
  return new Date(Math.ceil((Date.now() + ms) / 1_000) * 1_000).toISOString().replace(".000Z", "Z");
}

/** Somebody at the console. */
function atConsole(url: string): S3 {
  const credentials = { accessKeyId: "console", secretAccessKey: "console" };
  return new S3({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
}

async function versioningIn(url: string): Promise<readonly (string | undefined)[]> {
  const console = atConsole(url);
  return Promise.all(POLICIES.map(async ({ bucket }) => (await console.getBucketVersioning({ Bucket: bucket })).Status));
}

/** So many whole passes that began after now. */
async function morePasses(daemon: Daemon, count: number): Promise<void> {
  const { passes } = await daemon.status();
  // The one that may be under way began before.
  await expect.poll(async () => (await daemon.status()).passes, { timeout: 20_000 }).toBeGreaterThan(passes + count);
}

function toldOf(daemon: Daemon, bucket: string): readonly string[] {
  const alerts = daemon.lines.filter(({ msg }) => /^alert (firing|still firing|resolved)$/.test(msg));
  return alerts.filter(({ alert }) => alert === `drift/changed/bucket:${bucket}/versioning`).map(({ msg }) => msg);
}

describe("a console edit under a drift policy of alert or ignore, of a field or of all of a resource", () => {
  it("is left alone until the policy ends, told or only counted, and then put back", async () => {
    const { sandbox, url } = await anAws();
    const { home, commit } = aCheckout();
    const long = inMilliseconds(86_400_000);
    commit({ [STATE]: desired(long) });
    const daemon = startDaemon(built.command, { home, url, args: ["--interval", "1s"] });
    await daemon.finished("in-sync");
    const writes = () => sandbox.journal.writes().filter(({ accessKeyId }) => accessKeyId === "test").length;
    const before = writes();

    for (const { bucket } of POLICIES) {
      const VersioningConfiguration = { Status: "Suspended" } as const;
      await atConsole(url).putBucketVersioning({ Bucket: bucket, VersioningConfiguration });
    }
    await morePasses(daemon, 2);
    const { conditions, lastPass } = await daemon.status();
    const metrics = await (await daemon.get("/metrics")).text();

    expect(new Set(await versioningIn(url))).toEqual(new Set(["Suspended"]));
    expect(writes()).toBe(before);
    for (const { bucket, policy } of POLICIES) expect(toldOf(daemon, bucket)).toEqual(policy === "alert" ? ["alert firing"] : []);
    expect(conditions.map(({ address, handling }) => [address, handling])).toEqual([
      ["bucket:acme-alert-field", "tolerated"],
      ["bucket:acme-alert-whole", "tolerated"],
    ]);
    expect(lastPass).toMatchObject({
      outcome: "in-sync",
      tolerated: POLICIES.map(({ bucket, policy }) => {
        return { address: `bucket:${bucket}`, policy, paths: ["versioning"], until: long, reason: "INC-7" };
      }),
    });
    expect(metrics).toContain('stagekeeper_tolerated_drift{policy="alert"} 2\nstagekeeper_tolerated_drift{policy="ignore"} 2\n');

    commit({ [STATE]: desired(inMilliseconds(1_000)) });
    for (const { bucket } of POLICIES) {
      await daemon.line(({ msg, address }) => msg === "alert resolved" && address === `bucket:${bucket}`);
    }

    expect(new Set(await versioningIn(url))).toEqual(new Set(["Enabled"]));
    for (const { bucket } of POLICIES) expect(toldOf(daemon, bucket)).toEqual(["alert firing", "alert resolved"]);
    const noted = daemon.lines.filter(({ msg, code }) => msg === "noted" && code === "exception-expired");
    expect(new Set(noted.map(({ address }) => address))).toEqual(new Set(POLICIES.map(({ bucket }) => `bucket:${bucket}`)));
    expect(noted[0]?.detail).toMatch(/^drift: alert of versioning \(INC-7\) ended .*, so drift counts again/);
  });
});
