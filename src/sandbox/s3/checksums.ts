/** ETags and the checksums that clients send along with a body. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../wire/aws-error.ts";
import type { WireRequest } from "../wire/message.ts";
import type { ObjectChecksum } from "./state.ts";

/** MD5 in quotes: what S3 gives a body that was put whole under SSE-S3. */
export function etagOf(body: Uint8Array): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

/** MD5 of the parts' MD5s, and their number: an ETag of a multipart upload is no MD5 of the object. */
export function multipartEtag(partEtags: readonly string[]): string {
  const digests = partEtags.map((etag) => Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${partEtags.length}"`;
}

export interface ToldChecksums {
  readonly ContentMD5?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

type Algorithm = ObjectChecksum["algorithm"];

const ALGORITHMS: readonly Algorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

/** Node has no CRC32C and no CRC64NVME: those are kept as told. */
const COMPUTE: Partial<Record<Algorithm, (body: Uint8Array) => Buffer>> = {
  CRC32(body) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes;
  },
  SHA1: (body) => createHash("sha1").update(body).digest(),
  SHA256: (body) => createHash("sha256").update(body).digest(),
};

/** The checksum that came with a body; undefined when none did. Throws BadDigest or InvalidDigest when it is not the body's. */
export function verifiedChecksum(body: Uint8Array, told: ToldChecksums): ObjectChecksum | undefined {
  checkMd5(body, told.ContentMD5);
  for (const algorithm of ALGORITHMS) {
    const value = told[`Checksum${algorithm}`];
    if (value === undefined) continue;
    const computed = COMPUTE[algorithm]?.(body).toString("base64") ?? value;
    if (computed !== value) {
      throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`, 400);
    }
    return { algorithm, value };
  }
  return undefined;
}

function checkMd5(body: Uint8Array, told: string | undefined): void {
  if (told === undefined) return;
  if (Buffer.from(told, "base64").length !== 16) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified is not valid.", 400, { "Content-MD5": told });
  }
  if (createHash("md5").update(body).digest("base64") !== told) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", 400, {
      ExpectedDigest: told,
    });
  }
}

/** What S3 answers, whatever the operation, to a request that names an algorithm and brings no checksum of it. */
export function missingChecksum({ headers }: WireRequest): AwsError | undefined {
  const named = "x-amz-sdk-checksum-algorithm";
  if (headers[named] === undefined || headers["x-amz-trailer"] !== undefined) return undefined;
  if (Object.keys(headers).some((name) => name.startsWith("x-amz-checksum-"))) return undefined;
  const message = `${named} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`;
  return new AwsError("InvalidRequest", message, 400);
}

/** The members that tell a checksum; none when there is none. */
export function checksumMembers(checksum: ObjectChecksum | undefined): { [K in `Checksum${Algorithm}`]?: string } & {
  ChecksumType?: "FULL_OBJECT";
} {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: "FULL_OBJECT" } : {};
}
