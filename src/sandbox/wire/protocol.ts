/**
 * What the wire layer uses of an SDK client: its protocol object and settings. `config.protocolSettings` is the one
 * thing read that the SDK does not declare public; the wire fuzz fails when it moves.
 */
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import type { HttpResponse } from "@smithy/core/protocols";
import type { Codec } from "@smithy/types";
import type { WireRequest } from "./message.ts";

export interface Protocol {
  getShapeId(): string;
  getPayloadCodec(): PayloadCodec;
  serializeRequest(
    operation: object,
    input: object,
    context: object,
  ): Promise<{ headers: Record<string, string>; body?: unknown }>;
  deserializeResponse(operation: object, context: object, response: HttpResponse): Promise<{ readonly $metadata?: unknown }>;
}

type PayloadCodec = Codec<Uint8Array | string, Uint8Array | string>;

/** The wire formats of the services that are served here. */
export type WireFormat = "rest-json" | "rest-xml" | "query" | "json" | "cbor";

export interface ServiceProtocol {
  readonly format: WireFormat;
  readonly protocol: Protocol;
  /** The client's configuration, as its serializers expect it, with an endpoint that goes nowhere. */
  readonly context: object;
  readonly xmlNamespace: string;
  readonly defaultNamespace: string;
  /** Errors carry the code that they had when the service spoke the query protocol (the trait `awsQueryCompatible`). */
  readonly queryCompatible: boolean;
}

const FORMATS: Readonly<Record<string, WireFormat>> = {
  "aws.protocols#restJson1": "rest-json",
  "aws.protocols#restXml": "rest-xml",
  "aws.protocols#awsQuery": "query",
  "aws.protocols#awsJson1_0": "json",
  "aws.protocols#awsJson1_1": "json",
  "smithy.protocols#rpcv2Cbor": "cbor",
};

/**
 * What a service is spoken to in, its client's own protocol first. Those that have left the query protocol still answer it,
 * and CBOR, which botocore speaks to them. Throws for a protocol that the wire layer has no envelope for.
 */
export function dialectsOf(client: { readonly config: object }): readonly [ServiceProtocol, ...ServiceProtocol[]] {
  const own = protocolOf(client);
  if (!own.queryCompatible) return [own];
  const { defaultNamespace } = own;
  const cbor = new SmithyRpcV2CborProtocol({ defaultNamespace });
  return [own, { ...own, format: "cbor", protocol: cbor }, { ...own, format: "query" }];
}

/** The dialect that a request is written in; one that says nothing of it is taken for the client's own. */
export function dialectIn<D extends Pick<ServiceProtocol, "format">>(dialects: readonly [D, ...D[]], request: WireRequest): D {
  const { headers } = request;
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const format: WireFormat | undefined = headers["smithy-protocol"] === "rpc-v2-cbor" ? "cbor" : isForm ? "query" : undefined;
  return dialects.find((dialect) => dialect.format === format) ?? dialects[0];
}

/** Reads and writes bodies of the protocols in which the body is all there is. */
export function bodyCodec(service: ServiceProtocol): PayloadCodec {
  const codec = service.protocol.getPayloadCodec();
  // The context is the client's resolved configuration, which is what the codec takes its encoders from.
  codec.setSerdeContext(service.context as Parameters<PayloadCodec["setSerdeContext"]>[0]);
  return codec;
}

function protocolOf(client: { readonly config: object }): ServiceProtocol {
  // Every schema-driven SDK client resolves these two; the class hides their types behind an interface without them.
  const config = client.config as {
    protocol: Protocol;
    protocolSettings: { xmlNamespace?: string; defaultNamespace: string; awsQueryCompatible?: boolean };
  };
  const shape = config.protocol.getShapeId();
  const format = FORMATS[shape];
  if (!format) throw new Error(`no wire format for protocol ${shape}`);
  return {
    format,
    protocol: config.protocol,
    context: { ...config, endpoint: async () => ({ protocol: "http:", hostname: "sandbox", path: "/" }) },
    xmlNamespace: config.protocolSettings.xmlNamespace ?? "",
    defaultNamespace: config.protocolSettings.defaultNamespace,
    queryCompatible: config.protocolSettings.awsQueryCompatible === true,
  };
}
