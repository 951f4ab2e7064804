/** A sandbox account with a role that Lambda may assume, and clients for it; time is virtual. */
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type FunctionConfiguration,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";

export const ACCOUNT = "111111111111";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/runner`;
export const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

export interface LambdaAccount {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
}

/** With a role `runner` that IAM has had time to spread. */
export async function lambdaAccount(seed = 1): Promise<LambdaAccount> {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed, account: ACCOUNT });
  const common = { region: "us-east-1", credentials: CREDENTIALS, maxAttempts: 1 };
  const lambda = new LambdaClient({ ...common, requestHandler: sandbox.requestHandler("lambda") });
  const iam = new IAMClient({ ...common, requestHandler: sandbox.requestHandler("iam") });
  await iam.send(new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") }));
  await clock.advance(10_000);
  return { sandbox, clock, lambda, iam };
}

export function trustOf(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A package of text files. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]): [string, Uint8Array] => [name, strToU8(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date("2020-01-01T00:00:00Z") });
}

export const HANDLER = zipOf({ "index.js": "exports.handler = async (event) => event;" });

export function aFunction(overrides: Partial<CreateFunctionCommandInput> = {}): CreateFunctionCommandInput {
  const base = { FunctionName: "fn", Role: ROLE_ARN, Runtime: "nodejs22.x", Handler: "index.handler" } as const;
  return { ...base, Code: { ZipFile: HANDLER }, ...overrides };
}

/** Creates it and waits until it is Active. */
export async function created(
  account: LambdaAccount,
  overrides: Partial<CreateFunctionCommandInput> = {},
): Promise<FunctionConfiguration> {
  const answer = await account.lambda.send(new CreateFunctionCommand(aFunction(overrides)));
  await settle(account);
  return answer;
}

/** Longer than any of Lambda's updates takes. */
export async function settle(account: LambdaAccount): Promise<void> {
  await account.clock.advance(5000);
}

/** Publishes `count` versions whose environments differ: `{ N: "1" }` and so on. */
export async function publish(account: LambdaAccount, count: number, FunctionName = "fn"): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const Environment = { Variables: { NN: String(number) } };
    await account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
    await settle(account);
    await account.lambda.send(new PublishVersionCommand({ FunctionName }));
  }
}

export interface Refusal {
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
  readonly type: string | undefined;
}

/** How AWS refused. Fails when it did not. */
export async function refusal(answer: Promise<unknown>): Promise<Refusal> {
  try {
    await answer;
  } catch (error) {
    // Whatever an SDK client throws for an answer carries these.
    const { name, message, Type, $metadata } = error as Error & { Type?: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode, message, type: Type };
  }
  throw new Error("was not refused");
}

/** Lambda's refusals carry `Type: "User"`. */
export function userError(status: number, name: string, message: string): Refusal {
  return { name, status, message, type: "User" };
}

/** What the model's constraints refuse has no Type. */
export function validationError(...violations: readonly string[]): Refusal {
  const message = `${violations.length} validation ${violations.length === 1 ? "error" : "errors"} detected: ${violations.join("; ")}`;
  return { name: "ValidationException", status: 400, message, type: undefined };
}
