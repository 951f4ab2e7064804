/** Who signed a request, and for which service. */
import type { WireRequest } from "./message.ts";

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/;

/** The SigV4 credential scope of a request, from its header or, when presigned, its query. Signatures are not verified. */
export function credentialOf(request: WireRequest): { readonly accessKeyId: string; readonly service: string } | undefined {
  const presigned = request.query["X-Amz-Credential"];
  const scope = request.headers.authorization ?? (typeof presigned === "string" ? `Credential=${presigned}` : "");
  const [, accessKeyId, service] = CREDENTIAL.exec(scope) ?? [];
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}
