/** A daemon of two targets over HTTP, and the commands that look at one of them or change something there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runAccept } from "../../src/cli/commands/accept.ts";
import { runHistory } from "../../src/cli/commands/history.ts";
import { runImport } from "../../src/cli/commands/import.ts";
import { runRollback } from "../../src/cli/commands/rollback.ts";
import { runStatus } from "../../src/cli/commands/status.ts";
import { runWatch } from "../../src/cli/commands/watch.ts";
import { composeRollback } from "../../src/cli/compose.ts";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { type Cloud, createCloud } from "../../src/sandbox/cloud.ts";
import { watch } from "./person.ts";

const HUB = "000000000000";
const [DEV, PROD] = ["111111111111", "222222222222"];
const FILES = {
  "targets.yaml": `owner: fleet-test
targets:
  dev:  { account: "${DEV}", region: us-east-1, role: keeper }
  prod: { account: "${PROD}", region: eu-west-1, role: keeper }
`,
  "all.yaml": 'in: "*"\nroles:\n  worker: { assumedBy: lambda.amazonaws.com, description: works }\n',
  "prod.yaml": `in: prod
buckets: { acme-own: { versioning: enabled } }
apis:
  orders:
    endpoint: REGIONAL
    routes: { GET /: { mock: { status: 200 } } }
    stages: { live: {} }
`,
};

interface World {
  readonly cloud: Cloud;
  readonly url: string;
  readonly path: string;
  readonly state: string;
  readonly daemon: ReturnType<typeof watch>;
  readonly ended: Promise<ExitCode>;
}

let world: World;
const before = { ...process.env };

beforeAll(async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-watch-fleet-"));
  const desired = path.join(home, "desired-state");
  mkdirSync(desired);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(desired, name), text);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" });
  const cloud = createCloud({ clock: systemClock, account: HUB, region: "us-east-1", quotas: "off" });
  for (const account of [DEV, PROD]) cloud.addRole(`arn:aws:iam::${account}:role/keeper`, { trusts: [HUB] });
  const { url } = await cloud.listen(0);
  const daemon = watch();
  const state = path.join(home, "state");
  const options = { color: false, dryRun: false, only: [], prune: false, state, concurrency: 4, endpointUrl: url } as const;
  const ended = runWatch(desired, { ...options, listen: { host: "127.0.0.1", port: 0 } }, daemon.terminal);
  world = { cloud, url, path: desired, state, daemon, ended };
  await passed("prod", 1);
  await passed("dev", 1);
}, 60_000);

afterAll(async () => {
  await world.cloud.close();
  rmSync(path.dirname(world.path), { recursive: true, force: true });
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** Passes of a target that the daemon has finished. */
function passesOf(target: string): readonly Record<string, unknown>[] {
  const lines = world.daemon
    .err()
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  return lines.filter((line) => line.msg === "run finished" && line.target === target);
}

async function passed(target: string, times: number): Promise<Record<string, unknown> | undefined> {
  await vi.waitFor(() => expect(passesOf(target).length).toBeGreaterThanOrEqual(times), { timeout: 30_000, interval: 20 });
  return passesOf(target)[times - 1];
}

async function asked(run: (terminal: Terminal) => Promise<ExitCode>) {
  const { terminal, out, err } = watch();
  return { code: await run(terminal), out: out(), err: err() };
}

/** Somebody at the console of prod. */
const atConsole = () => ({
  endpoint: world.url,
  region: "eu-west-1",
  credentials: { accessKeyId: PROD, secretAccessKey: "hand" },
});

const place = () => ({ endpointUrl: world.url, state: world.state, color: false, target: ["prod"], in: world.path });

