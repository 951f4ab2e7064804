/**
 * PUT /upload?name=photo.jpg: stores the body in the bucket that this version of the function was published with.
 *
 * Answers JSON: 200 { message, bucket, key }, or 500 { message }.
 * The AWS SDK is part of the runtime (nodejs20.x and later), so nothing is packed beside this file.
 */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const MESSAGE = "Image uploaded";

/** S3 takes keys of up to 1,024 bytes; nobody needs a file name that long. */
const MAX_NAME_LENGTH = 128;

// Made once per instance and not per request: connections and credentials are kept while the instance lives.
const s3 = new S3Client({});

export async function handler(event) {
  try {
    const bucket = process.env.BUCKET_NAME;
    if (!bucket) throw new Error("BUCKET_NAME is not set: give this alias an environment");
    const body = bodyOf(event);
    if (body.length === 0) throw new Error("the request has no body");
    const key = keyFrom(event.queryStringParameters?.name) ?? `image-${Date.now()}.jpg`;

    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: headerOf(event, "content-type") }));
    return answer(200, { message: MESSAGE, bucket, key });
  } catch (error) {
    // The whole error goes to the log; the caller learns its name only, for AWS's messages tell of accounts and roles.
    console.error(error);
    const reason = error.$metadata ? error.name : error.message;
    return answer(500, { message: `Upload failed: ${reason}` });
  }
}

/** API Gateway gives a body as base64 where its media type is one of the API's `binaryMediaTypes`, else as text. */
function bodyOf({ body, isBase64Encoded }) {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
}

/**
 * A caller's file name as an object key: no folders, so that nobody writes beside the uploads, and no characters that
 * later readers of the bucket would have to escape. Undefined when nothing usable is left.
 */
function keyFrom(name) {
  const file = (name ?? "").split(/[/\\]/).at(-1);
  const key = file
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(-MAX_NAME_LENGTH);
  return key === "" ? undefined : key;
}

/** Header names come in whatever case the caller wrote them. */
function headerOf({ headers }, wanted) {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function answer(statusCode, body) {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
