/**
 * An AWS service driven by the schemas that its SDK client exports: requests come in as HTTP, handlers see typed inputs
 * and return typed outputs. The client's own protocol object does both halves, given mirrored schemas (`mirror.ts`).
 */
import type { Readable } from "node:stream";
import type { StaticErrorSchema, StaticOperationSchema } from "@smithy/types";
import { isAwsChunked, unchunk } from "./aws-chunked.ts";
import { AwsError } from "./aws-error.ts";
import type { WireRequest, WireResponse } from "./message.ts";
import { dialectIn, dialectsOf, type ServiceProtocol } from "./protocol.ts";
import { readInput } from "./read-input.ts";
import { matchRoute, type Route, routeOf } from "./routes.ts";
import { errorTraitsOf, writeError } from "./write-error.ts";
import { writeOutput } from "./write-output.ts";

export { AwsError } from "./aws-error.ts";

type InstanceOf<C> = C extends abstract new (...args: never) => infer I ? I : never;

/** A command class's input and output types. */
type InputOutput<C> =
  InstanceOf<C> extends {
    readonly input: infer I;
    resolveMiddleware(...args: never): (...args: never) => Promise<{ output: infer O }>;
  }
    ? [I, O]
    : never;

/** Bodies arrive whole: whatever a client may send for a blob, a handler gets its bytes. */
type HandlerInput<I> = {
  readonly [K in keyof I]: Readable extends NonNullable<I[K]>
    ? BytesOf<I[K]>
    : Uint8Array extends NonNullable<I[K]>
      ? BytesOf<I[K]>
      : I[K];
};
type BytesOf<T> = Uint8Array | Extract<T, undefined>;

/** Clients dress blobs of outputs up with `transformToString`; a handler returns plain bytes. */
type HandlerOutput<O> = {
  [K in keyof Omit<O, "$metadata">]: NonNullable<O[K & keyof O]> extends { transformToString(...args: never): unknown }
    ? Uint8Array | undefined
    : O[K & keyof O];
};

export interface HandlerContext {
  readonly request: WireRequest;
  readonly requestId: string;
  /** For what an output's schema has no member for: S3's 206 on a range. */
  readonly reply: { statusCode?: number };
}

/** One method an operation: `{ CreateAlias(input, context) { return { … } } }`. Throws AwsError for an error. */
export type Handlers<Module> = {
  [K in keyof Module as K extends `${infer Operation}Command` ? Operation : never]?: (
    input: HandlerInput<InputOutput<Module[K]>[0]>,
    context: HandlerContext,
  ) => HandlerOutput<InputOutput<Module[K]>[1]> | Promise<HandlerOutput<InputOutput<Module[K]>[1]>>;
};

export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Where the sandbox looks in: either may wait, or throw AwsError to answer that instead. */
export interface ServeHooks {
  readonly requestId?: string;
  /** After the request is understood, before anything has happened. */
  readonly received?: (call: Call) => void | Promise<void>;
  /** After the handler, whose effects stand whatever is answered. */
  readonly handled?: (call: Call, outcome: { readonly error?: AwsError }) => void | Promise<void>;
}

type Handler = (input: unknown, context: HandlerContext) => unknown;

/** What a client module's schemas say; worked out once a module, for it takes longer than a hundred calls. */
interface Vocabulary {
  readonly routes: readonly Route[];
  /** By name, and by query code. */
  readonly errors: ReadonlyMap<string, StaticErrorSchema>;
}

const vocabularies = new WeakMap<object, Vocabulary>();

function vocabularyOf(module: object): Vocabulary {
  const known = vocabularies.get(module) ?? readVocabulary(module);
  vocabularies.set(module, known);
  return known;
}

function readVocabulary(module: object): Vocabulary {
  const routes: Route[] = [];
  const errors = new Map<string, StaticErrorSchema>();
  for (const value of Object.values(module)) {
    if (!Array.isArray(value)) continue;
    // A schema is a tuple that begins with its kind: 9 is an operation, -3 an error (`@smithy/types`).
    if (value[0] === 9) routes.push(routeOf(value as unknown as StaticOperationSchema));
    else if (value[0] === -3) addError(errors, value as unknown as StaticErrorSchema);
  }
  return { routes, errors };
}

