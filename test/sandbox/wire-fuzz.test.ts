/**
 * Every operation of every client, in every protocol that its service answers: a random input through the real client, over the wire, to the handler; and a random
 * output back. What does not come back equal is listed here with its reason, and nothing else may differ.
 */
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, it } from "vitest";
import { createRequestHandler } from "../../src/sandbox/request-handler.ts";
import type { ServiceName } from "../../src/sandbox/service-name.ts";
import { collectBody } from "../../src/sandbox/wire/message.ts";
import { type Call, SchemaServer } from "../../src/sandbox/wire/schema-server.ts";
import { randomFields, seeded } from "./random-values.ts";

const SEED = 20_260_101;
const ROUNDS = 3;
const CONFIG = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x" }, maxAttempts: 1 };

type Fields = Record<string, unknown>;

interface Subject {
  readonly service: ServiceName;
  readonly module: object;
  readonly client: new (config: object) => { readonly config: object; send(command: object): Promise<Fields> };
  /** Instead of the client's own. */
  readonly protocol?: object;
  readonly operations: number;
  /** Operations on event streams, which the wire layer does not speak. */
  readonly eventStreams: readonly string[];
}

// Each client class has this constructor and `send`; the classes' own overloads hide it from a common type.
const SUBJECTS: readonly Subject[] = [
  { service: "apigateway", module: apigateway, client: apigateway.APIGatewayClient as never, operations: 124, eventStreams: [] },
  {
    service: "lambda",
    module: lambda,
    client: lambda.LambdaClient as never,
    operations: 88,
    eventStreams: ["InvokeWithResponseStream"],
  },
  { service: "s3", module: s3, client: s3.S3Client as never, operations: 112, eventStreams: ["SelectObjectContent"] },
  { service: "iam", module: iam, client: iam.IAMClient as never, operations: 180, eventStreams: [] },
  { service: "sts", module: sts, client: sts.STSClient as never, operations: 11, eventStreams: [] },
  ...[undefined, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol].map((protocol) => ({
    service: "cloudwatch" as const,
    module: cloudwatch,
    client: cloudwatch.CloudWatchClient as never,
    ...(protocol && { protocol }),
    operations: 55,
    eventStreams: [],
  })),
];

describe.each(SUBJECTS)("the wire layer of $service, spoken to in $protocol.name", (subject) => {
  it("brings every random input and output of every operation there and back", async () => {
    const outcome = await roundTrips(subject);

    expect(outcome.differences).toEqual([]);
    expect(outcome.eventStreams).toEqual(subject.eventStreams);
    expect(outcome.operations).toBe(subject.operations);
    expect(outcome.calls).toBe((subject.operations - subject.eventStreams.length) * ROUNDS);
  });
});

interface Outcome {
  readonly operations: number;
  readonly calls: number;
  readonly eventStreams: readonly string[];
  readonly differences: readonly string[];
}

async function roundTrips({ service, module, client: Client, protocol }: Subject): Promise<Outcome> {
  const source = seeded(SEED);
  const server = new SchemaServer<Record<string, unknown>>({ ...module }, new Client(CONFIG));
  const calls: Call[] = [];
  let output: Fields = {};
  const client = new Client({
    ...CONFIG,
    ...(protocol && { protocol }),
    requestHandler: createRequestHandler(service, (_service, request) =>
      server.handle(request, {
        received(call) {
          calls.push(call);
        },
      }),
    ),
  });
  // A schema is a tuple that begins with its kind; 9 is an operation.
  const all = Object.values(module).filter((value) => Array.isArray(value) && value[0] === 9) as StaticOperationSchema[];
  const spoken = all.filter((operation) => !hasEventStream(operation[4]) && !hasEventStream(operation[5]));
  const differences: string[] = [];
  let count = 0;
  for (const [, , name, , inputRef, outputRef] of spoken) {
    server.on({ [name]: () => output } as never);
    // Every operation has its command, named after it.
    const Command = (module as Record<string, new (input: object) => object>)[`${name}Command`];
    if (!Command) throw new Error(`${service} has no command for ${name}`);
    for (let round = 0; round < ROUNDS; round++) {
      const input = sendable(service, name, randomFields(inputRef, source));
      output = answerable(service, outputRef, randomFields(outputRef, source));
      calls.length = 0;
      const result = await client.send(new Command({ ...input })).catch((error: unknown) => ({ error: String(error) }));
      const [received] = calls;
      count++;
      if (received?.operation !== name) differences.push(`${name}: routed to ${received?.operation} ${JSON.stringify(result)}`);
      else {
        compare(`${name} input`, received.input, input, differences);
        compare(`${name} output`, await collected(result), output, differences);
      }
    }
  }
  return {
    operations: all.length,
    calls: count,
    eventStreams: all.filter((o) => !spoken.includes(o)).map((o) => o[2]),
    differences,
  };
}

