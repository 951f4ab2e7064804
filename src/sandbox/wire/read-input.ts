/** A request's typed input: headers and body by the client's own protocol, labels, query and forms here. */
import { XmlCodec } from "@aws-sdk/core/protocols";
import { FromStringShapeDeserializer, HttpResponse } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { messageOf } from "../../model/errors.ts";
import { AwsError } from "./aws-error.ts";
import { collectBody, streamOf, type WireRequest } from "./message.ts";
import { bodyCodec, type ServiceProtocol } from "./protocol.ts";
import { membersOf, type Route } from "./routes.ts";

export type Input = Record<string, unknown>;

/** Timestamps in URIs are ISO dates unless their member says otherwise (format 5 of the SDK's schemas). */
const TIMESTAMPS = { useTrait: true, default: 5 } as const;

const strings = new FromStringShapeDeserializer({ httpBindings: true, timestampFormat: TIMESTAMPS });

/** Throws AwsError as the service does for a body that it cannot read. Streamed bodies come whole, as bytes. */
export async function readInput(route: Route, service: ServiceProtocol, request: WireRequest): Promise<Input> {
  try {
    if (service.format === "query") return readForm(route, service, Buffer.from(request.body).toString());
    if (service.format === "json" || service.format === "cbor") return await readWholeBody(route, service, request.body);
    const response = new HttpResponse({ statusCode: 200, headers: { ...request.headers }, body: streamOf(request.body) });
    const { $metadata, ...input }: Input = await service.protocol.deserializeResponse(
      route.readOperation,
      service.context,
      response,
    );
    readUri(route, request, input);
    for (const [name, member] of membersOf(route.input)) {
      if (member.isStreaming() && input[name] !== undefined) input[name] = await collectBody(input[name]);
    }
    return input;
  } catch (error) {
    throw unreadable(service, error);
  }
}

async function readWholeBody(route: Route, service: ServiceProtocol, body: Uint8Array): Promise<Input> {
  // An operation's input is a structure.
  return (body.length === 0 ? {} : await bodyCodec(service).createDeserializer().read(route.input, body)) as Input;
}

function unreadable(service: ServiceProtocol, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (service.format === "rest-xml") {
    return new AwsError(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
      400,
    );
  }
  const detail = messageOf(error);
  if (service.format === "query") return new AwsError("MalformedInput", detail, 400);
  return service.format === "json" || service.format === "cbor"
    ? new AwsError("SerializationException", detail, 400)
    : new AwsError("SerializationException", `Could not parse request body into json: ${detail}`, 400, { Type: "User" });
}

function readUri(route: Route, request: WireRequest, input: Input): void {
  const labels = route.pattern.exec(request.path)?.groups ?? {};
  const claimed = new Set(route.literalQuery.map(([name]) => name));
  for (const [name, member] of membersOf(route.input)) {
    const { httpLabel, httpQuery } = member.getMergedTraits();
    if (httpQuery) claimed.add(httpQuery);
    const label = httpLabel ? labels[name] : undefined;
    const raw = label !== undefined ? decodeURIComponent(label) : httpQuery ? request.query[httpQuery] : undefined;
    if (raw == null) continue;
    const all = typeof raw === "string" ? [raw] : raw;
    input[name] = member.isListSchema()
      ? all.map((value) => strings.read(member.getValueSchema(), value))
      : strings.read(member, all[0] ?? "");
  }
  for (const [name, member] of membersOf(route.input)) {
    if (member.getMergedTraits().httpQueryParams) readOpenQuery(name, member, request, { claimed, input });
  }
}

/** A member that takes every query parameter that no other member claims (API Gateway GetExport's `parameters`). */
function readOpenQuery(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  into: { claimed: Set<string>; input: Input },
): void {
  const rest = Object.entries(request.query).filter(([key]) => !into.claimed.has(key));
  if (rest.length === 0) return;
  const lists = member.getValueSchema().isListSchema();
  into.input[name] = Object.fromEntries(
    rest.map(([key, value]) => {
      const all = value == null ? [""] : typeof value === "string" ? [value] : value;
      return [key, lists ? all : all[0]];
    }),
  );
}

interface FormNode {
  [key: string]: FormNode | string;
}

/** `Tags.member.1.Key=a` is read as `{ Tags: { member: [{ Key: "a" }] } }`, which the client's XML reader understands. */
function readForm(route: Route, service: ServiceProtocol, body: string): Input {
  const root: FormNode = Object.create(null);
  for (const [key, value] of new URLSearchParams(body)) {
    const parts = key.split(".");
    let node = root;
    for (const part of parts.slice(0, -1)) {
      const next = node[part];
      const child: FormNode = typeof next === "object" ? next : Object.create(null);
      node[part] = child;
      node = child;
    }
    node[parts.at(-1) ?? key] = value;
  }
  return xmlCodec(service).createDeserializer().readSchema(route.input, foldLists(root)) ?? {};
}

/** Nodes whose keys are all numbers are lists. */
function foldLists(node: FormNode | string): unknown {
  if (typeof node === "string") return node;
  const keys = Object.keys(node);
  const folded = (key: string) => foldLists(node[key] ?? "");
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return keys.sort((a, b) => Number(a) - Number(b)).map(folded);
  return Object.fromEntries(keys.map((key) => [key, folded(key)]));
}

export function xmlCodec(service: ServiceProtocol): XmlCodec {
  const codec = new XmlCodec({
    timestampFormat: TIMESTAMPS,
    httpBindings: false,
    xmlNamespace: service.xmlNamespace,
    serviceNamespace: service.defaultNamespace,
  });
  // The context is the client's resolved configuration, which is what the codec takes its encoders from.
  codec.setSerdeContext(service.context as Parameters<XmlCodec["setSerdeContext"]>[0]);
  return codec;
}
