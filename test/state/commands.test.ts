import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, it, onTestFinished } from "vitest";
import { runHistory } from "../../src/cli/commands/history.ts";
import { runPass } from "../../src/cli/commands/pass.ts";
import { runStatus } from "../../src/cli/commands/status.ts";
import { openState } from "../../src/cli/compose-state.ts";
import { s3Place } from "../../src/cli/option-values.ts";
import { keepStatus } from "../../src/daemon/kept-status.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { watch } from "../cli/person.ts";
import { desiredStateOf, passOptions } from "../cli/workspace.ts";
import { aStatus } from "../daemon/builders.ts";

const REGION = "us-east-1";
const OUTPUT = { format: "text", color: false } as const;
const DESIRED = "owner: state-test\nbuckets:\n  acme-one: { versioning: enabled }\n";

describe("--state s3://bucket/prefix", () => {
  it("remembers for passes, history and status what a directory would", async () => {
    const sandbox = createSandbox({ clock: systemClock, region: REGION });
    onTestFinished(() => sandbox.close());
    const { url } = await sandbox.listen(0);
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] ??= "test";
    const credentials = { accessKeyId: "hand", secretAccessKey: "hand" };
    const s3 = new S3({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
    await s3.createBucket({ Bucket: "acme-state" });
    const place = { endpointUrl: url, region: REGION, state: "s3://acme-state/fleet" };
    const pass = async () => {
      const { terminal, out, err } = watch();
      const options = { ...passOptions({ sandbox: false }), ...place };
      const code = await runPass({ path: desiredStateOf(DESIRED), kind: "apply", options }, terminal);
      return { code, out: out(), err: err() };
    };

    expect((await pass()).code).toBe(0);
    await s3.putBucketVersioning({ Bucket: "acme-one", VersioningConfiguration: { Status: "Suspended" } });
    expect((await pass()).code).toBe(0);

    const told = watch();
    await runHistory({ ...OUTPUT, ...place, address: [], kind: ["drift"], limit: 10 }, told.terminal);
    expect(told.out()).toContain("bucket:acme-one");
    const none = watch();
    expect(await runStatus({ ...OUTPUT, ...place, health: false, watch: false }, none.terminal)).toBe(1);
    expect(none.err()).toBe("error: no status in s3://acme-state/fleet: there is none yet\n");

    const state = openState(place);
    await keepStatus(state.store, aStatus());
    const { terminal, out } = watch();
    expect(await runStatus({ ...OUTPUT, ...place, health: false, watch: false }, terminal)).toBe(aStatus().ready ? 0 : 1);
    expect(out()).toContain("what s3://acme-state/fleet remembers");
    state.close();
  });

  it("says where it cannot remember, and passes all the same", async () => {
    const sandbox = createSandbox({ clock: systemClock, region: REGION });
    onTestFinished(() => sandbox.close());
    const { url } = await sandbox.listen(0);
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] ??= "test";
    const { terminal, err } = watch();
    const options = passOptions({
      sandbox: false,
      endpointUrl: url,
      region: REGION,
      state: "s3://acme-none/x",
      logLevel: "warn",
    });

    expect(await runPass({ path: desiredStateOf(DESIRED), kind: "apply", options }, terminal)).toBe(0);

    expect(err()).toMatch(/the ledger s3:\/\/acme-none\/x\/000000000000-us-east-1\/ledger\.json cannot be read \(.*NoSuchBucket/);
  });

  it.each([
    ["s3://acme-state", { bucket: "acme-state", prefix: "" }],
    ["s3://acme-state/", { bucket: "acme-state", prefix: "" }],
    ["s3://acme.state/a/b/", { bucket: "acme.state", prefix: "a/b/" }],
    [".stagekeeper", null],
    ["/var/s3", null],
  ])("%s is a place or a directory", (value, place) => {
    expect(s3Place(value)).toEqual(place);
  });

  it.each(["s3://", "s3:///x", "s3://A_B/x", "s3://ab", "s3://acme//x"])("%s is refused", (value) => {
    expect(() => s3Place(value)).toThrow(/names no place in S3; one looks like s3:\/\/bucket\/prefix/);
  });
});
