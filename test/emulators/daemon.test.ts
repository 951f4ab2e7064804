import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parseDocument } from "yaml";
import { reconcile } from "../../tools/command/run-reconcile.ts";
import type { EmulatorEndpoint } from "../../tools/emulators/emulator.ts";
import { type Daemon, startDaemon } from "../daemon/daemon-process.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { exampleFor } from "./example-copy.ts";

const FILE = "desired-state/image-upload.yaml";
const API = "ImageUploadAPI";

/** As much of the example as an emulator without functions has, in an account that cannot be emptied. */
const WITHOUT_FUNCTIONS = `owner: image-upload
apis:
  ${API}:
    endpoint: REGIONAL
    routes: { GET /ping: { mock: { status: 200 } } }
    stages:
      prod:
        description: Production environment
        variables: { LAMBDA_ALIAS: prod }
`;

async function folderFor({ name, resetUrl }: EmulatorEndpoint): Promise<string> {
  if (resetUrl !== undefined) return exampleFor(name);
  const folder = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-example-"));
  await mkdir(path.join(folder, "desired-state"));
  await writeFile(path.join(folder, FILE), WITHOUT_FUNCTIONS);
  return folder;
}

describe.each(inject("emulators"))("the daemon on $name", (emulator) => {
  const { apigateway } = accountOf(emulator);
  let folder: string;

  beforeAll(async () => {
    if (emulator.resetUrl !== undefined) await emptyAccount(emulator);
    folder = await folderFor(emulator);
  });

  afterAll(async () => {
    const ended = await reconcile(inject("command"), ["destroy", "--yes", "--endpoint-url", emulator.url], { cwd: folder });
    await rm(folder, { recursive: true });
    expect(ended.code, ended.stderr).toBe(0);
  });

  it("converges what is committed, tells once of what somebody changes, puts it back, and tells that it is over", async () => {
    commit();
    const daemon = startDaemon(inject("command"), { home: folder, url: emulator.url, args: ["--interval", "1s"] });
    await daemon.finished("converged");
    await daemon.finished("in-sync");

    const committed = await atNextCommit(daemon);
    const restApiId = await idOfApi();
    const described = await apigateway.getStage({ restApiId, stageName: "prod" });
    await apigateway.updateStage({
      restApiId,
      stageName: "prod",
      patchOperations: [{ op: "replace", path: "/variables/LAMBDA_ALIAS", value: "dev" }],
    });
    const resolved = await daemon.line(({ msg }) => msg === "alert resolved");
    await daemon.finished("in-sync", daemon.lines.length);
    const healed = await apigateway.getStage({ restApiId, stageName: "prod" });
    daemon.child.kill("SIGTERM");
    const { code } = await daemon.ended();

    expect(described.description).toContain("Live for all");
    expect(healed.variables?.LAMBDA_ALIAS).toBe("prod");
    expect(resolved.alert).toBe(`drift/changed/stage:${API}/prod/variables.LAMBDA_ALIAS`);
    const told = daemon.lines.filter(({ msg }) => msg === "alert firing" || msg === "alert resolved");
    expect(told.map(({ msg, alert }) => [msg, alert])).toEqual([
      ["alert firing", resolved.alert],
      ["alert resolved", resolved.alert],
    ]);
    expect(daemon.lines.filter(({ msg, cause }) => msg === "step applied" && cause === "rollout").at(-1)).toEqual(committed);
    expect(code).toBe(0);
  });

  it("leaves what a policy of alert or ignore covers, tells of the one and counts the other, until the policies go", async () => {
    await setDrift([
      { path: "variables.LAMBDA_ALIAS", policy: "alert" },
      { path: "description", policy: "ignore" },
    ]);
    const daemon = startDaemon(inject("command"), { home: folder, url: emulator.url, args: ["--interval", "1s"] });
    await daemon.finished("in-sync");
    const stage = { restApiId: await idOfApi(), stageName: "prod" };
    await apigateway.updateStage({
      ...stage,
      patchOperations: [
        { op: "replace", path: "/variables/LAMBDA_ALIAS", value: "dev" },
        { op: "replace", path: "/description", value: "Somebody was here" },
      ],
    });
    const firing = await daemon.line(({ msg }) => msg === "alert firing");
    await daemon.finished("in-sync", daemon.lines.length);
    const left = await apigateway.getStage(stage);
    const { conditions, lastPass } = await daemon.status();

    const before = daemon.lines.length;
    await setDrift(undefined);
    await daemon.line(({ msg }) => msg === "alert resolved", before);
    await daemon.finished("in-sync", daemon.lines.length);
    const healed = await apigateway.getStage(stage);
    daemon.child.kill("SIGTERM");
    await daemon.ended();

    const id = `drift/changed/stage:${API}/prod/variables.LAMBDA_ALIAS`;
    expect(firing.alert).toBe(id);
    expect([left.variables?.LAMBDA_ALIAS, left.description]).toEqual(["dev", "Somebody was here"]);
    expect(conditions.map((condition) => [condition.id, condition.handling])).toEqual([[id, "tolerated"]]);
    const tolerated = lastPass?.tolerated.map(({ policy, paths }) => [policy, paths]).toSorted();
    expect(tolerated).toEqual([
      ["alert", ["variables.LAMBDA_ALIAS"]],
      ["ignore", ["description"]],
    ]);
    expect(healed.variables?.LAMBDA_ALIAS).toBe("prod");
    expect(healed.description).toContain("Live for all");
    // What is put back when its policy goes is drift that is told of: of what was ignored for the first time.
    const told = daemon.lines.filter(({ msg, alert }) => /^alert (firing|resolved)$/.test(msg) && alert === id);
    expect(told.map(({ msg }) => msg)).toEqual(["alert firing", "alert resolved"]);
  });

  /** Commits prod with these policies, or none. */
  async function setDrift(policies: object | undefined): Promise<void> {
    const file = path.join(folder, FILE);
    const document = parseDocument(await readFile(file, "utf8"));
    document.setIn(["apis", API, "stages", "prod", "drift"], policies);
    if (policies === undefined) document.deleteIn(["apis", API, "stages", "prod", "drift"]);
    await writeFile(file, document.toString());
    commit();
  }

  function commit(): void {
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    git("init", "--quiet");
    git("add", "desired-state");
    git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "change");
  }

  /** Commits another description of prod; resolves with the one step that it takes. */
  async function atNextCommit(daemon: Daemon) {
    const before = daemon.lines.length;
    const file = path.join(folder, FILE);
    await writeFile(file, (await readFile(file, "utf8")).replace("Production environment", "Live for all"));
    commit();
    const step = await daemon.line(({ msg }) => msg === "step applied", before);
    await daemon.finished("in-sync", daemon.lines.indexOf(step));
    expect(step).toMatchObject({ address: `stage:${API}/prod`, cause: "rollout" });
    return step;
  }

  async function idOfApi(): Promise<string> {
    const { items = [] } = await apigateway.getRestApis({});
    return items.find(({ name }) => name === API)?.id ?? "";
  }
});
