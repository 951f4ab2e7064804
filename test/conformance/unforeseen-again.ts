/**
 * Behaviours that nobody had in mind, drawn a second time (`npm run conformance -- --draw 20261130`) once the first draw had been
 * mended. docs/unforeseen.md has the whole draw and what came of it.
 */
import { PutBucketPolicyCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { anApi, anApiOf } from "./builders/api.ts";
import { aBucket } from "./builders/bucket.ts";
import { aFunction, functionArn } from "./builders/function.ts";
import { allow } from "./builders/permission.ts";
import { aRole } from "./builders/role.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { ABSENT, aText, open } from "./match.ts";

const NAME_LIMIT = 64;
const TAGS_OVER_A_PAGE = 30;

export const UNFORESEEN_AGAIN_CASES: readonly Case[] = casesOf("Drawn at random from the documentation, again", [
  {
    id: "U-policy-arn",
    name: "GetPolicy takes a function's whole ARN, whose name may have 64 characters",
    source: documented("Lambda API Reference, GetPolicy: FunctionName"),
    async run(scene) {
      const name = await aFunction(scene, { FunctionName: scene.newName("fn").padEnd(NAME_LIMIT, "x") });
      await allow(scene, name);
      const shown = { Policy: aText(/"Sid": ?"gateway"/), RevisionId: aText() };
      await scene.answers(scene.lambda.getPolicy({ FunctionName: functionArn(scene, name) }), 200, shown);
    },
  },
  {
    id: "U-concurrency-missing",
    name: "reading and reserving the concurrency of a missing function: 404 ResourceNotFoundException",
    source: documented("Lambda API Reference, GetFunctionConcurrency and PutFunctionConcurrency: ResourceNotFoundException"),
    async run(scene) {
      const FunctionName = scene.newName("fn");
      await scene.refuses(scene.lambda.getFunctionConcurrency({ FunctionName }), 404, "ResourceNotFoundException");
      const put = scene.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
      await scene.refuses(put, 404, "ResourceNotFoundException");
    },
  },
  {
    id: "U-role-tags-page",
    name: "ListRoleTags with more tags than MaxItems says so, and gives the rest from its marker on",
    source: documented("IAM API Reference, ListRoleTags: MaxItems"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Tags = ["a", "b", "c"].map((Key) => ({ Key, Value: Key }));
      await scene.iam.tagRole({ RoleName, Tags });
      const first = await scene.iam.listRoleTags({ RoleName, MaxItems: 2 });
      scene.same("whether there is more", [first.IsTruncated, first.Marker !== undefined], [true, true]);
      const second = await scene.iam.listRoleTags({ RoleName, MaxItems: 2, Marker: first.Marker });
      scene.same("the tags of both pages", [first.Tags, second.Tags], [Tags.slice(0, 2), Tags.slice(2)]);
      scene.same("whether there is more after the second", second.IsTruncated, false);
    },
  },
  {
    id: "U-versions-page",
    name: "ListObjectVersions gives up to 1,000 unless told otherwise, and says where to go on",
    source: documented("S3 API Reference, ListObjectVersions: MaxKeys"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
      for (const Body of ["1", "2"]) await scene.s3.putObject({ Bucket, Key: "a", Body });
      await scene.answers(scene.s3.listObjectVersions({ Bucket }), 200, open({ MaxKeys: 1_000, IsTruncated: false }));
      const page = scene.s3.listObjectVersions({ Bucket, MaxKeys: 1 });
      const { NextKeyMarker, NextVersionIdMarker } = await scene.answers(
        page,
        200,
        open({ MaxKeys: 1, IsTruncated: true, NextKeyMarker: "a", NextVersionIdMarker: aText() }),
      );
      const rest = { Bucket, KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
      const { Versions = [] } = await scene.s3.listObjectVersions(rest);
      scene.same(
        "which version is left for the second page",
        Versions.map(({ IsLatest }) => IsLatest),
        [false],
      );
    },
  },
  {
    id: "U-checksum-mode",
    name: "HeadObject tells the checksum only when it is asked for",
    source: documented("S3 API Reference, HeadObject: ChecksumMode"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putObject({ Bucket, Key: "a", Body: "a", ChecksumAlgorithm: "SHA256" });
      // The SDK asks for it by itself where a checksum is supported; HeadObject is not among those.
      await scene.answers(scene.s3.headObject({ Bucket, Key: "a" }), 200, open({ ChecksumSHA256: ABSENT, ContentLength: 1 }));
      const asked = scene.s3.headObject({ Bucket, Key: "a", ChecksumMode: "ENABLED" });
      await scene.answers(asked, 200, open({ ChecksumSHA256: "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=" }));
    },
  },
  {
    id: "U-checksum-header",
    name: "a checksum's algorithm without the checksum is refused, whatever is put: 400 InvalidRequest",
    source: documented("S3 API Reference, PutBucketPolicy and PutPublicAccessBlock: ChecksumAlgorithm"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      const principal = { AWS: scene.accountId };
      const statement = { Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
      const named = { Bucket, ChecksumAlgorithm: "SHA256" } as const;
      const puts = [
        new PutBucketPolicyCommand({ ...named, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) }),
        new PutPublicAccessBlockCommand({ ...named, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
      ];
      for (const put of puts) {
        // A union of commands is none that the SDK's types take; each of them is.
        const command = put as PutBucketPolicyCommand;
        // After the SDK has added it and before it signs.
        command.middlewareStack.add(
          (next) => (args) => {
            // What is sent is an HTTP request of the SDK from here on.
            const { headers } = args.request as { headers: Record<string, string> };
            delete headers["x-amz-checksum-sha256"];
            return next(args);
          },
          { step: "finalizeRequest", priority: "high", name: "withoutChecksum" },
        );
        await scene.refuses(scene.s3.send(command), 400, "InvalidRequest");
      }
    },
  },
  {
    id: "U-all-tags",
    name: "GetTags gives all tags at once: its limit and position are not supported",
    source: documented("API Gateway API Reference, GetTags: limit"),
    async run(scene) {
      const names = Array.from({ length: TAGS_OVER_A_PAGE }, (_, index) => `tag${index}`);
      const tags = Object.fromEntries(names.map((name) => [name, "x"]));
      const { restApiId } = await anApi(scene, { tags });
      const resourceArn = `arn:aws:apigateway:${scene.region}::/restapis/${restApiId}`;
      await scene.answers(scene.apigateway.getTags({ resourceArn }), 200, { tags });
    },
  },
  {
    id: "U-bucket-region",
    name: "ListBuckets by a Region lists the buckets there, each with its Region",
    source: documented("S3 API Reference, ListBuckets: BucketRegion"),
    async run(scene) {
      const Prefix = await aBucket(scene);
      const { Buckets = [] } = await scene.s3.listBuckets({ Prefix, BucketRegion: scene.region });
      scene.same(
        "the buckets",
        Buckets.map(({ Name, BucketRegion }) => [Name, BucketRegion]),
        [[Prefix, scene.region]],
      );
    },
  },
  {
    id: "U-archived",
    name: "an object that is archived shows its class and cannot be read before it is restored: 403 InvalidObjectState",
    source: documented("S3 API Reference, GetObject: InvalidObjectState"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putObject({ Bucket, Key: "a", Body: "a", StorageClass: "GLACIER" });
      await scene.answers(scene.s3.headObject({ Bucket, Key: "a" }), 200, open({ StorageClass: "GLACIER" }));
      const { Contents = [] } = await scene.s3.listObjectsV2({ Bucket });
      scene.same(
        "the classes listed",
        Contents.map(({ StorageClass }) => StorageClass),
        ["GLACIER"],
      );
      const text = "The operation is not valid for the object's storage class";
      await scene.refuses(scene.s3.getObject({ Bucket, Key: "a" }), 403, "InvalidObjectState", text);
    },
  },
  {
    id: "U-integration-parameter",
    name: "PutIntegration takes parameters of the method and quoted texts for the integration's, and no other names: 400",
    source: documented("API Gateway API Reference, PutIntegration: requestParameters"),
    async run(scene) {
      const requestParameters = { "method.request.querystring.page": false };
      const { restApiId, rootId } = await anApiOf(scene, [{ route: "GET /", method: { requestParameters }, integration: false }]);
      const put = (parameters: Record<string, string>) =>
        scene.apigateway.putIntegration({
          restApiId,
          resourceId: rootId,
          httpMethod: "GET",
          type: "HTTP",
          integrationHttpMethod: "GET",
          uri: "http://example.com",
          requestParameters: parameters,
        });
      const good = {
        "integration.request.querystring.p": "method.request.querystring.page",
        "integration.request.header.x": "'y'",
      };
      await scene.refuses(put({ "method.request.header.x": "'y'" }), 400, "BadRequestException");
      await scene.answers(put(good), 201, open({ requestParameters: good }));
    },
  },
]);
