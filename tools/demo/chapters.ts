/** The story itself: from an account that holds nothing to a working API, through a blue/green change and drift, and back. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parseDocument } from "yaml";
import type { Story } from "./story.ts";
import type { Run, Workshop } from "./workshop.ts";

const API = "ImageUploadAPI";
const FUNCTION = "ImageUploaderLambda";
const STAGES = ["dev", "prod"] as const;
const DESIRED = "desired-state/image-upload.yaml";
const HANDLER = "functions/image-uploader/index.mjs";

const PHOTO = path.join(import.meta.dirname, "photo.jpg");

const OLD_ANSWER = "Image uploaded";
const NEW_ANSWER = "Prod Version";

type Stage = (typeof STAGES)[number];

/** Throws `ClaimFailed` at the first claim that does not hold. */
export async function tell(story: Story, shop: Workshop): Promise<void> {
  await validates(story, shop);
  const digest = await plans(story, shop);
  await converges(story, shop, digest);
  await uploads(story, shop);
  await doesNothingTwice(story, shop);
  await holdsProdBack(story, shop);
  await movesThePin(story, shop);
  await seesDrift(story, shop);
  await healsDrift(story, shop);
  await destroys(story, shop);
}

async function validates(story: Story, shop: Workshop): Promise<void> {
  story.chapter("The desired state", "One YAML file: two buckets, a role, a function, an API with two stages.");
  const run = await shown(story, shop, "validate");
  story.claim("it is valid, and no AWS was asked", run.code === 0 && shop.sandbox.journal.entries().length === 0, run);
}

/** Gives the digest of the plan that was shown. */
async function plans(story: Story, shop: Workshop): Promise<string> {
  story.chapter("The plan", `The account at ${shop.url} holds nothing yet.`);
  const run = await shown(story, shop, "--dry-run");
  story.claim("there are changes: exit code 2", run.code === 2, run.code);
  story.claim("a dry run writes nothing", shop.sandbox.journal.writes().length === 0, shop.sandbox.journal.counts());
  return /^digest (\w+)$/m.exec(stripVTControlCharacters(run.output))?.[1] ?? "";
}

async function converges(story: Story, shop: Workshop, digest: string): Promise<void> {
  story.chapter("Converge", "Exactly the plan that was reviewed, in the order that keeps each step safe.");
  const run = await shop.reconcile("--expect", digest);
  // The plan was shown a moment ago; what follows it is news.
  const [, news = ""] = run.output.split(/^.*digest \w+.*\n+/m);
  story.ran(`reconcile --expect ${digest.slice(0, 12)}…`, news || run.output);
  story.claim("converged: exit code 0", run.code === 0, run.code);
}

async function uploads(story: Story, shop: Workshop): Promise<void> {
  story.chapter("Upload a photo through each stage", "A real JPEG, through API Gateway, Lambda and S3, and back.");
  const photo = await readFile(PHOTO);
  for (const stage of STAGES) {
    const { status, body } = await upload(story, shop, { stage, name: `${stage}.jpg`, photo });
    const bucket = await bucketOf(shop, stage);
    const stored = await shop.s3.getObject({ Bucket: bucket, Key: `${stage}.jpg` });
    const bytes = await stored.Body?.transformToByteArray();
    story.claim(`${stage} answers 200 "${OLD_ANSWER}"`, status === 200 && body.message === OLD_ANSWER, { status, body });
    const same = bytes !== undefined && photo.equals(bytes);
    story.claim(`in ${bucket} lies the photo, byte for byte`, same, stored.ContentLength);
    story.claim("and its type there is image/jpeg", stored.ContentType === "image/jpeg", stored.ContentType);
  }
  const keys = await Promise.all(STAGES.map(async (stage) => keysIn(shop, await bucketOf(shop, stage))));
  story.claim("each stage wrote to its own bucket only", keys.join() === "dev.jpg,prod.jpg", keys);
}

async function doesNothingTwice(story: Story, shop: Workshop): Promise<void> {
  story.chapter("Once more", "Nothing changed, so nothing is to be done.");
  const before = shop.sandbox.journal.writes().length;
  const run = await shown(story, shop);
  story.claim("in sync: exit code 0", run.code === 0, run.code);
  story.claim("the AWS side saw no write at all", shop.sandbox.journal.writes().length === before, shop.sandbox.journal.counts());
}

