/**
 * Rolling back: what a stage or an alias may go back to, and the move. One write, besides the tag that holds a stage there, and the
 * permissions that its snapshot calls by and has not any more.
 */
import type { Deployment, Stage } from "@aws-sdk/client-api-gateway";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { readShiftNote } from "../kinds/alias/shift-note.ts";
import { digestOf } from "../kinds/digest.ts";
import { HOLD_TAG, readHoldNote, writeHold, writeHoldNote } from "../kinds/hold.ts";
import { markAliasDescription, readAliasDescription, readDeploymentDescription } from "../kinds/mark.ts";
import { type Address, kindOf, nameAt } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Hold } from "../model/hold.ts";
import type { Pointer, Rollbacks, RollbackTarget } from "../model/rollback.ts";
import { allowServed } from "./allow-served.ts";
import { fetchDeployments } from "./deployment.ts";
import { readIdentity } from "./identity.ts";
import { readTags } from "./owner-tag.ts";
import { remove, replace } from "./patch.ts";
import { fetchRestApis } from "./rest-api-reads.ts";
import { callingFor } from "./scheduler/caller.ts";
import type { AwsSession } from "./session.ts";
import { fetchVersions } from "./version-reads.ts";

export function createRollbacks(session: AwsSession): Rollbacks {
  const isStage = (address: Address) => kindOf(address) === "stage";
  return {
    read: (address, signal) => callingFor({ signal }, () => (isStage(address) ? readStage : readAlias)(session, address, signal)),
    compare: (address, from, to, signal) =>
      callingFor({ signal }, () => (isStage(address) ? compareRoutes : compareVersions)(session, address, { from, to, signal })),
    move: (pointer, to, hold, signal) =>
      // A move that has begun is ended: the hold without the move would be no harm, and no help.
      callingFor({ signal: undefined }, () =>
        (isStage(pointer.address) ? moveStage : moveAlias)(session, pointer, { to, hold, signal }),
      ),
  };
}

interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
}

interface Move {
  readonly to: string;
  readonly hold: Hold | null;
  readonly signal: AbortSignal;
}

/** By name, which is not unique: the one with our mark, if one alone has it. */
async function apiIdOf(session: AwsSession, name: string, signal: AbortSignal): Promise<string> {
  return session.read(`rollback API ${name}`, async () => {
    const named = (await fetchRestApis(session, signal)).filter((api) => api.name === name);
    const ours = named.filter(({ tags }) => readTags(tags).owner !== null);
    const found = ours.length === 1 ? ours : named;
    const [first] = found;
    if (first?.id === undefined)
      throw new StagekeeperError("not-found", `there is no REST API ${name} in this account and region`);
    if (found.length === 1) return first.id;
    const ids = found.map(({ id }) => id).join(", ");
    throw new StagekeeperError(
      "conflict",
      `${found.length} REST APIs are named ${name} (${ids}), and it cannot be told which is meant`,
    );
  });
}

async function getStage(
  session: AwsSession,
  address: Address,
  abortSignal: AbortSignal,
): Promise<Stage & { readonly restApiId: string }> {
  const [apiName, stageName] = [nameAt(address, 0), nameAt(address, 1)];
  const api = await session.clients.apigateway();
  const restApiId = await apiIdOf(session, apiName, abortSignal);
  const stages = (await api.getStages({ restApiId }, { abortSignal })).item ?? [];
  const stage = stages.find((one) => one.stageName === stageName);
  if (stage !== undefined) return { ...stage, restApiId };
  const known = stages.map((one) => one.stageName).join(", ");
  throw new StagekeeperError("not-found", `API ${apiName} has no stage ${stageName}; it has ${known === "" ? "none" : known}`);
}