test("status tells of both, and of the one that is asked for", async () => {
  const common = { ...place(), health: false, watch: false } as const;
  const all = await asked((terminal) => runStatus({ ...common, format: "json", target: [] }, terminal));
  const one = await asked((terminal) => runStatus({ ...common, format: "text" }, terminal));
  const none = await asked((terminal) => runStatus({ ...common, format: "text", target: ["test"] }, terminal));

  expect(all.code).toBe(0);
  expect(JSON.parse(all.out).targets.map(({ target, ready }: Record<string, unknown>) => [target, ready])).toEqual([
    ["dev", true],
    ["prod", true],
  ]);
  expect(one.code).toBe(0);
  expect(one.out).toContain(`${PROD}, eu-west-1`);
  expect(one.out).not.toContain("dev");
  expect(none.code).toBe(1);
  expect(none.err).toContain('--target "test" matches no target; there are dev, prod');
});

test("import reads the target by its role", async () => {
  const wishes = { api: [], function: [], bucket: ["acme-own"], tag: [] } as const;
  const { code, out } = await asked((terminal) => runImport({ ...place(), ...wishes }, terminal));

  expect(code).toBe(0);
  expect(out).toContain("acme-own:");
  expect(out).toContain("versioning: enabled");
});

test("accept writes what drifted in the target, and disturbs no other", async () => {
  const s3 = new S3({ ...atConsole(), forcePathStyle: true });
  await s3.putBucketVersioning({ Bucket: "acme-own", VersioningConfiguration: { Status: "Suspended" } });
  const passes = passesOf("prod").length;
  const accept = { ...place(), dryRun: false, concurrency: 4 };
  const { code, err } = await asked((terminal) => runAccept(["bucket:acme-own"], accept, terminal));
  const next = await passed("prod", passes + 1);

  expect(err).toContain("1 field accepted");
  expect(code).toBe(0);
  expect(readFileSync(path.join(world.path, "prod.yaml"), "utf8")).toContain("acme-own: { versioning: suspended }");
  expect(next).toMatchObject({ trigger: "change", outcome: "in-sync" });
  expect(passesOf("dev")).toHaveLength(1);
});

test("accept writes nothing that would be asked of another target too", async () => {
  await new IAM(atConsole()).updateRole({ RoleName: "worker", Description: "rests" });
  const accept = { ...place(), dryRun: false, concurrency: 4 };
  const { code, err, out } = await asked((terminal) => runAccept(["role:worker"], accept, terminal));

  expect(code).toBe(1);
  expect(`${err}${out}`).toContain("it would be asked of dev too");
  expect(readFileSync(path.join(world.path, "all.yaml"), "utf8")).toBe(FILES["all.yaml"]);
});

test("rollback moves a stage of the target back, and its history is that of the target", async () => {
  const passes = passesOf("prod").length;
  const file = path.join(world.path, "prod.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("GET /:", "GET /new:"));
  expect(await passed("prod", passes + 1)).toMatchObject({ outcome: "converged" });
  const rollback = { ...place(), format: "text", dryRun: false, yes: true } as const;
  const { code } = await asked((terminal) => runRollback("orders/live", rollback, terminal, composeRollback));
  const query = { ...place(), format: "json", address: [], kind: [], limit: 100 } as const;
  const prod = await asked((terminal) => runHistory(query, terminal));
  const dev = await asked((terminal) => runHistory({ ...query, target: ["dev"] }, terminal));

  expect(code).toBe(0);
  const kinds = (text: string) =>
    new Set(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    );
  expect(kinds(prod.out)).toContain("rollback");
  expect(kinds(prod.out)).toContain("pass");
  expect(kinds(dev.out)).not.toContain("rollback");
  expect(dev.out).not.toContain("orders");
});

test("SIGTERM ends both, and what each was is remembered", async () => {
  process.emit("SIGTERM", "SIGTERM");

  expect(await world.ended).toBe(0);
  const { out, code } = await asked((terminal) =>
    runStatus({ ...place(), target: [], health: false, watch: false, format: "text" }, terminal),
  );
  expect(code).toBe(1);
  expect(out).toMatch(/[✓✗] dev: /);
  expect(out).toMatch(/[✓✗] prod: /);
});
