/**
 * Permissions: one statement that lets one stage of one API invoke one alias. Any statement that allows it counts,
 * whoever wrote it; ours carries the mark in its id. A function, each version and each alias have policies of their own.
 */
import { isOwnStatement, statementId } from "../kinds/mark.ts";
import { addressOf, nameAt, namesOf } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Live, Observation, Unmanaged } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider } from "../model/ports.ts";
import type { PermissionSpec } from "../model/specs/permission.ts";
import { listAliases } from "./alias.ts";
import { ifThere, isNamed } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { settledFunction } from "./function-state.ts";
import { ABSENT, knownValue, observing, resolved } from "./observing.ts";
import { readTags } from "./owner-tag.ts";
import { fetchStatements, readStatements } from "./policy-reads.ts";
import { listRestApis } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { listStages } from "./stage.ts";
import type { PolicyStatement } from "./statement.ts";
import { covers, readSourceArn, sourceArnOf, stageSourceArn } from "./statement.ts";

/** Name that addresses and statement ids use for the function itself, which has no alias. */
const UNQUALIFIED = "$LATEST";

export function permissionObserver(session: AwsSession): Observer<"permission"> {
  return {
    observe: (desired, context) => observing(desired.address, () => observePermission(session, desired, context)),
    async *listOwned(context) {
      for (const name of session.seen.functions) {
        const aliases = await listAliases(session, name, context.signal);
        for (const qualifier of [undefined, ...aliases.map(({ Name }) => Name ?? "")]) {
          const statements = await readStatements(session, name, qualifier, context.signal);
          for (const live of statements.flatMap((statement) => ownedLive(session, { name, qualifier }, statement, context))) {
            if (!(await servesForeignStage(session, live, context))) yield live;
          }
        }
      }
    },
  };
}

export function permissionProvider(session: AwsSession): Provider<"permission"> {
  return {
    ...permissionObserver(session),

    async create(desired, context) {
      await addPermission(session, desired, context);
      return {};
    },

    // Nothing of a statement can be changed in place, and what is found already allows what is asked.
    update: async (step) => step.live.outputs,

    async delete(live) {
      const { function: FunctionName, qualifier: Qualifier } = live.spec;
      const lambda = await session.clients.lambda();
      await ifThere(lambda.removePermission({ FunctionName, Qualifier, StatementId: live.facts.statementId }));
    },
  };
}

async function observePermission(
  session: AwsSession,
  desired: Desired<"permission">,
  context: ObserveContext,
): Promise<Observation<"permission">> {
  const { function: name = "", qualifier, stage = "" } = desired.spec;
  const apiId = knownValue(desired.spec.apiId, context);
  // An API that is yet to be made cannot have been allowed anything.
  if (apiId === undefined) return ABSENT;
  if (context.observationOf("function", addressOf("function", name))?.state === "absent") return ABSENT;
  if (qualifier !== undefined) {
    const declared = context.observationOf("alias", addressOf("alias", name, qualifier));
    if (declared?.state === "absent") return ABSENT;
  }
  const statements = await readStatements(session, name, qualifier, context.signal);
  if (statements.length === 0 && qualifier !== undefined) {
    const missing = await missingAlias(session, desired, { name, qualifier }, context);
    if (missing) return missing;
  }
  const sourceArn = stageSourceArn(context.identity, apiId, stage);
  const covering = statements.filter((statement) => covers(statement, sourceArn));
  const found = covering.find(({ Sid = "" }) => isOwnStatement(Sid, context.owner)) ?? covering[0];
  if (!found) return ABSENT;
  const spec = { function: name, ...(qualifier === undefined ? {} : { qualifier }), apiId, stage };
  const live = toLive(desired.address, spec, found, context.owner);
  return { state: "present", live: { ...live, unmanaged: foreignBeside(desired, statements, found, context.owner) } };
}

/** Statements that are not ours. */
function foreignBeside(
  desired: Desired<"permission">,
  statements: readonly PolicyStatement[],
  found: PolicyStatement,
  owner: string,
): readonly Unmanaged[] {
  const target = [desired.spec.function, desired.spec.qualifier].filter((part) => part !== undefined).join(":");
  return statements
    .filter((statement) => statement !== found && !isOwnStatement(statement.Sid ?? "", owner))
    .map(({ Sid = "" }) => ({ what: `statement ${Sid} of ${target}`, beside: desired.address }));
}

/** GetPolicy has one 404 for "no policy", "no such alias" and "no such function" (aws-facts 5.5): the aliases tell. */
async function missingAlias(
  session: AwsSession,
  desired: Desired<"permission">,
  { name, qualifier }: { readonly name: string; readonly qualifier: string },
  context: ObserveContext,
): Promise<Observation<"permission"> | undefined> {
  if (context.observationOf("alias", addressOf("alias", name, qualifier))?.state === "present") return undefined;
  const aliases = await listAliases(session, name, context.signal);
  if (aliases.some(({ Name }) => Name === qualifier) || /^(\d+|\$LATEST)$/.test(qualifier)) return undefined;
  const message = `${desired.address}: function ${name} has no alias "${qualifier}", and none is declared; declare it, or change the stage variable`;
  return { state: "unknown", reason: "missing", message };
}

