/**
 * The SDK clients of one pass. Each is loaded when first asked for, so that a desired state without buckets never loads
 * the S3 client. Every call goes through one middleware: it waits for AWS's
 * quotas, counts, retries on our clock, and classifies what failed.
 */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import type { CloudTrail } from "@aws-sdk/client-cloudtrail";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { STS } from "@aws-sdk/client-sts";
import type { WAFV2 } from "@aws-sdk/client-wafv2";
import { type ErrorCode, StagekeeperError } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import type { RoleCredentials } from "./assumed-role.ts";
import type { CallCounter } from "./call-counter.ts";
import { classifyError } from "./classify-error.ts";
import { refuseUnbelievable } from "./expected-answers.ts";
import type { Learned } from "./learned.ts";
import { sendWithRetry } from "./retry.ts";
import { currentCaller } from "./scheduler/caller.ts";
import type { FairGate } from "./scheduler/fair-gate.ts";
import type { Scheduler } from "./scheduler/scheduler.ts";
import { sendPaced } from "./scheduler/send-paced.ts";
import { USER_AGENT } from "./who/audit-event.ts";

export type ServiceName = "apigateway" | "lambda" | "s3" | "iam" | "sts" | "cloudwatch" | "cloudtrail" | "wafv2";

export interface AwsClients {
  apigateway(): Promise<APIGateway>;
  lambda(): Promise<Lambda>;
  /** For buckets in another region, the client of that region. */
  s3(region?: string): Promise<S3>;
  iam(): Promise<IAM>;
  /** Of another region where one is given. */
  sts(region?: string): Promise<STS>;
  cloudwatch(): Promise<CloudWatch>;
  /** Of another region where one is given. */
  cloudtrail(region?: string): Promise<CloudTrail>;
  wafv2(): Promise<WAFV2>;
  /** The region that the configuration gives; throws `invalid` when none does. */
  region(): Promise<string>;
}

/** What outlives a pass: the configuration, and the sockets and credentials that the first clients made. */
export interface Transport {
  readonly options: ClientOptions;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly shared: Map<ServiceName, SharedClient>;
  /** Credentials are resolved (and an assumed role assumed) once, whichever service asks first. */
  credentials: unknown;
  readonly learned: Learned;
}

export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  /** Themselves, or what is asked for them with each call. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | (() => Promise<RoleCredentials>);
  /** What calls of several connections pass in turn, and whose turn ours are. */
  readonly gate?: { readonly gate: FairGate; readonly party: string };
  readonly keepAlive: boolean;
  requestHandler?(service: ServiceName): unknown;
  onCall?(call: AwsCall): void;
}

/** One request that was answered or given up. */
export interface AwsCall {
  /** `service.Operation`. */
  readonly operation: string;
  readonly outcome: "ok" | ErrorCode;
}

/** The parts of an SDK client that we share or set up, the same for every service. */
export interface SharedClient {
  readonly config: { readonly requestHandler: unknown; readonly credentials?: unknown };
  readonly middlewareStack: { add(middleware: never, options: never): void };
  destroy(): void;
}

type Handler = (args: unknown) => Promise<unknown>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;

export interface CallRules {
  readonly counter: CallCounter;
  /** A dry run gets clients that cannot send a write, whatever asks them to. */
  readonly readOnly: boolean;
}

/** What changes nothing: AssumeRole only opens a door. */
const READS = /^(Get|List|Head|Describe|Lookup|AssumeRole$)/;
const CONNECT_TIMEOUT_MS = 5_000;
/** A zip of 50 MB goes up in one request. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Loaded when first asked for, each once: every `import()` goes through Node's loader anew, and a pass makes new clients. */
const MODULES = {
  apigateway: once(() => import("@aws-sdk/client-api-gateway")),
  lambda: once(() => import("@aws-sdk/client-lambda")),
  s3: once(() => import("@aws-sdk/client-s3")),
  iam: once(() => import("@aws-sdk/client-iam")),
  sts: once(() => import("@aws-sdk/client-sts")),
  cloudwatch: once(() => import("@aws-sdk/client-cloudwatch")),
  cloudtrail: once(() => import("@aws-sdk/client-cloudtrail")),
  wafv2: once(() => import("@aws-sdk/client-wafv2")),
};