/** Query protocols name errors by their query code (`NoSuchEntity`), handlers may use either name. */
function addError(errors: Map<string, StaticErrorSchema>, schema: StaticErrorSchema): void {
  errors.set(schema[2], schema);
  const queryCode = errorTraitsOf(schema).awsQueryError?.[0];
  if (queryCode) errors.set(queryCode, schema);
}

export class SchemaServer<Module extends object> {
  readonly #dialects: readonly [ServiceProtocol, ...ServiceProtocol[]];
  readonly #routes: readonly Route[];
  readonly #errors: ReadonlyMap<string, StaticErrorSchema>;
  readonly #handlers = new Map<string, Handler>();

  /** `client` is any client of that module: its protocol is used, and those that its service has beside it; it never sends anything. */
  constructor(module: Module, client: { readonly config: object }) {
    this.#dialects = dialectsOf(client);
    const { routes, errors } = vocabularyOf(module);
    this.#routes = routes;
    this.#errors = errors;
  }

  on(handlers: Handlers<Module>): this {
    for (const [operation, handler] of Object.entries(handlers)) this.#handlers.set(operation, handler as Handler);
    return this;
  }

  /** Every operation of the client, with or without a handler. */
  operations(): readonly string[] {
    return this.#routes.map((route) => route.operation);
  }

  /** Never rejects: whatever goes wrong is an answer. */
  async handle(request: WireRequest, hooks: ServeHooks = {}): Promise<WireResponse> {
    const requestId = hooks.requestId ?? "00000000-0000-0000-0000-000000000000";
    const response = await this.#answer(request, requestId, hooks);
    return request.method === "HEAD" ? { ...response, body: new Uint8Array() } : response;
  }

  async #answer(request: WireRequest, requestId: string, hooks: ServeHooks): Promise<WireResponse> {
    const service = dialectIn(this.#dialects, request);
    try {
      const plain = isAwsChunked(request) ? unchunk(request) : request;
      const route = matchRoute(this.#routes, service.format, plain);
      if (!route) throw unknownOperation(service, plain);
      const call = { operation: route.operation, input: await readInput(route, service, plain) };
      const reply: HandlerContext["reply"] = {};
      const output = await this.#run(call, { request: plain, requestId, reply }, hooks);
      const response = await writeOutput(route, service, output, requestId);
      return { ...response, statusCode: reply.statusCode ?? response.statusCode };
    } catch (error) {
      const shown = error instanceof AwsError ? error : internalFailure(error);
      return writeError(shown, this.#errors.get(shown.code), service, requestId);
    }
  }

  async #run(call: Call, context: HandlerContext, hooks: ServeHooks): Promise<Record<string, unknown>> {
    await hooks.received?.(call);
    const handler = this.#handlers.get(call.operation) ?? notImplemented(call.operation);
    let output: unknown;
    try {
      const made = handler(call.input, context);
      // Where a handler waits for nothing, no other call takes effect before it is known that this one did.
      output = made instanceof Promise ? await made : made;
    } catch (error) {
      if (error instanceof AwsError) await hooks.handled?.(call, { error });
      throw error;
    }
    await hooks.handled?.(call, {});
    // The handler's type says that its output is the operation's structure, or nothing.
    return (output ?? {}) as Record<string, unknown>;
  }
}

function notImplemented(operation: string): Handler {
  return () => {
    throw new AwsError("NotImplementedException", `${operation} is not part of the sandbox`, 501);
  };
}

function unknownOperation(service: ServiceProtocol, request: WireRequest): AwsError {
  switch (service.format) {
    case "rest-json":
      return new AwsError("UnknownOperationException", `no operation for ${request.method} ${request.path}`, 404);
    case "rest-xml":
      return new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
    case "query":
      return new AwsError("InvalidAction", "Could not find the operation named in Action", 400);
    case "json":
    case "cbor":
      return new AwsError("UnknownOperationException", "no operation of that name", 404);
  }
}

/** A handler failed in a way that it did not mean to: the sandbox has a bug, and the answer says where. */
function internalFailure(error: unknown): AwsError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError("InternalFailure", `sandbox: ${detail}`, 500);
}
