/**
 * The URL of an alias. One that anybody may call needs two statements in the policy of the alias, without which it answers
 * 403 to everyone (Lambda developer guide, "Control access to Lambda function URLs"; both since October 2025).
 */
import type { AddPermissionCommandInput, FunctionUrlConfig } from "@aws-sdk/client-lambda";
import { statementId } from "../kinds/mark.ts";
import type { ApplyContext, ObserveContext } from "../model/ports.ts";
import type { FunctionUrl, FunctionUrlCors } from "../model/specs/alias.ts";
import { ifThere, isNotFound } from "./classify-error.ts";
import { grant, revoke } from "./own-statements.ts";
import { fetchStatements, readStatements } from "./policy-reads.ts";
import type { AwsSession } from "./session.ts";
import type { PolicyStatement } from "./statement.ts";

export interface AliasTarget {
  readonly FunctionName: string;
  readonly Qualifier: string;
}

const OPENINGS = {
  url: { Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
  "url-invoke": { Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
} as const satisfies Readonly<Record<string, Partial<AddPermissionCommandInput>>>;

type Opening = keyof typeof OPENINGS;
// The table has exactly these keys by its type.
const NAMES = Object.keys(OPENINGS) as readonly Opening[];

export async function readUrl(session: AwsSession, target: AliasTarget, { signal }: ObserveContext): Promise<FunctionUrl | null> {
  const lambda = await session.clients.lambda();
  try {
    const url = fromAws(await lambda.getFunctionUrlConfig(target, { abortSignal: signal }));
    if (url.auth === "iam") return url;
    const statements = await readStatements(session, target.FunctionName, target.Qualifier, signal);
    return { ...url, open: missingOf(statements).length === 0 };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export async function writeUrl(session: AwsSession, target: AliasTarget, url: FunctionUrl, context: ApplyContext): Promise<void> {
  const lambda = await session.clients.lambda();
  const input = {
    ...target,
    AuthType: url.auth === "iam" ? ("AWS_IAM" as const) : ("NONE" as const),
    InvokeMode: url.streaming ? ("RESPONSE_STREAM" as const) : ("BUFFERED" as const),
    // Replaced whole, and taken away by what is empty.
    Cors: corsToAws(url.cors ?? {}),
  };
  try {
    await lambda.updateFunctionUrlConfig(input);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await lambda.createFunctionUrlConfig({ ...input, Cors: url.cors && corsToAws(url.cors) });
  }
  if (url.auth === "iam") return shut(session, target, context);
  const statements = await fetchStatements(session, target.FunctionName, target.Qualifier, context.signal);
  for (const name of missingOf(statements)) {
    const StatementId = idOf(target, name, context);
    await grant(session, { ...target, StatementId, Principal: "*", ...OPENINGS[name] });
  }
}

export async function removeUrl(session: AwsSession, target: AliasTarget, context: ApplyContext): Promise<void> {
  const lambda = await session.clients.lambda();
  await ifThere(lambda.deleteFunctionUrlConfig(target));
  await shut(session, target, context);
}

/** What others let in stays. */
function shut(session: AwsSession, target: AliasTarget, context: ApplyContext): Promise<void> {
  const ids = NAMES.map((name) => idOf(target, name, context));
  return revoke(session, target, ids, context.signal);
}

function idOf({ Qualifier }: AliasTarget, name: Opening, { owner }: ApplyContext): string {
  return statementId(owner, `${Qualifier}-${name}`);
}

function missingOf(statements: readonly PolicyStatement[]): readonly Opening[] {
  return NAMES.filter((name) => !statements.some((statement) => lets(statement, name)));
}

function lets({ Effect, Principal, Action, Condition = {} }: PolicyStatement, name: Opening): boolean {
  const isEverybody = Principal === "*" || JSON.stringify(Principal) === '{"AWS":"*"}';
  if (Effect !== "Allow" || !isEverybody || Action !== OPENINGS[name].Action) return false;
  const asked = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  const [key, value] = name === "url" ? ["lambda:functionurlauthtype", "none"] : ["lambda:invokedviafunctionurl", "true"];
  return asked.every(([asks, wants]) => asks.toLowerCase() === key && String(wants).toLowerCase() === value);
}

/** CORS that says nothing is told as none. */
function fromAws({ AuthType, InvokeMode, Cors }: Pick<FunctionUrlConfig, "AuthType" | "InvokeMode" | "Cors">): FunctionUrl {
  const cors: FunctionUrlCors = {
    ...(Cors?.AllowOrigins?.length && { origins: Cors.AllowOrigins }),
    ...(Cors?.AllowMethods?.length && { methods: Cors.AllowMethods }),
    ...(Cors?.AllowHeaders?.length && { headers: Cors.AllowHeaders }),
    ...(Cors?.ExposeHeaders?.length && { exposeHeaders: Cors.ExposeHeaders }),
    ...(Cors?.AllowCredentials && { credentials: true }),
    ...(Cors?.MaxAge && { maxAgeSeconds: Cors.MaxAge }),
  };
  return {
    auth: AuthType === "AWS_IAM" ? "iam" : "none",
    streaming: InvokeMode === "RESPONSE_STREAM",
    ...(Object.keys(cors).length > 0 && { cors }),
  };
}

function corsToAws({ origins, methods, headers, exposeHeaders, credentials, maxAgeSeconds }: FunctionUrlCors) {
  return {
    AllowOrigins: origins && [...origins],
    AllowMethods: methods && [...methods],
    AllowHeaders: headers && [...headers],
    ExposeHeaders: exposeHeaders && [...exposeHeaders],
    AllowCredentials: credentials,
    MaxAge: maxAgeSeconds,
  };
}