async function readStage(session: AwsSession, address: Address, abortSignal: AbortSignal): Promise<Pointer> {
  const stage = await getStage(session, address, abortSignal);
  const deployments = await fetchDeployments(session, stage.restApiId, abortSignal);
  const { owner, hold } = readTags(stage.tags);
  return {
    address,
    current: stage.deploymentId ?? "",
    owner,
    ...(hold && { hold }),
    ...besideStage(stage),
    targets: deployments.map(deploymentTarget).toSorted(byNewest),
  };
}

/** AWS moves no stage to another deployment while a canary is on (aws-facts 3.2). That of our shift is ours to end. */
function besideStage({ canarySettings: canary, description }: Stage): Pick<Pointer, "beside" | "hindrance"> {
  if (canary === undefined) return {};
  const shift = readShiftNote(readAliasDescription(description).note ?? "");
  if (shift === null || canary.deploymentId !== shift.stand.to) {
    return { hindrance: "a canary is on; end it first (declare canary: off), which takes its traffic back" };
  }
  return { beside: { version: shift.stand.to, percent: canary.percentTraffic ?? 0 } };
}

function deploymentTarget({ id = "", description = "", createdDate }: Deployment): RollbackTarget {
  const content = readDeploymentDescription(description)?.fingerprint;
  return { id, description, ...(createdDate && { createdAt: createdDate.getTime() }), ...(content && { content }) };
}

function byNewest(left: RollbackTarget, right: RollbackTarget): number {
  return (right.createdAt ?? 0) - (left.createdAt ?? 0);
}

/** AWS tells methods and their authorization of any snapshot (GetDeployment, embed=apisummary), and no more. */
async function compareRoutes(
  session: AwsSession,
  address: Address,
  { from, to, signal }: Comparison,
): Promise<readonly string[] | null> {
  const api = await session.clients.apigateway();
  const restApiId = await apiIdOf(session, nameAt(address, 0), signal);
  const summaryOf = async (deploymentId: string) =>
    (await api.getDeployment({ restApiId, deploymentId, embed: ["apisummary"] }, { abortSignal: signal })).apiSummary;
  const [before, after] = await Promise.all([summaryOf(from), summaryOf(to)]);
  return before && after ? differing(routesIn(before), routesIn(after)) : null;
}

function routesIn(summary: NonNullable<Deployment["apiSummary"]>): ReadonlyMap<string, string> {
  const routes = Object.entries(summary).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, { authorizationType = "NONE", apiKeyRequired = false }]) => {
      return [`${verb} ${path}`, `${authorizationType}${apiKeyRequired ? ", API key" : ""}`] as const;
    }),
  );
  return new Map(routes);
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    if (is === undefined) return [`- ${key}`];
    return was === undefined ? [`+ ${key}`] : [`~ ${key}  ${was} → ${is}`];
  });
}

/** First the hold, so that nobody puts back what is about to be moved. A hold without a move is swept by the next pass. */
async function moveStage(
  session: AwsSession,
  { address, current, owner }: Pointer,
  { to, hold, signal }: Move,
): Promise<readonly string[]> {
  const [stage, identity] = await Promise.all([
    getStage(session, address, signal),
    session.read("identity", () => readIdentity(session.clients, signal)),
  ]);
  const { restApiId, stageName = "" } = stage;
  if (stage.deploymentId !== current) throw movedMeanwhile(address);
  const resourceArn = `arn:${identity.partition}:apigateway:${identity.region}::/restapis/${restApiId}/stages/${stageName}`;
  const api = await session.clients.apigateway();
  if (hold !== null) await api.tagResource({ resourceArn, tags: { [HOLD_TAG]: writeHold(hold) } });
  const { canarySettings, deploymentId } = stage;
  if (canarySettings !== undefined) {
    const { description } = readAliasDescription(stage.description);
    const end = [remove(["canarySettings"]), replace(["description"], description)];
    await api.updateStage({ restApiId, stageName, patchOperations: end });
  }
  if (to !== deploymentId) await api.updateStage({ restApiId, stageName, patchOperations: [replace(["deploymentId"], to)] });
  if (hold === null && stage.tags?.[HOLD_TAG] !== undefined) await api.untagResource({ resourceArn, tagKeys: [HOLD_TAG] });
  const serving = { address, apiId: restApiId, variables: stage.variables ?? {}, owner: owner ?? "" };
  return allowServed(session, serving, { identity, signal });
}

