/** Who is told of what happens in a bucket, and whether its tags count in access control. */
import { aBucket } from "./builders/bucket.ts";
import { aFunction, functionArn } from "./builders/function.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const NOTIFYING = documented("S3 API reference, PutBucketNotificationConfiguration");
const ABAC = documented("S3 user guide, Enabling ABAC in general purpose buckets");

async function told(scene: Scene) {
  const Bucket = await aBucket(scene);
  const FunctionName = await aFunction(scene);
  const rule = { Id: "made", LambdaFunctionArn: functionArn(scene, FunctionName), Events: ["s3:ObjectCreated:*" as const] };
  return { Bucket, FunctionName, NotificationConfiguration: { LambdaFunctionConfigurations: [rule] } };
}

export const S3_NOTIFICATION_CASES: readonly Case[] = casesOf("S3 buckets", [
  {
    id: "S-notify-refused",
    name: "PutBucketNotificationConfiguration refuses a function that does not let S3 invoke it: 400 InvalidArgument",
    source: NOTIFYING,
    async run(scene) {
      const { Bucket, NotificationConfiguration } = await told(scene);
      await scene.refuses(
        scene.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration }),
        400,
        "InvalidArgument",
        "Unable to validate the following destination configurations",
      );
    },
  },
  {
    id: "S-notify",
    name: "PutBucketNotificationConfiguration replaces all rules, and an empty document takes them away",
    source: NOTIFYING,
    async run(scene) {
      const { Bucket, FunctionName, NotificationConfiguration } = await told(scene);
      await scene.lambda.addPermission({
        FunctionName,
        StatementId: "s3",
        Action: "lambda:InvokeFunction",
        Principal: "s3.amazonaws.com",
        SourceArn: `arn:aws:s3:::${Bucket}`,
      });
      await scene.answers(scene.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration }), 200, {});
      await scene.answers(scene.s3.getBucketNotificationConfiguration({ Bucket }), 200, NotificationConfiguration);
      await scene.answers(scene.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }), 200, {});
      await scene.answers(scene.s3.getBucketNotificationConfiguration({ Bucket }), 200, {});
    },
  },
  {
    id: "S-abac",
    name: "a bucket's tags do not count in access control until PutBucketAbac says so",
    source: ABAC,
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.answers(scene.s3.getBucketAbac({ Bucket }), 200, open({ AbacStatus: { Status: "Disabled" } }));
      await scene.answers(scene.s3.putBucketAbac({ Bucket, AbacStatus: { Status: "Enabled" } }), 200, {});
      await scene.answers(scene.s3.getBucketAbac({ Bucket }), 200, open({ AbacStatus: { Status: "Enabled" } }));
    },
  },
]);
