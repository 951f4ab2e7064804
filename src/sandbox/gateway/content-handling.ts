/**
 * Bodies between client and integration (API Gateway developer guide, "Content type conversions"; recorded: TestApiGatewayS3BinarySupport).
 * Text is what has no media type that the API lists as binary.
 *
 * | contentHandling   | text             | binary, to or from who takes bytes | binary, from an integration to who takes text |
 * |-------------------|------------------|------------------------------------|-----------------------------------------------|
 * | none, of a request| as UTF-8         | as it is                           |                                               |
 * | none, of an answer| as UTF-8, or taken for base64 where bytes are wanted | as it is       | as base64                         |
 * | CONVERT_TO_TEXT   | as UTF-8         | as base64                          | as base64                                     |
 * | CONVERT_TO_BINARY | taken for base64 | as it is                           | as it is                                      |
 *
 * What is no base64 and is taken for it is answered 500, and so is what is no text where a mapping template wants to read it.
 */
import type { IntegrationState } from "../apigateway/state.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";

interface Conversion {
  readonly handling: IntegrationState["contentHandling"];
  /** Of the media type that the body has. */
  readonly binary: boolean;
  /** Whether who gets it takes bytes. */
  readonly wantsBinary: boolean;
}

export function convertBody(body: Uint8Array, { handling, binary, wantsBinary }: Conversion): Uint8Array {
  const toText = handling === "CONVERT_TO_TEXT" || (handling === undefined && !wantsBinary);
  if (binary) return toText ? Buffer.from(Buffer.from(body).toString("base64")) : body;
  const text = Buffer.from(body).toString();
  return toText ? Buffer.from(text) : fromBase64(text);
}

function fromBase64(text: string): Uint8Array {
  const [digits] = /^[A-Za-z0-9+/]*(?=={0,2}$)/.exec(text) ?? [];
  if (digits === undefined || digits.length % 4 === 1) {
    throw new GatewayRefusal(CONFIGURATION_ERROR, "Unable to base64 decode the body");
  }
  return Buffer.from(text, "base64");
}

/** Throws GatewayRefusal 500 where the body is no text. */
export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new GatewayRefusal(CONFIGURATION_ERROR, "A mapping template reads text, and the body is none: convert it to text");
  }
}
