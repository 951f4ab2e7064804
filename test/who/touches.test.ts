import { describe, expect, it } from "vitest";
import { isOwn, readEvent } from "../../src/aws/who/audit-event.ts";
import { touches } from "../../src/aws/who/touches.ts";
import type { DriftQuestion } from "../../src/model/who.ts";

const ARN = "arn:aws:sts::000000000000:assumed-role/Admin/alice";

function anEvent(service: string, name: string, requestParameters: unknown, more: object = {}) {
  const document = {
    userIdentity: { type: "AssumedRole", arn: ARN },
    eventSource: `${service}.amazonaws.com`,
    userAgent: "aws-cli/2.31.0",
    requestParameters,
    ...more,
  };
  const event = { EventId: "e-1", EventName: name, EventTime: new Date(0), CloudTrailEvent: JSON.stringify(document) };
  const read = readEvent(event);
  if (read === null) throw new Error("no event");
  return read;
}

const aQuestion = (address: DriftQuestion["address"], more: Partial<DriftQuestion> = {}): DriftQuestion => {
  return { id: "c-1", address, drift: "changed", since: 0, until: 1, ...more };
};

const ALIAS = aQuestion("alias:Uploader/prod", { path: "version" });
const STAGE = aQuestion("stage:orders/prod", { path: "variables.LEVEL", apiId: "abc123" });
const patched = (...paths: readonly string[]) => ({
  restApiId: "abc123",
  stageName: "prod",
  updateStageInput: { patchOperations: paths.map((path) => ({ op: "replace", path, value: "****" })) },
});

const ofTheApi = (path: string) => aQuestion("rest-api:orders", { path, apiId: "abc123" });
const ofApi = (path: string) => ({
  restApiId: "abc123",
  input: { patchOperations: [{ op: "replace", path, value: "x" }] },
});

const CERTIFICATE = aQuestion("client-certificate:backend", { path: "description", ownId: "ab12cd" });