function toLive(
  address: Live<"permission">["address"],
  spec: PermissionSpec,
  statement: PolicyStatement,
  owner: string,
): Live<"permission"> {
  const id = statement.Sid ?? "";
  return {
    kind: "permission",
    address,
    spec,
    facts: { statementId: id },
    outputs: {},
    owner: isOwnStatement(id, owner) ? owner : null,
  };
}

/** A statement with our mark as a live permission; one whose API is gone is named by that API's id. */
function ownedLive(
  session: AwsSession,
  of: { readonly name: string; readonly qualifier: string | undefined },
  statement: PolicyStatement,
  context: ObserveContext,
): readonly Live<"permission">[] {
  const source = readSourceArn(sourceArnOf(statement));
  if (!source || !isOwnStatement(statement.Sid ?? "", context.owner)) return [];
  const api = [...session.seen.apis].find(([, id]) => id === source.apiId)?.[0] ?? source.apiId;
  const address = addressOf("permission", of.name, of.qualifier ?? UNQUALIFIED, api, source.stage);
  const spec = { function: of.name, ...(of.qualifier === undefined ? {} : { qualifier: of.qualifier }), ...source };
  return [toLive(address, spec, statement, context.owner)];
}

/**
 * Whether somebody else's stage stands on it: then it is in use, however it came to be. A stage that was observed is
 * judged by itself, and all of an API of ours that nobody looked at goes before its permissions.
 */
async function servesForeignStage(session: AwsSession, live: Live<"permission">, context: ObserveContext): Promise<boolean> {
  const [, , name = "", stageName = ""] = namesOf(live.address);
  const api = (await listRestApis(session, context.signal)).find(({ id }) => id === live.spec.apiId);
  if (api?.id === undefined) return false;
  const stages = await listStages(session, api.id, context.signal);
  const stage = stages.find((other) => other.stageName === stageName);
  if (stage === undefined || context.observationOf("stage", addressOf("stage", name, stageName)) !== undefined) return false;
  const isSeen = [...session.seen.apis.values()].includes(api.id);
  return readTags(isSeen ? stage.tags : api.tags).owner !== context.owner;
}

/**
 * Adds the statement under an id made of the names, or, where that id is taken by a statement for another API (the API was
 * made anew), under one with the id of the API, and removes the old one after: no gap in between. Which id it is to be is told
 * by the policy as it was looked at, so that two processes that made the same API anew choose the same: AddPermission
 * takes an id once, but would take the same grant under both.
 *
 *   the policy of what is to be called                      id
 *   its function was not there when it was looked at        of the names
 *   has the id of the names for another API                 with the API
 *   lets in what is to be let in                            none: another process was first
 *   has neither                                             of the names; taken meanwhile: with the API
 */
async function addPermission(session: AwsSession, desired: Desired<"permission">, context: ApplyContext): Promise<void> {
  const { function: FunctionName = "", qualifier: Qualifier, stage = "" } = desired.spec;
  const apiId = resolved(desired.spec.apiId, `the API of ${desired.address}`);
  const SourceArn = stageSourceArn(context.identity, apiId, stage);
  const lambda = await session.clients.lambda();
  const present = async () => {
    const statements = await fetchStatements(session, FunctionName, Qualifier, context.signal);
    return statements.some((statement) => covers(statement, SourceArn)) ? true : undefined;
  };
  /** Whether the id was free, or has the grant already. */
  const add = async (StatementId: string): Promise<boolean> => {
    const grant = { Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceArn };
    const once = async () => {
      await lambda.addPermission({ FunctionName, Qualifier, StatementId, ...grant });
      return true as const;
    };
    try {
      return await createOnce(once, present, { clock: session.clock, signal: context.signal });
    } catch (error) {
      if (!isNamed(error, "ResourceConflictException")) throw error;
      return (await present()) ?? false;
    }
  };
  // One that a pass before could not wait for would be served while it answers nothing but errors (aws-facts 5.3).
  await settledFunction(session, { name: FunctionName, mayHaveFailed: true }, context);
  const key = `${Qualifier ?? UNQUALIFIED}-${nameAt(desired.address, 2)}-${stage}`;
  const id = statementId(context.owner, key);
  const isNew = session.seen.missingFunctions.has(FunctionName);
  const before = isNew ? [] : await readStatements(session, FunctionName, Qualifier, context.signal);
  if (before.some((statement) => covers(statement, SourceArn))) return;
  const isTaken = before.some(({ Sid }) => Sid === id);
  if (!isTaken && (await add(id))) return;
  const own = statementId(context.owner, `${key}-${apiId}`);
  if (!(await add(own))) {
    const message = `${desired.address}: statement ${own} of ${FunctionName} is taken, and allows something else; remove it`;
    throw new StagekeeperError("conflict", message);
  }
  await ifThere(lambda.removePermission({ FunctionName, Qualifier, StatementId: id }));
}
