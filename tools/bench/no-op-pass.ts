/**
 * Calls of a pass that finds nothing to do: the shipped command, on a sandbox that listens on a port. They are counted by
 * the sandbox, which has no part in making them.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { Lambda } from "@aws-sdk/client-lambda";
import { createDesiredSource } from "../../src/desired/load.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { namesOf } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { CREDENTIALS, REGION, reconcile, resultOf } from "../command/run-reconcile.ts";
import { declaredIn, type Existing } from "./declared.ts";
import { type Calls, fewestCalls, oneCallPerResource, totalOf } from "./fewest-calls.ts";

export interface NoOpPass {
  readonly made: Calls;
  readonly fewest: Calls;
  readonly oneCallPerResource: Calls;
  readonly total: { readonly made: number; readonly fewest: number; readonly oneCallPerResource: number };
  readonly writes: number;
}

/** `example` is a path from `root`; `command` the file that Node runs as `reconcile`. */
export async function measureNoOpPass(options: {
  readonly command: string;
  readonly root: string;
  readonly example: string;
}): Promise<NoOpPass> {
  const state = await load(options);
  const ledger = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-bench-"));
  const sandbox = createSandbox({ clock: systemClock, region: REGION, quotas: "off" });
  try {
    const { url } = await sandbox.listen(0);
    const pass = async () => {
      const args = [options.example, "--endpoint-url", url, "--state", ledger, "--format", "json"];
      const ended = await reconcile(options.command, args, { cwd: options.root });
      return { outcome: resultOf(ended).outcome, ended };
    };
    const first = await pass();
    if (first.outcome !== "converged")
      throw new Error(`the example did not converge: ${first.ended.stdout}${first.ended.stderr}`);
    sandbox.journal.clear();
    const second = await pass();
    if (second.outcome !== "in-sync")
      throw new Error(`the second pass was not in sync: ${second.ended.stdout}${second.ended.stderr}`);
    const made = sandbox.journal.counts();
    const writes = sandbox.journal.writes().length;

    const declared = declaredIn(state, await existingOn(url, state));
    const [fewest, each] = [fewestCalls(declared), oneCallPerResource(declared)];
    return {
      made,
      fewest,
      oneCallPerResource: each,
      total: { made: totalOf(made), fewest: totalOf(fewest), oneCallPerResource: totalOf(each) },
      writes,
    };
  } finally {
    await sandbox.close();
    await rm(ledger, { recursive: true });
  }
}

async function load({ root, example }: { readonly root: string; readonly example: string }): Promise<DesiredState> {
  const loaded = await createDesiredSource({ path: example, cwd: root }).load(new AbortController().signal);
  if (!loaded.valid) throw new Error(`${example} is not valid: ${loaded.issues.map((issue) => issue.message).join("; ")}`);
  return loaded.state;
}

/** How many of what AWS gives ids to there are; each is a page of the example's size. */
async function existingOn(endpoint: string, state: DesiredState): Promise<Existing> {
  const apigateway = new APIGateway({ endpoint, region: REGION, credentials: CREDENTIALS });
  const lambda = new Lambda({ endpoint, region: REGION, credentials: CREDENTIALS });
  const { items: apis = [] } = await apigateway.getRestApis({ limit: 500 });
  const deployments = apis.map(async ({ id, name = "" }) => {
    const { items = [] } = await apigateway.getDeployments({ restApiId: id, limit: 500 });
    return [name, items.length] as const;
  });
  const names = (kind: string) =>
    state.resources.filter((resource) => resource.kind === kind).map(({ address }) => namesOf(address));
  const versions = names("function").map(async ([FunctionName = ""]) => {
    const { Versions = [] } = await lambda.listVersionsByFunction({ FunctionName });
    return [FunctionName, Versions.length] as const;
  });
  const permissions = names("alias").map(async ([FunctionName = "", Qualifier = ""]) => {
    const policy = await lambda.getPolicy({ FunctionName, Qualifier }).catch((error: Error) => {
      if (error.name === "ResourceNotFoundException") return { Policy: '{"Statement":[]}' };
      throw error;
    });
    // Lambda answers its own policy document, in which Statement is a list.
    const { Statement } = JSON.parse(policy.Policy ?? "") as { readonly Statement: readonly unknown[] };
    return [`${FunctionName}/${Qualifier}`, Statement.length] as const;
  });
  return {
    deployments: Object.fromEntries(await Promise.all(deployments)),
    versions: Object.fromEntries(await Promise.all(versions)),
    permissions: Object.fromEntries(await Promise.all(permissions)),
  };
}
