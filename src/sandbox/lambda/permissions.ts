/**
 * Resource policies: the function, each version and each alias has its own, with a revision of its own, and inherits
 * none (aws-facts 5.5).
 */
import type * as lambda from "@aws-sdk/client-lambda";
import type { AddPermissionCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, length, pattern } from "./constraints.ts";
import { aliasNotFound, conflict, functionNotFound, invalidParameter, notFound, staleRevision } from "./errors.ts";
import { type FunctionName, functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { requireFunction } from "./lookup.ts";
import type { FunctionRecord, PolicyStatement, ResourcePolicy } from "./state.ts";

const STATEMENT_ID = "([a-zA-Z0-9-_]+)";
const ACTION = "(lambda:[*]|lambda:[a-zA-Z]+|[*])";
const POLICY_LIMIT = 20_480;

type Operations = Pick<Handlers<typeof lambda>, "AddPermission" | "RemovePermission" | "GetPolicy">;

export function permissionOperations(world: World): Operations {
  return {
    AddPermission(input) {
      check(
        pattern("statementId", input.StatementId, STATEMENT_ID),
        length("statementId", input.StatementId, { min: 1, max: 100 }),
        pattern("action", input.Action, ACTION),
      );
      const target = parseFunctionName(world, input.FunctionName, input.Qualifier);
      if (target.qualifier === LATEST) throw invalidParameter("We currently do not support adding policies for $LATEST.");
      const record = requireFunction(world, target.name);
      requireQualified(world, record, target);
      const statement = statementOf(world, target, input);

      const before = record.policies.get(target.qualifier ?? "");
      requireRevision(before, input.RevisionId);
      const statements = before?.statements ?? [];
      if (statements.some((existing) => existing.Sid === statement.Sid))
        throw conflict(
          `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      const policy = { statements: [...statements, statement], revisionId: world.newUuid() };
      requireFits(policy);
      record.policies.set(target.qualifier ?? "", policy);
      return { Statement: JSON.stringify(statement) };
    },

    RemovePermission(input) {
      const target = parseFunctionName(world, input.FunctionName, input.Qualifier);
      const record = world.lambda.functions.get(target.name);
      if (!record) throw notFound(`No policy found for: ${functionArn(world, target.name, target.qualifier)}`);
      requireQualified(world, record, target);
      const before = record.policies.get(target.qualifier ?? "");
      if (!before) throw notFound("No policy is associated with the given resource.");
      const statements = before.statements.filter((statement) => statement.Sid !== input.StatementId);
      if (statements.length === before.statements.length)
        throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
      requireRevision(before, input.RevisionId);
      if (statements.length === 0) record.policies.delete(target.qualifier ?? "");
      else record.policies.set(target.qualifier ?? "", { statements, revisionId: world.newUuid() });
      return {};
    },

    /** One and the same answer for no policy, no such version and no such function (recorded). */
    GetPolicy(input) {
      const target = parseFunctionName(world, input.FunctionName, input.Qualifier);
      const policy = world.lambda.functions.get(target.name)?.policies.get(target.qualifier ?? "");
      if (!policy) throw notFound("The resource you requested does not exist.");
      return { Policy: documentOf(policy), RevisionId: policy.revisionId };
    },
  };
}

function documentOf(policy: ResourcePolicy): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements });
}

/** A number or `$…` that is not there is a missing function, any other name a missing alias (recorded). */
function requireQualified(world: World, record: FunctionRecord, { name, qualifier }: FunctionName): void {
  if (qualifier === undefined || record.versions.has(qualifier) || record.aliases.has(qualifier)) return;
  const arn = functionArn(world, name, qualifier);
  const couldBeAlias = /^[a-zA-Z0-9-_]+$/.test(qualifier) && !/^[0-9]+$/.test(qualifier);
  throw couldBeAlias ? aliasNotFound(arn) : functionNotFound(arn);
}

/** A revision of a policy that is not there matches nothing. */
function requireRevision(policy: ResourcePolicy | undefined, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== policy?.revisionId) throw staleRevision("GetPolicy");
}

function requireFits(policy: ResourcePolicy): void {
  const size = Buffer.byteLength(documentOf(policy));
  if (size <= POLICY_LIMIT) return;
  const message = `The final policy size (${size}) is bigger than the limit (${POLICY_LIMIT}).`;
  throw new AwsError("PolicyLengthExceededException", message, 400, { Type: "User" });
}

function statementOf(world: World, { name, qualifier }: FunctionName, input: AddPermissionInput): PolicyStatement {
  const condition = conditionOf(input);
  return {
    Sid: input.StatementId ?? "",
    Effect: "Allow",
    Principal: principalOf(world, input.Principal ?? ""),
    Action: input.Action ?? "",
    Resource: functionArn(world, name, qualifier),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

type AddPermissionInput = Readonly<AddPermissionCommandInput>;

function principalOf(world: World, principal: string): PolicyStatement["Principal"] {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${world.partition}:iam::${principal}:root` };
  if (/^arn:[a-zA-Z-]+:(iam|sts)::\d{12}:.+$/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

function conditionOf(input: AddPermissionInput): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const equals = defined({
    "AWS:SourceAccount": input.SourceAccount,
    "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType,
    "aws:PrincipalOrgID": input.PrincipalOrgID,
    "lambda:EventSourceToken": input.EventSourceToken,
  });
  const bool = defined({
    "lambda:InvokedViaFunctionUrl": input.InvokedViaFunctionUrl === undefined ? undefined : String(input.InvokedViaFunctionUrl),
  });
  const like = defined({ "AWS:SourceArn": input.SourceArn });
  return {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(Object.keys(bool).length > 0 && { Bool: bool }),
    ...(Object.keys(like).length > 0 && { ArnLike: like }),
  };
}

function defined(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  // Entries without a value have just been left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
