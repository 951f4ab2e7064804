/**
 * The Dockerfile, followed without an engine: its steps are read from it and taken in an empty directory, and what comes
 * out is run there by the kernel's own means (unshare, chroot, read-only mounts, setpriv), before an AWS over HTTP.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type Container, type Launch, startContainer } from "../../tools/container/container.ts";
import { entriesOf } from "../../tools/container/tree-entries.ts";
import { aCheckout, anAws, REGION } from "../daemon/daemon-process.ts";

const CONVERGED = /"outcome":"converged".*"msg":"run finished"/;
/** What the image listens on when nothing else is said. */
const LISTENS = "http://127.0.0.1:9464";
/** What Kubernetes gives a container to end. */
const GRACE_MS = 30_000;

const STATE = `owner: container-test
buckets: { acme-container-one: {} }
roles:
  uploader: { assumedBy: lambda.amazonaws.com }
functions:
  Uploader:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: uploader
    aliases: { live: { version: auto } }
apis:
  Upload:
    routes: { PUT /upload: { lambda: "Uploader:live" } }
    stages: { live: { description: Live } }
`;

const image = inject("image");

/** As a checkout is that was not made for a test: others may read it. */
function aReadableCheckout() {
  const checkout = aCheckout();
  chmodSync(checkout.home, 0o755);
  const commit = checkout.commit({
    "desired-state/uploader.yaml": STATE,
    "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
  });
  return { ...checkout, commit };
}

/** A daemon in a container before an AWS of its own, with a checkout that lies where `docker run --volume` would put it. */
async function aDaemon(changed: Partial<Launch> = {}) {
  const checkout = aReadableCheckout();
  const { sandbox, url } = await anAws();
  const volumes = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-volumes-"));
  onTestFinished(() => rmSync(volumes, { recursive: true, force: true }));
  const container = await startContainer({
    image,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    mounts: { "/desired-state": path.join(checkout.home, "desired-state"), "/functions": path.join(checkout.home, "functions") },
    volumes,
    ...changed,
  });
  onTestFinished(() => container.kill());
  return { sandbox, container, volumes };
}

const health = (container: Container) => container.exec(image.healthcheck);

describe("the image that the Dockerfile makes", () => {
  it("holds the command, its licences and nothing that it was built with", () => {
    const names = [...image.added.keys()];
    const packages = names.flatMap((name) => /node_modules\/(@[^/]+\/[^/]+|[^@/][^/]*)$/.exec(name)?.[1] ?? []);
    const bytes = [...image.added.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    process.stdout.write(
      `the image adds ${(bytes / 1024 / 1024).toFixed(1)} MiB to its base, ${names.length} files and directories\n`,
    );

    expect(names).toEqual(
      expect.arrayContaining([
        "/usr/local/bin/reconcile",
        "/opt/stagekeeper/LICENSE",
        "/opt/stagekeeper/dist/THIRD-PARTY-NOTICES.txt",
        "/desired-state",
        "/work",
      ]),
    );
    expect(packages).toContain("@aws-sdk/client-s3");
    expect(packages.filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(names.filter((name) => /\.ts$|\.map$|package-lock\.json$/.test(name))).toEqual([]);
    expect(bytes).toBeLessThan(15 * 1024 * 1024);
  });
});

describe("a container of it, as a user without capabilities on a root file system that is mounted read-only", () => {
  it("converges, answers its probes, passes its health check, and ends with 0 at SIGTERM within the grace", async () => {
    const { container, sandbox } = await aDaemon();
    await container.said(CONVERGED);

    const answers = await Promise.all(["/healthz", "/readyz", "/metrics"].map((route) => fetch(`${LISTENS}${route}`)));
    const checked = await health(container);
    const since = performance.now();
    await container.signal("SIGTERM");
    const code = await container.ended;

    expect(sandbox.journal.counts()["apigateway.CreateStage"]).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(checked).toEqual({ code: 0, output: "✓ the loop turns\n" });
    expect(code, container.output()).toBe(0);
    expect(performance.now() - since).toBeLessThan(GRACE_MS);
  });

  it("writes to its state directory and nowhere else", async () => {
    const before = await entriesOf(image);
    const { container, volumes } = await aDaemon();
    await container.said(CONVERGED);

    const status = await container.exec(["cat", "/proc/1/status"]);
    const tries = await Promise.all(
      ["/opt/stagekeeper/x", "/usr/local/bin/x", "/desired-state/x", "/tmp/x"].map((file) => container.exec(["touch", file])),
    );
    await container.signal("SIGTERM");
    await container.ended;

    expect(status.output).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m);
    expect(status.output).toMatch(/^Groups:\s*$/m);
    expect(status.output).toMatch(/^NoNewPrivs:\s+1$/m);
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd"]) expect(status.output).toMatch(new RegExp(`^${set}:\\s+0+$`, "m"));
    for (const { output } of tries) expect(output).toMatch(/Read-only file system/);
    expect(await entriesOf(image)).toEqual(before);
    expect(readdirSync(volumes, { recursive: true })).toContain("var/lib/stagekeeper/last-good.json");
    expect(container.output()).not.toMatch(/EROFS|EACCES|"level":[56]0/);
  });

  it("knows the commit of a checkout that is another user's, of which git would tell nothing", async () => {
    const { home, commit } = aReadableCheckout();
    const { container } = await aDaemon({
      args: ["watch", "/work/desired-state", "--listen", "127.0.0.1:0"],
      mounts: { "/work": home },
    });

    const { input } = await container.said(CONVERGED);

    expect(input).toContain(`"commit":"${commit}-unchecked"`);
  });

  it("is found by its health check wherever it listens, and is not healthy once nobody answers", async () => {
    const elsewhere = await aDaemon({ args: ["watch", "/desired-state", "--listen", "127.0.0.1:0"] });
    const told = await aDaemon({ args: ["watch", "/desired-state"], environment: { STAGEKEEPER_LISTEN: "off" } });
    await elsewhere.container.said(/"msg":"started"/);
    await told.container.said(/"msg":"started"/);

    expect(await health(elsewhere.container)).toEqual({ code: 0, output: "✓ the loop turns\n" });
    expect(await health(told.container)).toMatchObject({ code: 1, output: expect.stringContaining("answers nobody") });
  });

  it("runs a single pass over a checkout in the directory where people mount theirs", async () => {
    const { home } = aReadableCheckout();
    const { container } = await aDaemon({ args: ["validate"], mounts: { "/work": home } });

    expect(await container.ended, container.output()).toBe(0);
    expect(container.output()).toContain("valid");
  });
});
