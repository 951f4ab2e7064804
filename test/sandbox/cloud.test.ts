/** Many accounts and regions as one AWS: whose call it is, where it goes, and who may become whom. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { type Cloud, createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const [HUB, MEMBER] = ["111111111111", "222222222222"];
const ROLE = `arn:aws:iam::${MEMBER}:role/ops/stagekeeper`;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const OF_HUB: Credentials = { accessKeyId: "AKIAHUB", secretAccessKey: "s" };

function open(): { readonly cloud: Cloud; readonly clock: ReturnType<typeof createVirtualClock> } {
  const clock = createVirtualClock();
  return { cloud: createCloud({ clock, account: HUB, region: "us-east-1" }), clock };
}

function clientsOf(cloud: Cloud, credentials: Credentials, region = "us-east-1") {
  const common = { region, credentials, maxAttempts: 1 };
  return {
    sts: new STS({ ...common, requestHandler: cloud.requestHandler("sts") }),
    iam: new IAM({ ...common, requestHandler: cloud.requestHandler("iam") }),
    s3: new S3({ ...common, requestHandler: cloud.requestHandler("s3") }),
    apigateway: new APIGateway({ ...common, requestHandler: cloud.requestHandler("apigateway") }),
  };
}

async function become(
  cloud: Cloud,
  { ExternalId, from = OF_HUB }: { readonly ExternalId?: string; readonly from?: Credentials } = {},
) {
  const { sts } = clientsOf(cloud, from);
  const { Credentials: given } = await sts.assumeRole({
    RoleArn: ROLE,
    RoleSessionName: "ci",
    ...(ExternalId && { ExternalId }),
  });
  return {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    sessionToken: given?.SessionToken ?? "",
  };
}

/** Name, status and message of a refusal. */
function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "answered",
    ({ name, $metadata, message }) => `${name} ${$metadata?.httpStatusCode} ${message}`,
  );
}

test("an account and a region are a world of their own; roles and buckets are the account's", async () => {
  const { cloud } = open();
  const [here, there] = [clientsOf(cloud, OF_HUB), clientsOf(cloud, OF_HUB, "eu-west-1")];
  const other = clientsOf(cloud, { accessKeyId: MEMBER, secretAccessKey: "s" });
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });

  await here.apigateway.createRestApi({ name: "orders" });
  await here.iam.createRole({ RoleName: "worker", AssumeRolePolicyDocument: trust });
  await here.s3.createBucket({ Bucket: "pictures" });

  const seen = async ({ apigateway, iam, s3 }: ReturnType<typeof clientsOf>) => [
    (await apigateway.getRestApis({})).items?.length,
    (await iam.listRoles({})).Roles?.length,
    (await s3.listBuckets({})).Buckets?.length,
  ];
  expect(await Promise.all([here, there, other].map(seen))).toEqual([
    [1, 1, 1],
    [0, 1, 1],
    [0, 0, 0],
  ]);
});

test("STS gives credentials of the role, which work in its account until they end", async () => {
  const { cloud, clock } = open();
  cloud.addRole(ROLE, { trusts: [HUB] });

  const session = clientsOf(cloud, await become(cloud));
  const identity = await session.sts.getCallerIdentity({});
  await session.apigateway.createRestApi({ name: "orders" });
  await clock.sleep(3_600_000);

  expect([identity.Account, identity.Arn]).toEqual([MEMBER, `arn:aws:sts::${MEMBER}:assumed-role/stagekeeper/ci`]);
  expect([...cloud.at(MEMBER, "us-east-1").world.apigateway.apis.keys()]).toHaveLength(1);
  expect(await refusal(session.sts.getCallerIdentity({}))).toBe(
    "ExpiredToken 403 The security token included in the request is expired",
  );
  expect(await refusal(session.apigateway.getRestApis({}))).toBe(
    "ExpiredTokenException 403 The security token included in the request is expired",
  );
});

const DENIED = `AccessDenied 403 User: arn:aws:iam::${HUB}:user/sandbox is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;

test.each([
  { name: "does not exist", role: null, ask: {} },
  { name: "trusts somebody else", role: { trusts: ["333333333333"] }, ask: {} },
  { name: "asks for an external id, and none is given", role: { trusts: [HUB], externalId: "ours" }, ask: {} },
  { name: "asks for another external id", role: { trusts: [HUB], externalId: "ours" }, ask: { ExternalId: "theirs" } },
])("STS says the same of a role that $name", async ({ role, ask }) => {
  const { cloud } = open();
  if (role !== null) cloud.addRole(ROLE, role);

  expect(await refusal(become(cloud, ask))).toBe(DENIED);
});

test("a role is assumed by its account's root, its ARN and its external id", async () => {
  const { cloud } = open();
  cloud.addRole(ROLE, { trusts: [`arn:aws:iam::${HUB}:root`], externalId: "ours" });

  expect((await become(cloud, { ExternalId: "ours" })).accessKeyId).toMatch(/^ASIA/);
});

test("a session may do what the role's policies say now", async () => {
  const { cloud } = open();
  const reads = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "apigateway:GET", Resource: "*" }],
  });
  cloud.addRole(ROLE, { trusts: [HUB], policies: [reads] });
  const session = clientsOf(cloud, await become(cloud));

  expect(await refusal(session.apigateway.getRestApis({}))).toBe("answered");
  expect(await refusal(session.apigateway.createRestApi({ name: "orders" }))).toMatch(/^AccessDeniedException 403 /);
});

test("credentials without their token are none", async () => {
  const { cloud } = open();
  cloud.addRole(ROLE, { trusts: [HUB] });
  const { accessKeyId, secretAccessKey } = await become(cloud);

  expect(await refusal(clientsOf(cloud, { accessKeyId, secretAccessKey }).sts.getCallerIdentity({}))).toBe(
    "InvalidClientTokenId 403 The security token included in the request is invalid.",
  );
});

test("one port serves all places", async () => {
  const { cloud } = open();
  const { url } = await cloud.listen(0);
  cloud.addRole(ROLE, { trusts: [HUB] });
  const at = (region: string, credentials: Credentials) => new APIGateway({ region, credentials, maxAttempts: 1, endpoint: url });

  await at("eu-west-1", await become(cloud)).createRestApi({ name: "orders" });
  const counts = await Promise.all(
    [at("eu-west-1", await become(cloud)), at("us-east-1", await become(cloud)), at("eu-west-1", OF_HUB)].map(
      async (client) => (await client.getRestApis({})).items?.length,
    ),
  );
  await cloud.close();

  expect(counts).toEqual([1, 0, 0]);
});
