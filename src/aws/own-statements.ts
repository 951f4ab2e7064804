/** Statements of ours in the policy of a function or an alias, by the ids that we give them. */
import type { AddPermissionCommandInput } from "@aws-sdk/client-lambda";
import { ifThere, isNamed } from "./classify-error.ts";
import { fetchStatements } from "./policy-reads.ts";
import type { AwsSession } from "./session.ts";

/** One that is there under its id is ours, whose answer was lost. */
export async function grant(session: AwsSession, statement: AddPermissionCommandInput): Promise<void> {
  const lambda = await session.clients.lambda();
  try {
    await lambda.addPermission(statement);
  } catch (error) {
    if (!isNamed(error, "ResourceConflictException")) throw error;
  }
}

/** Those that are there; what others let in stays. */
export async function revoke(
  session: AwsSession,
  of: { readonly FunctionName: string; readonly Qualifier: string | undefined },
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const lambda = await session.clients.lambda();
  const statements = await fetchStatements(session, of.FunctionName, of.Qualifier, signal);
  for (const StatementId of ids) {
    if (statements.some(({ Sid }) => Sid === StatementId)) await ifThere(lambda.removePermission({ ...of, StatementId }));
  }
}
