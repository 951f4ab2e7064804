/** What may call a function or alias, read from its policy. */
import { isOwnStatement } from "../kinds/mark.ts";
import type { Unmanaged } from "../model/observation.ts";
import type { ObserveContext } from "../model/ports.ts";
import { isNotFound } from "./classify-error.ts";
import type { AwsSession } from "./session.ts";
import { type PolicyStatement, parseStatements } from "./statement.ts";

/** Statements of one policy, once a pass; none on GetPolicy's 404. */
export function readStatements(
  session: AwsSession,
  FunctionName: string,
  Qualifier: string | undefined,
  abortSignal: AbortSignal,
): Promise<readonly PolicyStatement[]> {
  return session.readDeep(`lambda.GetPolicy ${FunctionName} ${Qualifier ?? ""}`, async () =>
    fetchStatements(session, FunctionName, Qualifier, abortSignal),
  );
}

/** Read afresh. */
export async function fetchStatements(
  session: AwsSession,
  FunctionName: string,
  Qualifier: string | undefined,
  abortSignal: AbortSignal,
): Promise<readonly PolicyStatement[]> {
  const lambda = await session.clients.lambda();
  try {
    const { Policy } = await lambda.getPolicy({ FunctionName, Qualifier }, { abortSignal });
    return parseStatements(Policy);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Statements that are not ours: what they let in would be locked out if function or alias went. */
export async function foreignStatements(
  session: AwsSession,
  of: { readonly name: string; readonly qualifier: string | undefined; readonly beside: Unmanaged["beside"] },
  { owner, signal }: ObserveContext,
): Promise<readonly Unmanaged[]> {
  const statements = await readStatements(session, of.name, of.qualifier, signal);
  const target = [of.name, of.qualifier].filter((part) => part !== undefined).join(":");
  return statements
    .filter(({ Sid = "" }) => !isOwnStatement(Sid, owner))
    .map(({ Sid = "" }) => ({ what: `statement ${Sid} of ${target}`, beside: of.beside }));
}
