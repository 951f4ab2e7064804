/** The image upload that the product is for: one function, two aliases with a bucket each, two stages of one API. */
import type { CreateRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Scene } from "../scene.ts";
import { deploymentOf } from "./api.ts";
import { aBucket } from "./bucket.ts";
import { aFunction, configure, zipOf } from "./function.ts";
import { type Served, served } from "./proxy.ts";

/** Stores the body in its bucket under `image`, and tells where. */
const UPLOADER = zipOf({
  "index.mjs": `
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
const s3 = new S3Client({ forcePathStyle: true });
export const handler = async (event, context) => {
  const Body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  const Bucket = process.env.BUCKET_NAME;
  await s3.send(new PutObjectCommand({ Bucket, Key: "image", Body }));
  return { statusCode: 200, body: JSON.stringify({ bucket: Bucket, version: context.functionVersion, b64: event.isBase64Encoded }) };
};
`,
});

/** Not a picture, but no UTF-8 either: half of these bytes are lost as text. */
export const IMAGE = Uint8Array.from({ length: 256 }, (_, index) => index);

/** `PUT /upload` with the image. */
export const UPLOAD: RequestInit = { headers: { "content-type": "image/jpeg" }, body: IMAGE };

export interface Images extends Served {
  readonly buckets: { readonly dev: string; readonly prod: string };
  readonly prod: Served["stage"];
}

/** Alias `dev` runs $LATEST with the dev bucket, `prod` version 2 with the prod bucket; the stages name their alias. */
export async function images(scene: Scene, api: Partial<CreateRestApiRequest> = {}): Promise<Images> {
  const buckets = { dev: await aBucket(scene), prod: await aBucket(scene) };
  const environment = (BUCKET_NAME: string) => ({ Environment: { Variables: { BUCKET_NAME } } });
  const FunctionName = await aFunction(scene, { Code: { ZipFile: UPLOADER }, Timeout: 20, ...environment(buckets.dev) });
  const { lambda, apigateway } = scene;
  await lambda.publishVersion({ FunctionName });
  await configure(scene, FunctionName, environment(buckets.prod));
  await lambda.publishVersion({ FunctionName });
  await configure(scene, FunctionName, environment(buckets.dev));
  await lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "$LATEST" });
  await lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "2" });
  const dev = await served(scene, {
    FunctionName,
    // The variable is the gateway's to fill in, not this file's.
    qualifier: ["$", "{stageVariables.LAMBDA_ALIAS}"].join(""),
    permitted: ["dev", "prod"],
    api,
    stage: { variables: { LAMBDA_ALIAS: "dev" } },
  });
  const prod = { restApiId: dev.restApiId, stageName: "prod" };
  const deploymentId = await deploymentOf(scene, dev.restApiId);
  await apigateway.createStage({ ...prod, deploymentId, variables: { LAMBDA_ALIAS: "prod" } });
  return { ...dev, buckets, prod };
}

/** What lies in the bucket under `image`; undefined for nothing. */
export async function stored({ s3 }: Scene, Bucket: string): Promise<Uint8Array | undefined> {
  const found = await s3.getObject({ Bucket, Key: "image" }).catch(() => undefined);
  return found?.Body?.transformToByteArray();
}
