/** An error in the envelope of the service's protocol, with the status that its model gives it. */
import { cbor } from "@smithy/core/cbor";
import type { StaticErrorSchema } from "@smithy/types";
import type { AwsError } from "./aws-error.ts";
import { collectBody, type WireResponse } from "./message.ts";
import type { ServiceProtocol } from "./protocol.ts";
import { answer, bodyHeaders, hostId } from "./write-output.ts";
import { xmlElements } from "./xml-text.ts";

/** `schema` is the modelled error of that code; undefined for codes that AWS answers without having modelled them. */
export async function writeError(
  error: AwsError,
  schema: StaticErrorSchema | undefined,
  service: ServiceProtocol,
  requestId: string,
): Promise<WireResponse> {
  const traits = errorTraitsOf(schema);
  const [queryCode, queryStatus] = traits.awsQueryError ?? [];
  const status = error.statusCode ?? queryStatus ?? traits.httpError ?? (traits.error === "server" ? 500 : 400);
  const code = queryCode ?? error.code;
  switch (service.format) {
    case "rest-json":
      return writeJsonError({ error, code, status, schema }, service, requestId);
    case "rest-xml": {
      const ids = { RequestId: requestId, HostId: hostId(requestId) };
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xmlElements({ Code: code, Message: error.message, ...error.extra, ...ids })}</Error>`;
      // HTTP gives 304 no body; SDKs take the status for the error.
      return answer(service, {
        status,
        headers: { "content-type": "application/xml" },
        body: status === 304 ? "" : body,
        requestId,
      });
    }
    case "json":
    case "cbor": {
      // The shape's name goes into the body, and the code of the query days into a header.
      const members = { __type: schema?.[2] ?? error.code, message: error.message, ...error.extra };
      const body = service.format === "json" ? JSON.stringify(members) : cbor.serialize(members);
      const named = { "x-amzn-query-error": `${code};${status < 500 ? "Sender" : "Receiver"}` };
      const headers = { ...bodyHeaders(service), ...(service.queryCompatible && named) };
      return answer(service, { status, headers, body, requestId });
    }
    case "query": {
      const type = status < 500 ? "Sender" : "Receiver";
      const inner = xmlElements({ Type: type, Code: code, Message: error.message, ...error.extra });
      const body = `<ErrorResponse xmlns="${service.xmlNamespace}"><Error>${inner}</Error>${xmlElements({ RequestId: requestId })}</ErrorResponse>`;
      return answer(service, { status, headers: { "content-type": "text/xml" }, body, requestId });
    }
  }
}

interface ErrorTraits {
  readonly error?: string;
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

export function errorTraitsOf(schema: StaticErrorSchema | undefined): ErrorTraits {
  const traits: unknown = schema?.[3];
  // The SDK types the traits it needs itself; these three are in the schema of every error that has them.
  return typeof traits === "object" && traits !== null ? (traits as ErrorTraits) : {};
}

interface JsonError {
  readonly error: AwsError;
  readonly code: string;
  readonly status: number;
  readonly schema: StaticErrorSchema | undefined;
}

/** The code goes into a header; the body has the members of the model, which spell `message` in either case. */
async function writeJsonError(
  { error, code, status, schema }: JsonError,
  service: ServiceProtocol,
  requestId: string,
): Promise<WireResponse> {
  const fixed = { "content-type": "application/json", "x-amzn-errortype": code };
  if (!schema) {
    const body = JSON.stringify({ ...error.extra, message: error.message });
    return answer(service, { status, headers: fixed, body, requestId });
  }
  const operation = { name: code, traits: { http: ["POST", "/", 200] }, input: schema, output: "unit" };
  const members = { message: error.message, Message: error.message, ...error.extra };
  const { headers, body } = await service.protocol.serializeRequest(operation, members, service.context);
  return answer(service, { status, headers: { ...headers, ...fixed }, body: await collectBody(body), requestId });
}