async function readAlias(session: AwsSession, address: Address, abortSignal: AbortSignal): Promise<Pointer> {
  const [FunctionName, Name] = [nameAt(address, 0), nameAt(address, 1)];
  const lambda = await session.clients.lambda();
  const [alias, versions] = await Promise.all([
    lambda.getAlias({ FunctionName, Name }, { abortSignal }),
    fetchVersions(session, FunctionName, abortSignal),
  ]);
  const { owner, note = "" } = readAliasDescription(alias.Description);
  const [[version, share] = []] = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const hold = readHoldNote(note);
  return {
    address,
    current: alias.FunctionVersion ?? "",
    owner,
    ...(version !== undefined && share !== undefined && { beside: { version, percent: share * 100 } }),
    ...(hold && { hold }),
    targets: versions.map(versionTarget).toReversed(),
  };
}

function versionTarget({
  Version = "",
  Description = "",
  LastModified,
  Environment,
  CodeSha256,
}: FunctionConfiguration): RollbackTarget {
  const createdAt = Date.parse(LastModified ?? "");
  return {
    id: Version,
    description: Description,
    ...(CodeSha256 && { content: CodeSha256 }),
    environment: digestOf(Environment?.Variables ?? {}),
    ...(!Number.isNaN(createdAt) && { createdAt }),
  };
}

/** Values of an environment are not shown: they may be secret. */
async function compareVersions(
  session: AwsSession,
  address: Address,
  { from, to, signal }: Comparison,
): Promise<readonly string[] | null> {
  const versions = await fetchVersions(session, nameAt(address, 0), signal);
  const [before, after] = [from, to].map((number) => versions.find(({ Version }) => Version === number));
  if (before === undefined || after === undefined) return null;
  const plain = (["CodeSha256", "Runtime", "Handler", "Role", "Timeout", "MemorySize"] as const).flatMap((member) =>
    before[member] === after[member] ? [] : [`~ ${member}  ${before[member]} → ${after[member]}`],
  );
  const [was, is] = [before.Environment?.Variables ?? {}, after.Environment?.Variables ?? {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted();
  return [...plain, ...names.filter((name) => was[name] !== is[name]).map((name) => `~ environment ${name}`)];
}

/** One call: version, weights and hold never contradict each other. */
async function moveAlias(
  session: AwsSession,
  { address, current }: Pointer,
  { to, hold, signal }: Move,
): Promise<readonly string[]> {
  const [FunctionName, Name] = [nameAt(address, 0), nameAt(address, 1)];
  const lambda = await session.clients.lambda();
  const { Description, RevisionId, FunctionVersion } = await lambda.getAlias({ FunctionName, Name }, { abortSignal: signal });
  if (FunctionVersion !== current) throw movedMeanwhile(address);
  const { description, owner } = readAliasDescription(Description);
  const marked = markAliasDescription(description, owner ?? "", hold === null ? undefined : writeHoldNote(hold));
  if (hold !== null && readHoldNote(readAliasDescription(marked).note ?? "") === null) {
    throw new StagekeeperError(
      "invalid",
      `${address}: its description leaves no room to note the hold; shorten it by 32 characters`,
    );
  }
  await lambda.updateAlias({
    FunctionName,
    Name,
    FunctionVersion: to,
    Description: marked,
    RoutingConfig: { AdditionalVersionWeights: {} },
    RevisionId,
  });
  return [];
}

function movedMeanwhile(address: Address): StagekeeperError {
  return new StagekeeperError("conflict", `${address} was moved since it was looked at; run again`);
}