function hasEventStream(reference: StaticOperationSchema[4]): boolean {
  const schema = NormalizedSchema.of(reference);
  return (
    schema.isStructSchema() && [...schema.structIterator()].some(([, member]) => member.isStreaming() && member.isStructSchema())
  );
}

/**
 * Members that a client checks, computes or refuses, so that a random one cannot be sent.
 *  - ContentMD5, ContentLength, Checksum*, SSECustomerKey*: computed or verified over the body by the client
 *  - MFA: sent over TLS only
 *  - RequestRoute: a host label
 */
function sendable(service: ServiceName, operation: string, input: Fields): Fields {
  if (service !== "s3") return input;
  const refused = /^(ContentMD5|ContentLength|Checksum.*|MFA|(CopySource)?SSECustomerKey.*)$/;
  const kept = Object.fromEntries(Object.entries(input).filter(([name]) => name === "Checksum" || !refused.test(name)));
  if ("Bucket" in kept) kept.Bucket = "bucket-of-the-fuzz";
  // Without a body the client warns that it does not know its length.
  if (operation === "PutObject") kept.Body ??= Buffer.from("body");
  if (operation === "WriteGetObjectResponse") kept.RequestRoute = "route";
  return kept;
}

/**
 * Members that a client checks or derives, so that a random one does not come back.
 *  - the status must be one that is no error
 *  - S3's checksums and lengths must be those of the body; `Expires` and `ExpiresString` are two readings of one header
 *  - a copy without its result is what the S3 client takes for "S3 aborted request"
 */
function answerable(service: ServiceName, reference: StaticOperationSchema[5], output: Fields): Fields {
  const schema = NormalizedSchema.of(reference);
  const kept = { ...output };
  for (const [name, member] of schema.isStructSchema() ? schema.structIterator() : []) {
    if (member.getMergedTraits().httpResponseCode) kept[name] = 200;
  }
  if (service !== "s3") return kept;
  for (const name of Object.keys(kept)) if (/^(Checksum.*|ContentLength|Expires|ExpiresString)$/.test(name)) delete kept[name];
  for (const name of ["CopyObjectResult", "CopyPartResult"]) {
    if (schema.isStructSchema() && name in schema.getMemberSchemas()) kept[name] = { ETag: "copied" };
  }
  return kept;
}

async function collected(result: Fields): Promise<Fields> {
  const fields = Object.entries(result).map(async ([name, value]) => {
    const stream =
      typeof value === "object" && value !== null && "transformToByteArray" in value && !(value instanceof Uint8Array);
    return [name, stream ? await collectBody(value) : value];
  });
  return Object.fromEntries(await Promise.all(fields));
}

/** Members that a client adds by itself: idempotency tokens, checksums, content types and lengths. */
const ADDED =
  /^(ChecksumAlgorithm|ChecksumMode|ContentMD5|Checksum(CRC32|CRC32C|CRC64NVME|SHA1|SHA256|Type)|[cC]lientToken|ContentLength|ContentType|contentType|accepts|ExpiresString)$/;

function compare(what: string, got: Fields, sent: Fields, differences: string[]): void {
  const own = Object.fromEntries(Object.entries(got).filter(([name]) => name in sent || !ADDED.test(name)));
  const [a, b] = [JSON.stringify(plain(own)), JSON.stringify(plain(sent))];
  if (a !== b) differences.push(`${what}: got ${a} for ${b}`);
}

/**
 * One spelling for what a wire format cannot tell apart: bytes and dates as text, members in order of name, and empty
 * lists, maps and structures as nothing (XML and forms have no way to write them).
 */
function plain(value: unknown): unknown {
  // A body that is not there and one of no bytes are the same message.
  if (value === null || value === "" || (value instanceof Uint8Array && value.length === 0)) return {};
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain).filter((item) => !isEmpty(item));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value)
    .filter(([name, field]) => field !== undefined && name !== "$metadata")
    .map(([name, field]) => [name, plain(field)] as const)
    .filter(([, field]) => !isEmpty(field))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
