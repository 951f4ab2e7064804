/**
 * What a case has in hand: an account's clients, names of its own, time, and the two ways to judge an answer. What is not as
 * AWS has it becomes a finding; a case goes on after one unless what follows would make no sense.
 */
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { type Bindings, type Difference, describeDifference, differences } from "./match.ts";
import type { Account, Clients } from "./target.ts";

/** `near`: the right outcome with another status, text or set of members. `differs`: another outcome, or another value. */
export type Grade = "near" | "differs";

export interface Finding {
  readonly grade: Grade;
  readonly text: string;
}

/** Ends a case: what comes after it depends on what did not happen. */
export class CaseEnded extends Error {
  override readonly name = "CaseEnded";
}

interface Answered {
  readonly $metadata: { readonly httpStatusCode?: number | undefined };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The body where it is JSON, undefined otherwise. */
  readonly json: unknown;
}

export interface Scene extends Clients {
  readonly accountId: string;
  readonly region: string;
  /** A name that nothing else has, legal for buckets, functions, roles and APIs. */
  newName(stem?: string): string;
  /** ARN of a role that Lambda can assume. */
  lambdaRole(): Promise<string>;
  pause(ms: number): Promise<void>;
  /** Waits until no creation or update of the function is under way, and gives its configuration then. */
  settle(FunctionName: string, Qualifier?: string): Promise<FunctionConfiguration>;
  /** Calls a stage: `PUT /upload?name=x`. Ends the case where there is no data plane. */
  request(apiId: string, stageName: string, route: string, init?: RequestInit): Promise<HttpAnswer>;
  /** Gets a path of a custom domain name. Ends the case where nothing serves it. */
  getOfDomain(domainName: string, path: string): Promise<HttpAnswer>;
  /** The call must be answered with this status and exactly this body. Gives the body, so that the case can go on with it. */
  answers<T extends Answered>(call: Promise<T>, status: number, body: unknown): Promise<T>;
  /** The call must be refused with this status, error and text; `members` are what the error carries besides, if compared. */
  refuses(call: Promise<unknown>, status: number, error: string, message?: unknown, members?: object): Promise<void>;
  /** Any other value that must be as expected; `what` names it. */
  same(what: string, actual: unknown, expected: unknown): void;
}

export interface Staged {
  readonly scene: Scene;
  readonly findings: readonly Finding[];
}

export function stage(caseId: string, account: Account): Staged {
  const findings: Finding[] = [];
  const bindings: Bindings = new Map();
  let names = 0;

  const found = (grade: Grade, text: string): void => {
    findings.push({ grade, text });
  };
  const judge = (what: string, list: readonly Difference[]): void => {
    for (const one of list) found(one.kind === "value" ? "differs" : "near", `${what}${describeDifference(one)}`);
  };

  const scene: Scene = {
    apigateway: account.apigateway,
    lambda: account.lambda,
    s3: account.s3,
    iam: account.iam,
    sqs: account.sqs,
    sts: account.sts,
    wafv2: account.wafv2,
    accountId: account.accountId,
    region: account.region,
    newName(stem = "x") {
      names += 1;
      return `${account.prefix}-${caseId.toLowerCase()}-${stem}-${names}`;
    },
    lambdaRole: () => account.lambdaRole(),
    pause: (ms) => account.pause(ms),
    settle: (FunctionName, Qualifier) => settle(account, FunctionName, Qualifier),
    async request(apiId, stageName, route, init) {
      const base = await account.invokeUrl(apiId, stageName);
      if (base === undefined) return end("there is no data plane: no stage has a URL");
      return request(base, route, init);
    },
    async getOfDomain(domainName, path) {
      const at = await account.domainUrl(domainName);
      if (at === undefined) return end("there is no data plane: no domain name is served");
      return getOfHost(at, path);
    },
    async answers(call, status, body) {
      const answer = await call.catch((error: unknown) => end(`refused: ${describeError(error)}`));
      const { $metadata, ...members } = answer;
      if ($metadata.httpStatusCode !== status) found("near", `status is ${$metadata.httpStatusCode}, expected ${status}`);
      judge("", differences(members, body, bindings));
      return answer;
    },
    async refuses(call, status, error, message, members) {
      const refusal = await refusalOf(call);
      if (refusal === "accepted") return end(`accepted, expected ${status} ${error}`);
      if (refusal.name !== error) return end(`refused with ${describeRefusal(refusal)}, expected ${status} ${error}`);
      if (refusal.status !== status) found("near", `status is ${refusal.status}, expected ${status}`);
      const texts = message === undefined ? [] : differences(refusal.message, message, bindings);
      for (const one of texts) found("near", `the error's text is ${one.actual}, expected ${one.expected}`);
      if (members) judge("the error's ", differences(refusal.members, members, bindings));
    },
    same(what, actual, expected) {
      judge(`${what}: `, differences(actual, expected, bindings));
    },
  };

  function end(text: string): never {
    found("differs", text);
    throw new CaseEnded(text);
  }

  return { scene, findings };
}

const MOST_LOOKS = 120;

async function settle(account: Account, FunctionName: string, Qualifier?: string): Promise<FunctionConfiguration> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const configuration = await account.lambda.getFunctionConfiguration({ FunctionName, Qualifier });
    const busy = configuration.State === "Pending" || configuration.LastUpdateStatus === "InProgress";
    if (!busy) return configuration;
    await account.pause(account.pollMs);
  }
  throw new Error(`function ${FunctionName} did not settle`);
}

async function request(base: string, route: string, init: RequestInit = {}): Promise<HttpAnswer> {
  const [method = "GET", path = ""] = route.split(" ");
  const response = await fetch(`${base}${path}`, { method, ...init });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body, json: parsed(body) };
}

/** By HTTP of Node's own, for fetch sends a Host of its choice. */
async function getOfHost({ url, host }: { readonly url: string; readonly host: string }, path: string): Promise<HttpAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}${path}`, { headers: { host }, agent: false }, resolve).on("error", reject);
  });
  const body = await text(response);
  const headers = new Headers(Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]));
  return { status: response.statusCode ?? 0, headers, body, json: parsed(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

interface Refusal {
  readonly status: number | undefined;
  readonly name: string;
  readonly message: string;
  /** What the error carries besides. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What every error of the SDK has, and what envelopes add: the XML services', and the type that some write into the JSON. */
const ENVELOPE = /^(__type|name|message|Message|stack|\$.*|Code|Error|RequestId|HostId|[rR]equestId)$/;

async function refusalOf(call: Promise<unknown>): Promise<Refusal | "accepted"> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    // The SDK throws errors only, with the answer's status where there was an answer.
    const refused = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const members = Object.entries(refused).filter(([key]) => !ENVELOPE.test(key));
    const { name, message, $metadata } = refused;
    return { status: $metadata?.httpStatusCode, name, message, members: Object.fromEntries(members) };
  }
}

function describeRefusal({ status, name, message }: Refusal): string {
  return `${status ?? "no status"} ${name} "${message.split("\n", 1)[0]?.slice(0, 160)}"`;
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return describeRefusal({ status: $metadata?.httpStatusCode, name: error.name, message: error.message, members: {} });
}
