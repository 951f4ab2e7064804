/**
 * STS AssumeRole: credentials of a role, perhaps of another account, for an hour. Who asks and who is asked must both
 * agree, and STS does not tell which of them did not, nor that there is no such role (aws-facts 8.4).
 */
import type * as sts from "@aws-sdk/client-sts";
import { evaluate } from "../authorization/evaluate.ts";
import { arnOf, type Caller, callerOf } from "../callers.ts";
import { policiesOf } from "../iam/policies-of-role.ts";
import { listOf, type Statement, statementsOf } from "../iam/policy-document.ts";
import type { IamState, RoleRecord } from "../iam/state.ts";
import { AwsError } from "../wire/aws-error.ts";
import { credentialOf } from "../wire/credential.ts";
import type { Handlers } from "../wire/schema-server.ts";
import { UPPERCASE_BASE32, type World } from "../world.ts";

const ROLE_ARN = /^arn:[\w-]+:iam::(?<account>\d{12}):role\/(?:.*\/)?(?<name>[\w+=,.@-]+)$/;
const HOUR_S = 3600;

export function assumeRoleOperation(world: World): Pick<Handlers<typeof sts>, "AssumeRole"> {
  return {
    AssumeRole({ RoleArn = "", RoleSessionName: session = "", DurationSeconds = HOUR_S, ExternalId }, { request }) {
      const { account, name } = ROLE_ARN.exec(RoleArn)?.groups ?? {};
      if (account === undefined || name === undefined) throw validation(`${RoleArn} is invalid`);
      checkSession(session);
      const asking = callerOf(world, credentialOf(request)?.accessKeyId);
      const role = visibleRole(world, world.iamOf(account), RoleArn);
      const caller = { arn: arnOf(asking, world), account: world.account };
      const may = role !== undefined && mayAsk(asking, RoleArn) && trustsPrincipal(role.trust, caller, ExternalId);
      if (!may || role === undefined) throw denied(caller.arn, RoleArn);
      checkDuration(DurationSeconds, role, asking);
      return assumed(world, role, { account, name: role.name, session, seconds: DurationSeconds });
    },
  };
}

function visibleRole(world: World, iam: IamState | undefined, arn: string): RoleRecord | undefined {
  const role = [...(iam?.roles.values() ?? [])].find((candidate) => candidate.arn === arn);
  // IAM takes some seconds until STS sees a new role.
  return role !== undefined && world.clock.now() >= role.visibleFrom ? role : undefined;
}

/** Whose policies nobody wrote may do anything. */
function mayAsk({ policies }: Caller, roleArn: string): boolean {
  return policies === undefined || evaluate(policies, { action: "sts:AssumeRole", resource: roleArn }) === "allowed";
}

interface Asking {
  readonly arn: string;
  readonly account: string;
}

/** Conditions other than on the external id are taken to hold. A Deny wins. */
function trustsPrincipal(trust: string, caller: Asking, externalId: string | undefined): boolean {
  const concerning = statementsOf(trust).filter(
    (statement) =>
      listOf(statement.Action).some((action) => ["sts:assumerole", "sts:*", "*"].includes(action.toLowerCase())) &&
      names(statement.Principal, caller) &&
      hasExternalId(statement, externalId),
  );
  return concerning.length > 0 && concerning.every((statement) => statement.Effect === "Allow");
}

/** By account, by its root, or by the ARN; of a session also by that of its role. */
function names(principal: unknown, { arn, account }: Asking): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null || !("AWS" in principal)) return false;
  const role = arn.replace(/^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, "arn:$1:iam::$2:role/$3");
  return listOf(principal.AWS).some((named) => ["*", account, arn, role].includes(named) || named.endsWith(`::${account}:root`));
}

function hasExternalId({ Condition }: Statement, externalId: string | undefined): boolean {
  // IAM took the document, so conditions are operators by name, and keys by operator.
  const wanted = Object.values((Condition ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>).flatMap(
    (tests) => Object.entries(tests).flatMap(([key, values]) => (key.toLowerCase() === "sts:externalid" ? listOf(values) : [])),
  );
  return wanted.length === 0 || (externalId !== undefined && wanted.includes(externalId));
}

function checkSession(session: string): void {
  if (session.length < 2) throw constraint("roleSessionName", session, "Member must have length greater than or equal to 2");
  if (session.length > 64) throw constraint("roleSessionName", session, "Member must have length less than or equal to 64");
  if (/^[\w+=,.@-]*$/.test(session)) return;
  throw constraint("roleSessionName", session, "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
}

function checkDuration(seconds: number, role: RoleRecord, { type }: Caller): void {
  if (seconds < 900) throw constraint("durationSeconds", String(seconds), "Member must have value greater than or equal to 900");
  if (type === "AssumedRole" && seconds > HOUR_S) {
    throw validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  }
  if (seconds > role.maxSessionDuration) {
    throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
}

interface Session {
  readonly account: string;
  readonly name: string;
  readonly session: string;
  readonly seconds: number;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function assumed(world: World, role: RoleRecord, { account, name, session, seconds }: Session): sts.AssumeRoleCommandOutput {
  const key = `ASIA${world.newId(UPPERCASE_BASE32, 16)}`;
  const sessionToken = world.newId(BASE64, 120);
  const expiresAt = world.clock.now() + seconds * 1000;
  world.callers.set(key, {
    type: "AssumedRole",
    name,
    session,
    account,
    sessionToken,
    expiresAt,
    // As they are when asked, for IAM looks at them with every call.
    get policies() {
      return policiesOf(role).known;
    },
  });
  const caller = `arn:${world.partition}:sts::${account}:assumed-role/${name}/${session}`;
  return {
    $metadata: {},
    Credentials: {
      AccessKeyId: key,
      SecretAccessKey: world.newId(BASE64, 40),
      SessionToken: sessionToken,
      Expiration: new Date(expiresAt),
    },
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${session}`, Arn: caller },
  };
}

function denied(caller: string, role: string): AwsError {
  return new AwsError("AccessDenied", `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`, 403);
}

function validation(message: string): AwsError {
  return new AwsError("ValidationError", message, 400);
}

function constraint(member: string, value: string, rule: string): AwsError {
  return validation(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`);
}