async function holdsProdBack(story: Story, shop: Workshop): Promise<void> {
  story.chapter(
    "Blue/green: new code for dev, prod held back",
    "One commit pins prod to the code it serves, and changes the answer.",
  );
  const { CodeSha256: sha } = await shop.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: "prod" });
  await pinProd(shop, sha);
  story.edited(DESIRED, [], [`prod: codeSha256: ${sha}`]);
  const handler = await shop.read(HANDLER);
  await shop.write(HANDLER, handler.replace(OLD_ANSWER, NEW_ANSWER));
  story.edited(HANDLER, [`const MESSAGE = "${OLD_ANSWER}";`], [`const MESSAGE = "${NEW_ANSWER}";`]);

  const run = await shown(story, shop);
  story.claim("converged: exit code 0", run.code === 0, run.code);
  await answers(story, shop, { stage: "dev", message: NEW_ANSWER, how: "at once" });
  await answers(story, shop, { stage: "prod", message: OLD_ANSWER, how: "still: the pin holds" });
}

async function movesThePin(story: Story, shop: Workshop): Promise<void> {
  story.chapter("The commit that moves the pin", "What dev serves is good, so prod gets the same code.");
  const { CodeSha256: sha } = await shop.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: "dev" });
  const { CodeSha256: old } = await shop.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: "prod" });
  await pinProd(shop, sha);
  story.edited(DESIRED, [`prod: codeSha256: ${old}`], [`prod: codeSha256: ${sha}`]);

  const run = await shown(story, shop);
  story.claim("converged: exit code 0", run.code === 0, run.code);
  await answers(story, shop, { stage: "prod", message: NEW_ANSWER, how: "now" });
  const environment = await bucketOf(shop, "prod");
  story.claim("prod still has its own environment", environment !== (await bucketOf(shop, "dev")), environment);
}

async function seesDrift(story: Story, shop: Workshop): Promise<void> {
  story.chapter("Somebody moves the prod alias by hand", "In the console, say. Git knows nothing of it.");
  const alias = await shop.lambda.getAlias({ FunctionName: FUNCTION, Name: "prod" });
  const wrong = await anotherVersion(shop, alias.FunctionVersion);
  await shop.alice.updateAlias({ FunctionName: FUNCTION, Name: "prod", FunctionVersion: wrong });
  story.ran(`aws lambda update-alias --function-name ${FUNCTION} --name prod \\\n${" ".repeat(9)}--function-version ${wrong}`);

  const run = await shown(story, shop, "--dry-run");
  story.claim("the dry run sees it: exit code 2", run.code === 2, run.code);
  story.claim(
    "and calls it drift",
    run.output.includes(`alias:${FUNCTION}/prod`) && run.output.includes("drift: changed outside git"),
  );
}

async function healsDrift(story: Story, shop: Workshop): Promise<void> {
  story.chapter("Heal it");
  const before = shop.sandbox.journal.writes().length;
  const run = await shown(story, shop);
  const writes = shop.sandbox.journal.writes().slice(before);
  story.claim("converged: exit code 0", run.code === 0, run.code);
  story.claim("with one write: lambda.UpdateAlias", writes.map(({ operation }) => operation).join() === "UpdateAlias", writes);
  await answers(story, shop, { stage: "prod", message: NEW_ANSWER, how: "again" });
  const history = await shown(story, shop, "history", "--kind", "drift");
  const told = stripVTControlCharacters(history.output);
  story.claim("CloudTrail says who it was: alice, signed in as Admin", told.includes("by assumed-role/Admin/alice"), told);
}

async function destroys(story: Story, shop: Workshop): Promise<void> {
  story.chapter("Destroy", "Photos are not ours to delete, so the buckets are emptied by hand first.");
  for (const stage of STAGES) await empty(shop, await bucketOf(shop, stage));
  const run = await shown(story, shop, "destroy", "--yes");
  story.claim("destroyed: exit code 0", run.code === 0, run.code);
  const left = await everythingIn(shop);
  story.claim("no API, function, role or bucket is left", left.length === 0, left);
}