describe("an event", () => {
  const made: readonly (readonly [what: string, event: ReturnType<typeof anEvent>, question: DriftQuestion])[] = [
    [
      "an alias moved",
      anEvent("lambda", "UpdateAlias20150331", { functionName: "Uploader", name: "prod", functionVersion: "3" }),
      ALIAS,
    ],
    [
      "an alias moved, by the function's ARN, in a later version of the API",
      anEvent("lambda", "UpdateAlias20270101v3", {
        functionName: "arn:aws:lambda:us-east-1:000000000000:function:Uploader",
        name: "prod",
        functionVersion: "3",
      }),
      ALIAS,
    ],
    [
      "an alias deleted",
      anEvent("lambda", "DeleteAlias20150331", { functionName: "Uploader", name: "prod" }),
      { ...ALIAS, drift: "missing" },
    ],
    [
      "an alias gone with its function",
      anEvent("lambda", "DeleteFunction20150331", { functionName: "Uploader" }),
      { ...ALIAS, drift: "missing" },
    ],
    [
      "an environment, which is left out of events",
      anEvent("lambda", "UpdateFunctionConfiguration20150331v2", { functionName: "Uploader:$LATEST" }),
      aQuestion("function:Uploader", { path: "environment.LEVEL" }),
    ],
    [
      "code",
      anEvent("lambda", "UpdateFunctionCode20150331v2", { functionName: "Uploader" }),
      aQuestion("function:Uploader", { path: "codeSha256" }),
    ],
    [
      "a tag of a function",
      anEvent("lambda", "TagResource20170331v2", { resource: "arn:aws:lambda:us-east-1:000000000000:function:Uploader" }),
      aQuestion("function:Uploader", { path: "tags.team" }),
    ],
    [
      "a permission taken away",
      anEvent("lambda", "RemovePermission20150331v2", { functionName: "Uploader", qualifier: "prod" }),
      aQuestion("permission:Uploader/prod/orders/prod", { drift: "missing" }),
    ],
    ["a stage variable", anEvent("apigateway", "UpdateStage", patched("/variables/LEVEL")), STAGE],
    [
      "a stage, without saying which part",
      anEvent("apigateway", "UpdateStage", { restApiId: "abc123", stageName: "prod" }),
      STAGE,
    ],
    [
      "a stage's throttling",
      anEvent("apigateway", "UpdateStage", patched("/*/*/throttling/rateLimit")),
      { ...STAGE, path: 'settings["*"].rateLimit' },
    ],
    [
      "another snapshot, by a deployment",
      anEvent("apigateway", "CreateDeployment", { restApiId: "abc123", createDeploymentInput: { stageName: "prod" } }),
      { ...STAGE, drift: "snapshot", path: "deploymentId" },
    ],
    [
      "a stage gone with its API",
      anEvent("apigateway", "DeleteRestApi", { restApiId: "abc123" }),
      { ...STAGE, drift: "missing" },
    ],
    [
      "a tag of a stage",
      anEvent("apigateway", "UntagResource", { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/abc123/stages/prod" }),
      { ...STAGE, path: "tags.team" },
    ],
    [
      "a route",
      anEvent("apigateway", "PutIntegration", { restApiId: "abc123", resourceId: "r1", httpMethod: "GET" }),
      aQuestion("rest-api:orders", { path: 'routes["GET /orders"].lambda', apiId: "abc123" }),
    ],
    [
      "a setting of an API",
      anEvent("apigateway", "UpdateRestApi", ofApi("/minimumCompressionSize")),
      ofTheApi("minimumCompressionSize"),
    ],
    [
      "a method patched",
      anEvent("apigateway", "UpdateMethod", { ...ofApi("/apiKeyRequired"), resourceId: "r1" }),
      ofTheApi('routes["GET /orders"].apiKeyRequired'),
    ],
    ["an authorizer", anEvent("apigateway", "UpdateAuthorizer", ofApi("/type")), ofTheApi("authorizers.gate.type")],
    ["a model deleted", anEvent("apigateway", "DeleteModel", { restApiId: "abc123" }), ofTheApi("models.Order")],
    [
      "a gateway response",
      anEvent("apigateway", "PutGatewayResponse", { restApiId: "abc123" }),
      ofTheApi("gatewayResponses.THROTTLED.statusCode"),
    ],
    [
      "a version of the documentation, described otherwise",
      anEvent("apigateway", "UpdateDocumentationVersion", ofApi("/description")),
      ofTheApi('documentationVersions["1"].description'),
    ],
    [
      "a web ACL",
      anEvent("wafv2", "AssociateWebACL", { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/abc123/stages/prod" }),
      { ...STAGE, path: "webAcl" },
    ],
    [
      "a bucket's versioning",
      anEvent("s3", "PutBucketVersioning", { bucketName: "acme" }),
      aQuestion("bucket:acme", { path: "versioning" }),
    ],
    ["a bucket deleted", anEvent("s3", "DeleteBucket", { bucketName: "acme" }), aQuestion("bucket:acme", { drift: "missing" })],
    [
      "the description of a client certificate",
      anEvent("apigateway", "UpdateClientCertificate", {
        clientCertificateId: "ab12cd",
        patchOperations: [{ op: "replace", path: "/description", value: "x" }],
      }),
      CERTIFICATE,
    ],
    [
      "a tag of a client certificate",
      anEvent("apigateway", "TagResource", { resourceArn: "arn:aws:apigateway:us-east-1::/clientcertificates/ab12cd" }),
      { ...CERTIFICATE, path: "tags.team" },
    ],
    [
      "a client certificate deleted",
      anEvent("apigateway", "DeleteClientCertificate", { clientCertificateId: "ab12cd" }),
      { ...CERTIFICATE, drift: "missing" },
    ],
    [
      "a role's policy",
      anEvent("iam", "DetachRolePolicy", { roleName: "uploader" }),
      aQuestion("role:uploader", { path: "managedPolicies" }),
    ],
  ];

  it.each(made)("can have made it: %s", (_, event, question) => {
    expect(touches(event, question)).toBe(true);
  });

  const other: readonly (readonly [what: string, event: ReturnType<typeof anEvent>, question: DriftQuestion])[] = [
    [
      "another alias",
      anEvent("lambda", "UpdateAlias20150331", { functionName: "Uploader", name: "dev", functionVersion: "3" }),
      ALIAS,
    ],
    [
      "an alias of another function",
      anEvent("lambda", "UpdateAlias20150331", { functionName: "Other", name: "prod", functionVersion: "3" }),
      ALIAS,
    ],
    [
      "another field",
      anEvent("lambda", "UpdateAlias20150331", { functionName: "Uploader", name: "prod", description: "x" }),
      ALIAS,
    ],
    [
      "a change, where it is gone",
      anEvent("lambda", "UpdateAlias20150331", { functionName: "Uploader", name: "prod" }),
      { ...ALIAS, drift: "missing" },
    ],
    ["a deletion, where it changed", anEvent("lambda", "DeleteAlias20150331", { functionName: "Uploader", name: "prod" }), ALIAS],
    [
      "an operation whose name only begins so",
      anEvent("lambda", "UpdateAliasRouting", { functionName: "Uploader", name: "prod" }),
      ALIAS,
    ],
    [
      "another service's operation of that name",
      anEvent("iam", "UpdateAlias20150331", { functionName: "Uploader", name: "prod" }),
      ALIAS,
    ],
    ["another setting of an API", anEvent("apigateway", "UpdateRestApi", ofApi("/apiKeySource")), ofTheApi("version")],
    ["a setting of an API, where a route differs", anEvent("apigateway", "UpdateRestApi", ofApi("/name")), ofTheApi("routes.x")],
    ["another member of an API", anEvent("apigateway", "UpdateModel", ofApi("/schema")), ofTheApi("authorizers.gate.type")],
    [
      "another stage's web ACL",
      anEvent("wafv2", "AssociateWebACL", { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/abc123/stages/dev" }),
      { ...STAGE, path: "webAcl" },
    ],
    [
      "another client certificate",
      anEvent("apigateway", "DeleteClientCertificate", { clientCertificateId: "zz99zz" }),
      { ...CERTIFICATE, drift: "missing" },
    ],
    ["another variable", anEvent("apigateway", "UpdateStage", patched("/variables/TOKEN")), STAGE],
    ["another stage", anEvent("apigateway", "UpdateStage", { ...patched("/variables/LEVEL"), stageName: "dev" }), STAGE],
    ["another API's stage", anEvent("apigateway", "UpdateStage", { ...patched("/variables/LEVEL"), restApiId: "zzz" }), STAGE],
    [
      "a deployment to another stage",
      anEvent("apigateway", "CreateDeployment", { restApiId: "abc123", createDeploymentInput: { stageName: "dev" } }),
      { ...STAGE, drift: "snapshot" },
    ],
    [
      "a stage variable, where throttling differs",
      anEvent("apigateway", "UpdateStage", patched("/variables/LEVEL")),
      { ...STAGE, path: 'settings["*"].rateLimit' },
    ],
    [
      "another aspect of a bucket",
      anEvent("s3", "PutBucketPolicy", { bucketName: "acme" }),
      aQuestion("bucket:acme", { path: "versioning" }),
    ],
    ["an event without parameters", anEvent("s3", "PutBucketVersioning", null), aQuestion("bucket:acme", { path: "versioning" })],
    [
      "an API that nobody knows the id of",
      anEvent("apigateway", "UpdateRestApi", {}),
      aQuestion("rest-api:orders", { path: "description" }),
    ],
  ];

  it.each(other)("cannot have made it: %s", (_, event, question) => {
    expect(touches(event, question)).toBe(false);
  });

  it("that failed is none", () => {
    const event = { EventName: "UpdateAlias20150331", CloudTrailEvent: JSON.stringify({ errorCode: "AccessDenied" }) };

    expect(readEvent(event)).toBeNull();
  });

  it.each(["", "null", "[", "7", '"text"'])("whose document is %j is none", (CloudTrailEvent) => {
    expect(readEvent({ EventName: "UpdateAlias20150331", CloudTrailEvent })).toBeNull();
  });

  it("names the service where there is no person", () => {
    const event = anEvent(
      "lambda",
      "UpdateAlias20150331",
      {},
      { userIdentity: { type: "AWSService", invokedBy: "codedeploy.amazonaws.com" } },
    );

    expect(event.actor).toMatchObject({ type: "AWSService", arn: "codedeploy.amazonaws.com" });
    expect(event.actor).not.toHaveProperty("session");
  });
});

describe("an event of ours", () => {
  const ours = { userAgent: "aws-sdk-js/3.1137.0 stagekeeper", userIdentity: { type: "AssumedRole", arn: ARN } };
  const cases: readonly (readonly [what: string, caller: string, more: object, own: boolean])[] = [
    ["our role in another session", "arn:aws:sts::000000000000:assumed-role/Admin/1700", ours, true],
    ["our role with another program", ARN, { ...ours, userAgent: "console.amazonaws.com" }, false],
    ["our program as another role", "arn:aws:sts::000000000000:assumed-role/Stagekeeper/s", ours, false],
    [
      "our user",
      "arn:aws:iam::000000000000:user/ci",
      { ...ours, userIdentity: { type: "IAMUser", arn: "arn:aws:iam::000000000000:user/ci" } },
      true,
    ],
  ];

  it.each(cases)("%s", (_, caller, more, own) => {
    expect(isOwn(anEvent("lambda", "UpdateAlias20150331", {}, more), caller)).toBe(own);
  });
});
