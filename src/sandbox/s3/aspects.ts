/** A bucket's aspects: each is read, replaced whole and deleted by calls of its own (aws-facts 6.1). */
import type * as s3 from "@aws-sdk/client-s3";
import { allowsInvoke } from "../lambda/evaluate-policy.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { refuseGrants } from "./access-control.ts";
import { refuseSuspending } from "./document-aspects.ts";
import { invalidArgument, malformedXml } from "./errors.ts";
import { bucketOf } from "./find-bucket.ts";
import { absent, setAspects } from "./set-aspects.ts";
import type { BucketState } from "./state.ts";
import { checkTags } from "./tags.ts";

export function aspectHandlers(world: World): Handlers<typeof s3> {
  return { ...securityHandlers(world), ...plainHandlers(world), ...abacHandlers(world) };
}

function securityHandlers(world: World): Handlers<typeof s3> {
  return {
    /** Encryption is never absent (since January 2023); deleting it goes back to AES256. */
    GetBucketEncryption: (input) => ({
      ServerSideEncryptionConfiguration: { Rules: [...bucketOf(world, input).aspects.encryption] },
    }),
    PutBucketEncryption(input) {
      const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
      const [before] = bucketOf(world, input).aspects.encryption;
      if (rules.length !== 1 || !rules[0]?.ApplyServerSideEncryptionByDefault) throw malformedXml();
      checkKey(rules[0].ApplyServerSideEncryptionByDefault);
      // A rule that does not speak of blocked types leaves them as they were: `NONE` is the word to unblock.
      const BlockedEncryptionTypes = rules[0].BlockedEncryptionTypes ?? before?.BlockedEncryptionTypes;
      return setAspects(world, input, { encryption: [{ BucketKeyEnabled: false, ...rules[0], BlockedEncryptionTypes }] });
    },
    DeleteBucketEncryption(input) {
      const [before] = bucketOf(world, input).aspects.encryption;
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: false };
      return setAspects(world, input, { encryption: [{ ...rule, BlockedEncryptionTypes: before?.BlockedEncryptionTypes }] });
    },

    GetPublicAccessBlock(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.publicAccessBlock) throw absent("publicAccessBlock", name);
      return { PublicAccessBlockConfiguration: aspects.publicAccessBlock };
    },
    /** What the document leaves out is false. */
    PutPublicAccessBlock(input) {
      const off = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
      return setAspects(world, input, { publicAccessBlock: { ...off, ...input.PublicAccessBlockConfiguration } });
    },
    DeletePublicAccessBlock: (input) => setAspects(world, input, { publicAccessBlock: undefined }),

    GetBucketOwnershipControls(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.ownership) throw absent("ownership", name);
      return { OwnershipControls: { Rules: [...aspects.ownership] } };
    },
    PutBucketOwnershipControls(input) {
      const rules = input.OwnershipControls?.Rules ?? [];
      const known = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];
      if (rules.length !== 1 || !known.includes(rules[0]?.ObjectOwnership ?? "")) throw malformedXml();
      if (rules[0]?.ObjectOwnership === "BucketOwnerEnforced") refuseGrants(bucketOf(world, input));
      return setAspects(world, input, { ownership: rules });
    },
    DeleteBucketOwnershipControls: (input) => setAspects(world, input, { ownership: undefined }),
  };
}

function checkKey({ SSEAlgorithm, KMSMasterKeyID }: s3.ServerSideEncryptionByDefault): void {
  if (KMSMasterKeyID === undefined || SSEAlgorithm !== "AES256") return;
  const message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse";
  throw invalidArgument(message, "ApplyServerSideEncryptionByDefault", KMSMasterKeyID);
}

function plainHandlers(world: World): Handlers<typeof s3> {
  return {
    /** No status while versioning was never enabled; from then on it is Enabled or Suspended for good. */
    GetBucketVersioning: (input) => ({ Status: bucketOf(world, input).aspects.versioning }),
    PutBucketVersioning(input) {
      const status = input.VersioningConfiguration?.Status;
      if (status === undefined) {
        const message = "The Versioning element must be specified";
        throw new AwsError("IllegalVersioningConfigurationException", message, 400);
      }
      if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
      if (status === "Suspended") refuseSuspending(bucketOf(world, input).aspects);
      return setAspects(world, input, { versioning: status });
    },

    GetBucketTagging(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.tags) throw absent("tags", name);
      return { TagSet: [...aspects.tags] };
    },
    /** 204, where the other parts answer 200 (recorded). */
    PutBucketTagging(input, { reply }) {
      refuseTagging(bucketOf(world, input));
      const tags = input.Tagging?.TagSet ?? [];
      checkTags(tags, "bucket");
      reply.statusCode = 204;
      return setAspects(world, input, { tags: tags.length > 0 ? tags : undefined });
    },
    DeleteBucketTagging: (input) => setAspects(world, input, { tags: undefined }),

    GetBucketNotificationConfiguration: (input) => bucketOf(world, input).aspects.notification,
    PutBucketNotificationConfiguration(input) {
      const wanted = input.NotificationConfiguration ?? {};
      if (!input.SkipDestinationValidation) checkNotified(world, bucketOf(world, input), wanted);
      return setAspects(world, input, { notification: wanted });
    },

    GetBucketLogging: (input) => ({ LoggingEnabled: bucketOf(world, input).aspects.logging }),
    PutBucketLogging(input) {
      const logging = input.BucketLoggingStatus?.LoggingEnabled;
      const target = logging?.TargetBucket;
      if (target !== undefined && !world.s3.buckets.has(target)) {
        throw new AwsError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist", 400, {
          TargetBucket: target,
        });
      }
      return setAspects(world, input, { logging });
    },
  };
}

/** Whether access policies look at tags. The sandbox's own do not; what else changes with it does. */
function abacHandlers(world: World): Handlers<typeof s3> {
  return {
    GetBucketAbac: (input) => ({ AbacStatus: { Status: bucketOf(world, input).aspects.abac ?? "Disabled" } }),
    PutBucketAbac(input) {
      const status = input.AbacStatus?.Status;
      if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
      return setAspects(world, input, { abac: status });
    },
  };
}

/** Tags of a bucket with ABAC are S3 Control's to change (S3 user guide, "Enabling ABAC in general purpose buckets"); AWS's text is not known. */
function refuseTagging({ aspects }: BucketState): void {
  if (aspects.abac !== "Enabled") return;
  throw new AwsError("InvalidRequest", "Tags of a bucket with ABAC enabled are changed by TagResource and UntagResource.", 400);
}

/** S3 looks whether it could deliver: a function that is there has to let it (S3 PutBucketNotificationConfiguration). */
function checkNotified(
  world: World,
  bucket: BucketState,
  { LambdaFunctionConfigurations = [] }: s3.NotificationConfiguration,
): void {
  const caller = { service: "s3.amazonaws.com", sourceArn: `arn:${world.partition}:s3:::${bucket.name}`, account: world.account };
  for (const { LambdaFunctionArn: arn = "" } of LambdaFunctionConfigurations) {
    const [, , , region, account, , name = "", qualifier = ""] = arn.split(":");
    if (account !== world.account || region !== world.region) continue;
    if (allowsInvoke(world.lambda.functions.get(name)?.policies.get(qualifier), caller)) continue;
    throw invalidArgument("Unable to validate the following destination configurations", arn, "null");
  }
}
