/** A handler's output as the response of its operation, written by the client's own serializers. */
import { NormalizedSchema } from "@smithy/core/schema";
import { collectBody, type WireResponse } from "./message.ts";
import { bodyCodec, type ServiceProtocol } from "./protocol.ts";
import { xmlCodec } from "./read-input.ts";
import type { Route } from "./routes.ts";
import { escapeXml } from "./xml-text.ts";

export async function writeOutput(
  route: Route,
  service: ServiceProtocol,
  output: Record<string, unknown>,
  requestId: string,
): Promise<WireResponse> {
  if (service.format === "query") return writeQueryOutput(route, service, output, requestId);
  if (service.format === "json" || service.format === "cbor") return writeWholeBody(route, service, output, requestId);
  // The one S3 output whose root element is its own value (the trait s3UnwrappedXmlOutput).
  if (route.operation === "GetBucketLocation") return bucketLocation(service, output, requestId);
  const { headers, body } = await service.protocol.serializeRequest(route.writeOperation, output, service.context);
  const told = route.statusMember === undefined ? undefined : output[route.statusMember];
  const status = typeof told === "number" ? told : route.status;
  const bytes = status === 204 ? new Uint8Array() : await collectBody(body);
  return answer(service, { status, headers, body: bytes, requestId });
}

/** A response with the headers that every service adds. */
export function answer(
  service: ServiceProtocol,
  parts: { status: number; headers: Readonly<Record<string, string>>; body: Uint8Array | string; requestId: string },
): WireResponse {
  const body = typeof parts.body === "string" ? Buffer.from(parts.body) : parts.body;
  const identity: Record<string, string> =
    service.format === "rest-xml"
      ? { "x-amz-request-id": parts.requestId, "x-amz-id-2": hostId(parts.requestId), server: "AmazonS3" }
      : { "x-amzn-requestid": parts.requestId };
  // HeadObject tells the length of a body that it does not send.
  const length: Record<string, string> =
    parts.status === 204 ? {} : { "content-length": parts.headers["content-length"] ?? String(body.length) };
  return { statusCode: parts.status, headers: { ...parts.headers, ...identity, ...length }, body };
}

/** Headers of the formats whose body is all there is. */
export function bodyHeaders(service: ServiceProtocol): Readonly<Record<string, string>> {
  if (service.format === "cbor") return { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
  const version = service.protocol.getShapeId().endsWith("1_1") ? "1.1" : "1.0";
  return { "content-type": `application/x-amz-json-${version}` };
}

function writeWholeBody(
  route: Route,
  service: ServiceProtocol,
  output: Record<string, unknown>,
  requestId: string,
): WireResponse {
  const serializer = bodyCodec(service).createSerializer();
  serializer.write(route.output, output);
  return answer(service, { status: 200, headers: bodyHeaders(service), body: serializer.flush(), requestId });
}

/** S3's second id of a request; opaque. */
export function hostId(requestId: string): string {
  return Buffer.from(requestId.repeat(2)).toString("base64");
}

function writeQueryOutput(
  route: Route,
  service: ServiceProtocol,
  output: Record<string, unknown>,
  requestId: string,
): WireResponse {
  const { operation } = route;
  const namespace = escapeXml(service.xmlNamespace);
  const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
  const result = route.output.isStructSchema()
    ? `<${operation}Result>${innerXml(route, service, output)}</${operation}Result>`
    : "";
  return answer(service, {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
    requestId,
  });
}

function innerXml(route: Route, service: ServiceProtocol, output: Record<string, unknown>): string {
  const serializer = xmlCodec(service).createSerializer();
  serializer.write(NormalizedSchema.of(route.output), output);
  return String(serializer.flush())
    .replace(/^<[^>]*>/, "")
    .replace(/<\/[^>]*>$/, "");
}

function bucketLocation(service: ServiceProtocol, output: Record<string, unknown>, requestId: string): WireResponse {
  const region = escapeXml(String(output.LocationConstraint ?? ""));
  return answer(service, {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${escapeXml(service.xmlNamespace)}">${region}</LocationConstraint>`,
    requestId,
  });
}