/** For who cannot have time pass while a pass loads them, as on a virtual clock. */
export async function loadClientModules(): Promise<void> {
  await Promise.all(Object.values(MODULES).map((load) => load()));
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

export function createClients(transport: Transport, rules: CallRules): AwsClients {
  const made = new Map<string, Promise<unknown>>();
  const kept = <T>(key: string, load: () => Promise<T>): Promise<T> => {
    // The key names the service and region, so what it holds is that service's client.
    const known = made.get(key) as Promise<T> | undefined;
    const client = known ?? load();
    made.set(key, client);
    return client;
  };
  const settings = (service: ServiceName, region?: string) => clientSettings(transport, service, region);
  const ready = <C extends SharedClient>(service: ServiceName, client: C): C => prepare(client, service, transport, rules);

  const clients: AwsClients = {
    apigateway: () =>
      kept("apigateway", async () => ready("apigateway", new (await MODULES.apigateway()).APIGateway(settings("apigateway")))),
    lambda: () => kept("lambda", async () => ready("lambda", new (await MODULES.lambda()).Lambda(settings("lambda")))),
    s3: (region) =>
      kept(`s3 ${region ?? ""}`, async () => {
        const { S3 } = await MODULES.s3();
        // Emulators answer on one host name, so buckets go into the path there; AWS wants them in the host name.
        const forcePathStyle = Boolean(
          transport.options.endpointUrl ?? process.env.AWS_ENDPOINT_URL ?? process.env.AWS_ENDPOINT_URL_S3,
        );
        return ready("s3", new S3({ ...settings("s3", region), forcePathStyle }));
      }),
    iam: () => kept("iam", async () => ready("iam", new (await MODULES.iam()).IAM(settings("iam")))),
    sts: (region) =>
      kept(`sts ${region ?? ""}`, async () => ready("sts", new (await MODULES.sts()).STS(settings("sts", region)))),
    cloudwatch: () =>
      kept("cloudwatch", async () => ready("cloudwatch", new (await MODULES.cloudwatch()).CloudWatch(settings("cloudwatch")))),
    cloudtrail: (region) =>
      kept(`cloudtrail ${region ?? ""}`, async () =>
        ready("cloudtrail", new (await MODULES.cloudtrail()).CloudTrail(settings("cloudtrail", region))),
      ),
    wafv2: () => kept("wafv2", async () => ready("wafv2", new (await MODULES.wafv2()).WAFV2(settings("wafv2")))),
    async region() {
      const sts = await clients.sts();
      try {
        return await sts.config.region();
      } catch (cause) {
        throw new StagekeeperError("invalid", "no region: set AWS_REGION, a region in the profile, or --region", { cause });
      }
    },
  };
  return clients;
}

function clientSettings(transport: Transport, service: ServiceName, region?: string): object {
  // Read by the SDK when a client is made: Node 20 is supported by the releases we pin.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { options, shared } = transport;
  const credentials = options.credentials ?? transport.credentials;
  const handler = shared.get(service)?.config.requestHandler ?? options.requestHandler?.(service) ?? httpOptions(options);
  const chosen = region ?? options.region;
  return {
    ...(chosen ? { region: chosen } : {}),
    ...(options.profile ? { profile: options.profile } : {}),
    ...(options.endpointUrl ? { endpoint: options.endpointUrl } : {}),
    ...(credentials ? { credentials } : {}),
    requestHandler: handler,
    // By it our own writes are known in CloudTrail.
    customUserAgent: USER_AGENT,
    // Retried by our own middleware, see retry.ts.
    maxAttempts: 1,
  };
}

function httpOptions(options: ClientOptions): object {
  const agent = { keepAlive: options.keepAlive };
  return {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  };
}

function prepare<C extends SharedClient>(client: C, service: ServiceName, transport: Transport, rules: CallRules): C {
  if (!transport.shared.has(service)) transport.shared.set(service, client);
  transport.credentials ??= client.config.credentials;
  const middleware = callMiddleware(service, transport, rules);
  const options = { step: "initialize", name: "stagekeeperCall", priority: "high" };
  // Each client types its stack by its own commands; ours looks at none of their inputs and passes them on as they are.
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}

/** Outermost, so that each try is built and signed anew. */
function callMiddleware(service: ServiceName, transport: Transport, rules: CallRules): Middleware {
  return (next, context) => (args) => {
    const name = (context.commandName ?? "Unknown").replace(/Command$/, "");
    const writes = !READS.test(name);
    if (rules.readOnly && writes) {
      return Promise.reject(new StagekeeperError("unexpected", `${service}.${name} refused: this pass may only read`));
    }
    const operation = `${service}.${name}`;
    const caller = currentCaller();
    const send = async (retry: boolean): Promise<unknown> => {
      if (writes) caller?.writes?.();
      rules.counter.add(operation, retry);
      try {
        const { gate } = transport.options;
        const answer = await (gate ? gate.gate.through(gate.party, () => next(args)) : next(args));
        refuseUnbelievable(operation, outputOf(answer));
        transport.options.onCall?.({ operation, outcome: "ok" });
        return answer;
      } catch (thrown) {
        const error = namingProfile(classifyError(thrown, operation), transport.options);
        transport.options.onCall?.({ operation, outcome: error.code });
        throw error;
      }
    };
    const call = { operation, input: inputOf(args) };
    const paced = (attempt: number) => sendPaced({ call, caller }, (again) => send(again || attempt > 1), transport);
    return sendWithRetry(operation, paced, transport);
  };
}

/** The SDK says that nothing gave it credentials, and not which profile it was told to look for. */
function namingProfile(error: StagekeeperError, { profile }: ClientOptions): StagekeeperError {
  const asked = profile ?? process.env.AWS_PROFILE;
  if (error.awsCode !== "CredentialsProviderError" || !asked) return error;
  const from = profile === undefined ? "AWS_PROFILE" : "--profile";
  const message = `${error.message}; the profile "${asked}" (${from}) is not in the AWS configuration, or holds none`;
  return new StagekeeperError(error.code, message, { cause: error.cause, awsCode: error.awsCode });
}

/** The SDK's middleware gives back the output beside the raw response. */
function outputOf(answer: unknown): unknown {
  return (answer as { readonly output: unknown }).output;
}

/** The SDK's middleware is given the command's input, which is an object. */
function inputOf(args: unknown): Readonly<Record<string, unknown>> {
  return (args as { readonly input: Readonly<Record<string, unknown>> }).input;
}
