/**
 * Behaviours that nobody had in mind: statements of AWS's documentation, drawn at random when the sandbox was done
 * (`npm run conformance -- --draw 20261122`). docs/unforeseen.md has the whole draw and what came of it.
 */
import { aDeployableApi, addRoute, anApi } from "./builders/api.ts";
import { aBucket } from "./builders/bucket.ts";
import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { allow, hasNoPolicy } from "./builders/permission.ts";
import { aRole } from "./builders/role.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aText, open } from "./match.ts";

const NAME_LIMIT = 64;

export const UNFORESEEN_CASES: readonly Case[] = casesOf("Drawn at random from the documentation", [
  {
    id: "U-ownership",
    name: "a bucket whose owner owns all refuses an object's ACL, but that which says the same: 400 AccessControlListNotSupported",
    source: documented("S3 API Reference, CreateBucket: ObjectOwnership"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const call = scene.s3.putObject({ Bucket, Key: "a", Body: "a", ACL: "public-read" });
      await scene.refuses(call, 400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
      const allowed = scene.s3.putObject({ Bucket, Key: "a", Body: "a", ACL: "bucket-owner-full-control" });
      await scene.answers(allowed, 200, open({ ETag: '"0cc175b9c0f1b6a831c399e269772661"' }));
    },
  },
  {
    id: "U-lifecycle-size",
    name: "a lifecycle rule's filter takes the size above which objects move, and shows it",
    source: documented("S3 API Reference, PutBucketLifecycleConfiguration: TransitionDefaultMinimumObjectSize"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const Rules = [
        {
          ID: "large",
          Status: "Enabled" as const,
          Filter: { ObjectSizeGreaterThan: 500 },
          Transitions: [{ Days: 30, StorageClass: "STANDARD_IA" as const }],
        },
      ];
      await scene.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
      await scene.answers(scene.s3.getBucketLifecycleConfiguration({ Bucket }), 200, open({ Rules }));
    },
  },
  {
    id: "U-upload-markers",
    name: "ListMultipartUploads goes on after the upload id where the key marker's key has more uploads",
    source: documented("S3 API Reference, ListMultipartUploads: UploadIdMarker"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const begin = async () => (await scene.s3.createMultipartUpload({ Bucket, Key: "a" })).UploadId;
      const begun = [await begin(), await begin()];
      const first = await scene.s3.listMultipartUploads({ Bucket, MaxUploads: 1 });
      const marks = { KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker };
      const second = await scene.s3.listMultipartUploads({ Bucket, MaxUploads: 1, ...marks });
      const listed = [...(first.Uploads ?? []), ...(second.Uploads ?? [])].map(({ UploadId }) => UploadId);
      scene.same("the uploads of both pages", listed.toSorted(), begun.toSorted());
      scene.same("whether each page says that there is more", [first.IsTruncated, second.IsTruncated], [true, false]);
    },
  },
  {
    id: "U-deployments-page",
    name: "GetDeployments gives 25 unless told otherwise, and a position for the rest",
    source: documented("API Gateway API Reference, GetDeployments: limit"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      for (let made = 0; made < 26; made++) await scene.apigateway.createDeployment({ restApiId });
      const { items = [], position } = await scene.apigateway.getDeployments({ restApiId });
      const rest = await scene.apigateway.getDeployments({ restApiId, position });
      scene.same("how many the pages have", [items.length, rest.items?.length], [25, 1]);
      scene.same("whether there is more after the first", position !== undefined, true);
    },
  },
  {
    id: "U-permission-name",
    name: "RemovePermission takes the alias behind the function's name",
    source: documented("Lambda API Reference, RemovePermission: FunctionName"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.lambda.createAlias({ FunctionName: name, Name: "prod", FunctionVersion: "1" });
      await allow(scene, name, { Qualifier: "prod" });
      await scene.answers(scene.lambda.removePermission({ FunctionName: `${name}:prod`, StatementId: "gateway" }), 204, {});
      await hasNoPolicy(scene, name, "prod");
    },
  },
  {
    id: "U-lifecycle-owner",
    name: "GetBucketLifecycleConfiguration with another ExpectedBucketOwner: 403 AccessDenied",
    source: documented("S3 API Reference, GetBucketLifecycleConfiguration: ExpectedBucketOwner"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const call = scene.s3.getBucketLifecycleConfiguration({ Bucket, ExpectedBucketOwner: "999999999999" });
      await scene.refuses(call, 403, "AccessDenied", "Access Denied");
    },
  },
  {
    id: "U-path-prefix",
    name: "ListRoles refuses a path prefix that does not begin with a slash: 400 ValidationError",
    source: documented("IAM API Reference, ListRoles: PathPrefix"),
    async run(scene) {
      await scene.refuses(scene.iam.listRoles({ PathPrefix: "service-role/" }), 400, "ValidationError");
      await scene.answers(scene.iam.listRoles({ PathPrefix: "/no-such-path/" }), 200, { Roles: [], IsTruncated: false });
    },
  },
  {
    id: "U-alias-in-name",
    name: "GetFunctionConfiguration takes the alias behind the function's name, and shows the alias's version",
    source: documented("Lambda API Reference, GetFunctionConfiguration: FunctionName"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.lambda.createAlias({ FunctionName: name, Name: "prod", FunctionVersion: "1" });
      const shown = { FunctionName: name, FunctionArn: functionArn(scene, name, "prod"), Version: "1" };
      await scene.answers(scene.lambda.getFunctionConfiguration({ FunctionName: `${name}:prod` }), 200, open(shown));
    },
  },
  {
    id: "U-name-limit",
    name: "a name of 65 characters is refused where a function is made; elsewhere it is just not found: 404",
    source: recorded("TestLambdaFunction::test_function_name_and_qualifier_validation[function_name_too_long-get_function]"),
    async run(scene) {
      const FunctionName = "a".repeat(NAME_LIMIT + 1);
      const message = `Function not found: ${functionArn(scene, FunctionName)}`;
      await scene.refuses(scene.lambda.getFunction({ FunctionName }), 404, "ResourceNotFoundException", message);
      await scene.refuses(scene.lambda.publishVersion({ FunctionName }), 404, "ResourceNotFoundException", message);
    },
  },
  {
    id: "U-deployment-variables",
    name: "CreateDeployment refuses a variable with a character that is not allowed, in its name or its value, and deploys nothing",
    source: documented("API Gateway API Reference, CreateDeployment: variables"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const illegal: readonly Record<string, string>[] = [{ "a-b": "value" }, { name: "a value" }];
      for (const variables of illegal) {
        const call = scene.apigateway.createDeployment({ restApiId, stageName: "dev", variables });
        await scene.refuses(call, 400, "BadRequestException");
      }
      await scene.answers(scene.apigateway.getDeployments({ restApiId }), 200, { items: [] });
    },
  },
  {
    id: "U-policy-missing",
    name: "GetRolePolicy of a role that there is, without that policy: 404 NoSuchEntity",
    source: documented("IAM API Reference, GetRolePolicy: NoSuchEntity"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.getRolePolicy({ RoleName, PolicyName: "none" });
      await scene.refuses(call, 404, "NoSuchEntityException", "The role policy with name none cannot be found.");
    },
  },
  {
    id: "U-concurrency-arn",
    name: "PutFunctionConcurrency takes a function's whole ARN, whose name may have 64 characters",
    source: documented("Lambda API Reference, PutFunctionConcurrency: FunctionName"),
    async run(scene) {
      const name = await aFunction(scene, { FunctionName: scene.newName("fn").padEnd(NAME_LIMIT, "x") });
      const call = scene.lambda.putFunctionConcurrency({
        FunctionName: functionArn(scene, name),
        ReservedConcurrentExecutions: 0,
      });
      await scene.answers(call, 200, { ReservedConcurrentExecutions: 0 });
    },
  },
  {
    id: "U-part-number",
    name: "UploadPart refuses part 0 and part 10,001: 400 InvalidArgument",
    source: documented("S3 API Reference, UploadPart and UploadPartCopy: PartNumber"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const { UploadId } = await scene.s3.createMultipartUpload({ Bucket, Key: "a" });
      for (const PartNumber of [0, 10_001]) {
        const call = scene.s3.uploadPart({ Bucket, Key: "a", UploadId, PartNumber, Body: "a" });
        await scene.refuses(call, 400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
      }
      const last = scene.s3.uploadPart({ Bucket, Key: "a", UploadId, PartNumber: 10_000, Body: "a" });
      await scene.answers(last, 200, open({ ETag: '"0cc175b9c0f1b6a831c399e269772661"' }));
    },
  },
  {
    id: "U-response-header",
    name: "PutMethodResponse refuses a parameter that is no response header of the method: 400 BadRequestException",
    source: documented("API Gateway API Reference, PutMethodResponse: responseParameters"),
    async run(scene) {
      const { restApiId, rootId } = await anApi(scene);
      await addRoute(scene, restApiId, new Map([["/", rootId]]), { route: "GET /" });
      const method = { restApiId, resourceId: rootId, httpMethod: "GET", statusCode: "200" };
      const put = (name: string) => scene.apigateway.putMethodResponse({ ...method, responseParameters: { [name]: true } });
      await scene.refuses(put("method.request.header.x-a"), 400, "BadRequestException", aText());
      await scene.answers(put("method.response.header.x-a"), 201, open({ statusCode: "200" }));
    },
  },
]);