async function shown(story: Story, shop: Workshop, ...args: readonly string[]): Promise<Run> {
  const run = await shop.reconcile(...args);
  story.ran(["reconcile", ...args].join(" "), run.output);
  return run;
}

interface Upload {
  readonly stage: Stage;
  readonly name: string;
  readonly photo: Uint8Array<ArrayBuffer>;
}

/** PUTs a photo as a person would with curl. */
async function upload(story: Story, shop: Workshop, { stage, name, photo }: Upload) {
  const base = await invokeUrl(shop, stage);
  const { status, text } = await put(`${base}/upload?name=${name}`, photo);
  const variable = stage.toUpperCase();
  story.ran(`${variable}=${base}`);
  const command = `curl -T photo.jpg -H 'content-type: image/jpeg' \\\n${" ".repeat(9)}"$${variable}/upload?name=${name}" | jq`;
  story.ran(command, indentedJson(text));
  // The handler answers with a JSON object; what is in it is what is checked.
  return { status, body: JSON.parse(text) as { readonly message?: string } };
}

async function put(url: string, photo: Uint8Array<ArrayBuffer>): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, { method: "PUT", headers: { "content-type": "image/jpeg" }, body: photo });
  return { status: response.status, text: await response.text() };
}

function indentedJson(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2);
}

async function answers(
  story: Story,
  shop: Workshop,
  { stage, message, how }: { readonly stage: Stage; readonly message: string; readonly how: string },
): Promise<void> {
  const { status, text } = await put(`${await invokeUrl(shop, stage)}/upload?name=again.jpg`, await readFile(PHOTO));
  story.claim(`${stage} answers "${message}" ${how}`, status === 200 && text.includes(`"${message}"`), text);
}

async function invokeUrl(shop: Workshop, stage: Stage): Promise<string> {
  const { items } = await shop.apigateway.getRestApis({});
  const api = items?.find(({ name }) => name === API);
  return shop.sandbox.invokeUrl(api?.id ?? "", stage);
}

/** The bucket that the version behind an alias was published with. */
async function bucketOf(shop: Workshop, stage: Stage): Promise<string> {
  const { Environment } = await shop.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: stage });
  return Environment?.Variables?.BUCKET_NAME ?? "";
}

async function keysIn(shop: Workshop, bucket: string): Promise<readonly string[]> {
  const { Contents } = await shop.s3.listObjectsV2({ Bucket: bucket });
  return Contents?.map(({ Key }) => Key ?? "") ?? [];
}

/** As an editor would: the comments and the layout of the file stay. */
async function pinProd(shop: Workshop, sha: string | undefined): Promise<void> {
  const document = parseDocument(await shop.read(DESIRED));
  document.setIn(["functions", FUNCTION, "aliases", "prod", "codeSha256"], sha);
  await shop.write(DESIRED, document.toString({ lineWidth: 0 }));
}

async function anotherVersion(shop: Workshop, serving: string | undefined): Promise<string> {
  const { Versions } = await shop.lambda.listVersionsByFunction({ FunctionName: FUNCTION });
  const numbers = Versions?.map(({ Version }) => Version ?? "") ?? [];
  return numbers.find((version) => version !== serving && version !== "$LATEST") ?? "$LATEST";
}

/** Buckets keep every version of an object: all of them go. */
async function empty(shop: Workshop, bucket: string): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await shop.s3.listObjectVersions({ Bucket: bucket });
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
    await shop.s3.deleteObject({ Bucket: bucket, Key, VersionId });
  }
}

async function everythingIn(shop: Workshop): Promise<readonly string[]> {
  const [apis, functions, roles, buckets] = await Promise.all([
    shop.apigateway.getRestApis({}),
    shop.lambda.listFunctions({}),
    shop.iam.listRoles({}),
    shop.s3.listBuckets({}),
  ]);
  const names = [
    apis.items?.map(({ name }) => name),
    functions.Functions?.map(({ FunctionName }) => FunctionName),
    roles.Roles?.map(({ RoleName }) => RoleName),
    buckets.Buckets?.map(({ Name }) => Name),
  ];
  return names.flat().filter((name) => name !== undefined);
}
