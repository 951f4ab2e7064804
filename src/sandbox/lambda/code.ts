/** Code as it is uploaded: a zip in the request, or an object in the sandbox's S3. */
import { createHash } from "node:crypto";
import type { FunctionCode } from "@aws-sdk/client-lambda";
import { unpackZip } from "../runtime/unpack-zip.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { invalidParameter } from "./errors.ts";
import type { Code } from "./state.ts";

const ZIPPED_LIMIT = 52_428_800;

const REFUSALS = {
  "not-a-zip": "Could not unzip uploaded file. Please check your file, then try to upload again.",
  escapes: "Could not unzip uploaded file. Please check your file, then try to upload again.",
  "too-big": "Unzipped size must be smaller than 262144000 bytes",
} as const;

/** The code that a request brings. Throws for what Lambda would refuse. */
export function readCode(world: World, source: FunctionCode): Code {
  const code = codeOf(world, source);
  return source.SourceKMSKeyArn ? { ...code, kmsKey: source.SourceKMSKeyArn } : code;
}

function codeOf(world: World, source: FunctionCode): Code {
  if (source.ImageUri !== undefined) return imageCode(source.ImageUri);
  if (source.ZipFile !== undefined) return checkedCode(source.ZipFile, ZIPPED_LIMIT);
  if (source.S3Bucket !== undefined && source.S3Key !== undefined)
    return checkedCode(readObject(world, source.S3Bucket, source.S3Key, source.S3ObjectVersion), Number.POSITIVE_INFINITY);
  throw invalidParameter("Please provide a source for function code.");
}

/** A digest of the bytes: the same files zipped otherwise are other code (aws-facts 5.1). */
function codeSha256(zip: Uint8Array): string {
  return createHash("sha256").update(zip).digest("base64");
}

/** There is no registry here: an image is what its URI says. One by its tag has the digest that Lambda would have resolved it to. */
function imageCode(uri: string): Code {
  const [, digest] = /@sha256:([0-9a-f]{64})$/.exec(uri) ?? [];
  return { zip: new Uint8Array(), sha256: digest ?? createHash("sha256").update(uri).digest("hex"), image: uri };
}

function checkedCode(zip: Uint8Array, limit: number): Code {
  if (zip.length > limit)
    throw new AwsError("RequestEntityTooLargeException", `Zipped size must be smaller than ${limit} bytes`, 413);
  const unpacked = unpackZip(zip);
  if (!unpacked.ok) throw invalidParameter(REFUSALS[unpacked.reason]);
  return { zip, sha256: codeSha256(zip) };
}

function readObject(world: World, bucketName: string, key: string, version: string | undefined): Uint8Array {
  const bucket = world.s3.buckets.get(bucketName);
  if (!bucket) throw unreadable("NoSuchBucket", "The specified bucket does not exist");
  const versions = bucket.objects.get(key) ?? [];
  const found = version === undefined ? versions[0] : versions.find((candidate) => candidate.versionId === version);
  if (found?.type === "object") return found.body;
  if (version !== undefined) throw unreadable("NoSuchVersion", "The specified version does not exist.");
  throw unreadable("NoSuchKey", "The specified key does not exist.");
}

function unreadable(code: string, message: string): AwsError {
  return invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
}
