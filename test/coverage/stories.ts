/** Desired states that have, between them, every property that docs/coverage.md calls supported. */

import { createHash } from "node:crypto";
import { zip } from "../../src/desired/package-code.ts";
import { MEMBER_ROWS } from "../apis/member-rows.ts";
import type { Texts } from "../desired/scratch.ts";
import type { RootClients } from "../permissions/root-clients.ts";
import { ALIAS_FIELDS, declareAlias } from "../whole-kinds/alias-fields.ts";
import { BUCKET_FIELDS, declareBucket, toldFunction } from "../whole-kinds/bucket-fields.ts";
import {
  CODE,
  declareFunction,
  declareImage,
  FUNCTION_FIELDS,
  IMAGE_FIELDS,
  signing,
  standing,
} from "../whole-kinds/function-fields.ts";
import type { Field } from "../whole-kinds/whole-kind.ts";
import type { Story } from "./requests.ts";
import { AROUND_STAGES, BUCKETS, FUNCTIONS, roles, STAGES } from "./states.ts";

type Declare = (properties: Readonly<Record<string, unknown>>) => object;

const BUILT = zip([{ name: "index.mjs", bytes: Buffer.from("export const handler = async () => ({ statusCode: 200 });") }]);
const SHA256 = createHash("sha256").update(BUILT).digest("hex");

export const STORIES: readonly Story[] = [
  { name: "a bucket", states: ofFields(BUCKET_FIELDS, declareBucket).slice(0, 1), before: toldFunction },
  { name: "a bucket, changed", states: ofFields(BUCKET_FIELDS, declareBucket).slice(1), before: toldFunction },
  { name: "a function", states: ofFields(FUNCTION_FIELDS, declareFunction), before: standingAndSigning },
  { name: "an alias", states: ofFields(ALIAS_FIELDS, declareAlias), before: standing },
  { name: "a function of an image", states: ofFields(IMAGE_FIELDS, declareImage), before: standing },
  ...MEMBER_ROWS.map(({ name, first }) => ({ name, states: ofTexts([ofMembers(first)]) })),
  { name: "stages", states: ofTexts(STAGES), before: letStagesLog },
  { name: "what stands around stages", states: ofTexts(AROUND_STAGES) },
  { name: "more of buckets", states: ofTexts(BUCKETS) },
  { name: "more of functions", states: ofTexts(FUNCTIONS), before: standingAndSigning },
  { name: "roles, and code in S3", states: ofTexts(roles(SHA256)), before: uploadBuild },
];

/** All of them at once, in their first value and in their later one. */
function ofFields(fields: readonly Field[], declare: Declare): readonly Texts[] {
  const first = fields.map((field) => ({ [field.name]: field.first }));
  const later = fields.map((field) => ({ [field.name]: field.later ?? field.first }));
  const needs = fields.map((field) => field.needs ?? {});
  return [first, later].map((members) => ofText(JSON.stringify(declare(Object.assign({}, ...members, ...needs)))));
}

function ofMembers(members: string): string {
  return `owner: shop
apis:
  shop:
${members}    stages: { dev: { variables: { HOST: example.org } } }
`;
}

function ofTexts(texts: readonly string[]): readonly Texts[] {
  return texts.map(ofText);
}

function ofText(text: string): Texts {
  return { "desired.yaml": text, ...CODE };
}

async function standingAndSigning(root: RootClients) {
  await standing(root);
  await signing(root);
}

async function uploadBuild({ s3 }: RootClients) {
  await s3.createBucket({ Bucket: "acme-builds" });
  for (const Key of ["built.zip", "again.zip"]) await s3.putObject({ Bucket: "acme-builds", Key, Body: BUILT });
}

/** Logs of stages need a role in the settings of the account (API Gateway UpdateAccount). */
function letStagesLog({ apigateway }: RootClients) {
  const value = "arn:aws:iam::000000000000:role/logs";
  return apigateway.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
}
