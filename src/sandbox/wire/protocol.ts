/**
 * What the wire layer uses of an SDK client: its protocol object and settings. `config.protocolSettings` is the one
 * thing read that the SDK does not declare public; the wire fuzz fails when it moves.
 */
import type { HttpResponse } from "@smithy/core/protocols";

export interface Protocol {
  getShapeId(): string;
  serializeRequest(
    operation: object,
    input: object,
    context: object,
  ): Promise<{ headers: Record<string, string>; body?: unknown }>;
  deserializeResponse(operation: object, context: object, response: HttpResponse): Promise<Record<string, unknown>>;
}

/** The three wire formats of the services that are served here. */
export type WireFormat = "rest-json" | "rest-xml" | "query";

export interface ServiceProtocol {
  readonly format: WireFormat;
  readonly protocol: Protocol;
  /** The client's configuration, as its serializers expect it, with an endpoint that goes nowhere. */
  readonly context: object;
  readonly xmlNamespace: string;
  readonly defaultNamespace: string;
}

const FORMATS: Readonly<Record<string, WireFormat>> = {
  "aws.protocols#restJson1": "rest-json",
  "aws.protocols#restXml": "rest-xml",
  "aws.protocols#awsQuery": "query",
};

/** The protocol that a client speaks. Throws for a protocol that the wire layer has no envelope for. */
export function protocolOf(client: { readonly config: object }): ServiceProtocol {
  // Every schema-driven SDK client resolves these two; the class hides their types behind an interface without them.
  const config = client.config as {
    protocol: Protocol;
    protocolSettings: { xmlNamespace?: string; defaultNamespace: string };
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
  };
}
