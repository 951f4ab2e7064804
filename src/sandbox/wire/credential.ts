/** Who signed a request, and for which service. */
import type { WireRequest } from "./message.ts";

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/;

interface Credential {
  readonly accessKeyId: string;
  /** Undefined: it does not say. */
  readonly region?: string | undefined;
  readonly service: string;
}

/** The SigV4 credential scope of a request, from its header or, when presigned, its query. Signatures are not verified. */
export function credentialOf(request: WireRequest): Credential | undefined {
  const presigned = request.query["X-Amz-Credential"];
  const scope = request.headers.authorization ?? (typeof presigned === "string" ? `Credential=${presigned}` : "");
  const [, accessKeyId, region, service] = CREDENTIAL.exec(scope) ?? [];
  return accessKeyId && service ? { accessKeyId, region: region || undefined, service } : presignedForS3(request);
}

/** The signature before SigV4 in a query, which names no service, for only S3 takes it. boto3's signed URLs have it by default. */
function presignedForS3({ query }: WireRequest): Credential | undefined {
  const { AWSAccessKeyId: accessKeyId, Signature: signature, Expires: expires } = query;
  const signed = typeof accessKeyId === "string" && typeof signature === "string" && typeof expires === "string";
  return signed ? { accessKeyId, service: "s3" } : undefined;
}
