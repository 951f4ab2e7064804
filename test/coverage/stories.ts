/** Desired states that have, between them, every property that docs/coverage.md calls supported. */

import { createHash } from "node:crypto";
import { zip } from "../../src/desired/package-code.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { MEMBER_ROWS } from "../apis/member-rows.ts";
import { loadValid } from "../desired/scratch.ts";
import type { RootClients } from "../permissions/journey.ts";
import { BUCKET_FIELDS, declareBucket } from "../whole-kinds/bucket-fields.ts";
import {
  CODE,
  declareFunction,
  declareImage,
  FUNCTION_FIELDS,
  IMAGE_FIELDS,
  standingRoles,
} from "../whole-kinds/function-fields.ts";
import type { Field } from "../whole-kinds/whole-kind.ts";
import type { Story } from "./requests.ts";
import { AROUND_STAGES, BUCKETS, FUNCTIONS, roles, STAGES } from "./states.ts";

type Declare = (properties: Readonly<Record<string, unknown>>) => object;

export async function loadStories(): Promise<readonly Story[]> {
  const buckets = await ofFields(BUCKET_FIELDS, declareBucket);
  const sha256 = createHash("sha256").update(BUILT).digest("hex");
  return [
    ...buckets.map((state, at) => ({ name: `bucket ${at}`, states: [state] })),
    { name: "function", states: await ofFields(FUNCTION_FIELDS, declareFunction), before: standingRoles },
    { name: "function of an image", states: await ofFields(IMAGE_FIELDS, declareImage), before: standingRoles },
    ...(await Promise.all(MEMBER_ROWS.map(({ name, first }) => ofText(name, [ofMembers(first)])))),
    { ...(await ofText("stages", STAGES)), before: letStagesLog },
    await ofText("around stages", AROUND_STAGES),
    await ofText("buckets", BUCKETS),
    { ...(await ofText("functions", FUNCTIONS)), before: standingRoles },
    { ...(await ofText("roles", roles(sha256))), before: uploadBuild },
  ];
}

/** All of them at once, in their first value and in their later one. */
function ofFields(fields: readonly Field[], declare: Declare): Promise<readonly DesiredState[]> {
  const first = fields.map((field) => ({ [field.name]: field.first }));
  const later = fields.map((field) => ({ [field.name]: field.later ?? field.first }));
  const needs = fields.map((field) => field.needs ?? {});
  return Promise.all([first, later].map((members) => load(declare(Object.assign({}, ...members, ...needs)))));
}

function ofMembers(members: string): string {
  return `owner: shop
apis:
  shop:
${members}    stages: { dev: { variables: { HOST: example.org } } }
`;
}

async function ofText(name: string, texts: readonly string[]): Promise<Story> {
  return { name, states: await Promise.all(texts.map((text) => loadValid({ "desired.yaml": text, ...CODE }))) };
}

function load(document: object) {
  return loadValid({ "desired.yaml": JSON.stringify(document), ...CODE });
}

const BUILT = zip([{ name: "index.mjs", bytes: Buffer.from("export const handler = async () => ({ statusCode: 200 });") }]);

async function uploadBuild({ s3 }: RootClients) {
  await s3.createBucket({ Bucket: "acme-builds" });
  for (const Key of ["built.zip", "again.zip"]) await s3.putObject({ Bucket: "acme-builds", Key, Body: BUILT });
}

/** Logs of stages need a role in the settings of the account (API Gateway UpdateAccount). */
function letStagesLog({ apigateway }: RootClients) {
  const value = "arn:aws:iam::000000000000:role/logs";
  return apigateway.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
}
