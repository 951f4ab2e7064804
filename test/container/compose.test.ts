/** `deploy/compose.yaml`, its services run as it says, in containers of the image that the Dockerfile makes. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { type Container, startContainer } from "../../tools/container/container.ts";
import { DEPLOY, documentIn, ROOT } from "../deploy/files.ts";

const image = inject("image");

interface Service {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[] };
}

// Held to its schema by test/deploy.
const { services } = documentIn("compose.yaml") as {
  readonly services: Readonly<Record<"aws" | "receiver" | "daemon", Service>>;
};

/** A service as `docker compose up` starts it: binds are read-only, its named volume is the image's own. */
async function up(name: keyof typeof services, home: string): Promise<Container> {
  const { entrypoint, command, environment = {}, volumes = [], tmpfs = [] } = services[name];
  const binds = volumes.map((volume) => volume.split(":")).filter(([source]) => source?.startsWith("."));
  const container = await startContainer({
    image,
    environment,
    tmpfs,
    ...(entrypoint && { entrypoint }),
    ...(command && { args: command }),
    mounts: Object.fromEntries(binds.map(([source = "", target = ""]) => [target, path.join(home, "deploy", source)])),
    volumes: path.join(home, "volumes", name),
    hosts: Object.keys(services),
  });
  onTestFinished(() => container.kill());
  return container;
}

/** What the file mounts, as a checkout has it: everybody may read it. */
function aCopy(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-compose-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  cpSync(DEPLOY, path.join(home, "deploy"), { recursive: true });
  for (const name of ["desired-state", "functions"]) cpSync(path.join(ROOT, name), path.join(home, name), { recursive: true });
  return home;
}

describe("the compose file, as services of containers", () => {
  it("converges the example, puts back what somebody changes, and tells the receiver", async () => {
    const home = aCopy();
    const aws = await up("aws", home);
    await aws.said(/an AWS of your own/);
    const healthy = await aws.exec(services.aws.healthcheck?.test?.slice(1) ?? []);
    const receiver = await up("receiver", home);
    const daemon = await up("daemon", home);
    await daemon.said(/"outcome":"converged".*"msg":"run finished"/);
    const console = new S3({
      endpoint: "http://127.0.0.1:4566",
      region: "us-east-1",
      credentials: { accessKeyId: "console", secretAccessKey: "console" },
      forcePathStyle: true,
    });
    const Bucket = "stagekeeper-example-images-prod";

    await console.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
    await daemon.signal("SIGHUP");
    const [line] = await receiver.said(/^stagekeeper\.drift\.firing.*/);
    await receiver.said(/^stagekeeper\.drift\.resolved/);
    const { Status } = await console.getBucketVersioning({ Bucket });
    const ends = await Promise.all(
      [daemon, receiver, aws].map(async (container) => {
        await container.signal("SIGTERM");
        return container.ended;
      }),
    );

    expect(healthy).toEqual({ code: 0, output: "" });
    expect(line).toContain(`bucket:${Bucket}`);
    expect(Status).toBe("Enabled");
    expect(ends, daemon.output()).toEqual([0, 0, 0]);
  }, 120_000);
});
