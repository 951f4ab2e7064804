/** The aspects of a bucket that are documents which S3 checks: website, acceleration, payment, object lock, replication. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { invalidArgument, malformedXml } from "./errors.ts";
import { bucketOf } from "./find-bucket.ts";
import { absent, setAspects } from "./set-aspects.ts";
import type { BucketAspects } from "./state.ts";

export function documentHandlers(world: World): Handlers<typeof s3> {
  return { ...websiteHandlers(world), ...lockHandlers(world), ...replicationHandlers(world), ...wordHandlers(world) };
}

function websiteHandlers(world: World): Handlers<typeof s3> {
  return {
    GetBucketWebsite(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.website) throw absent("website", name);
      return aspects.website;
    },
    PutBucketWebsite(input) {
      const website = input.WebsiteConfiguration ?? {};
      checkWebsite(website);
      return setAspects(world, input, { website });
    },
    DeleteBucketWebsite: (input) => setAspects(world, input, { website: undefined }),
  };
}

/** In the order in which S3 looks (recorded: TestS3StaticWebsiteHosting::test_validate_website_configuration). */
function checkWebsite({ RedirectAllRequestsTo, IndexDocument, ErrorDocument, RoutingRules }: s3.WebsiteConfiguration): void {
  if (RedirectAllRequestsTo) {
    if (IndexDocument || ErrorDocument || RoutingRules) {
      const message = "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.";
      throw invalidArgument(message, "RedirectAllRequestsTo", "not null");
    }
    checkProtocol(RedirectAllRequestsTo.Protocol);
    return;
  }
  if (!IndexDocument) {
    const message = "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty";
    throw invalidArgument(message, "IndexDocument", "null");
  }
  if (!IndexDocument.Suffix || IndexDocument.Suffix.includes("/")) {
    throw invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", IndexDocument.Suffix ?? "");
  }
  if (RoutingRules?.length === 0) throw malformedXml();
  for (const { Redirect, Condition } of RoutingRules ?? []) {
    if (!Redirect) throw malformedXml();
    checkProtocol(Redirect.Protocol);
    if (Redirect.ReplaceKeyPrefixWith !== undefined && Redirect.ReplaceKeyWith !== undefined) {
      throw invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    }
    if (Condition && Object.values(Condition).every((value) => value === undefined)) {
      throw invalidRequest(
        "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
      );
    }
  }
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol === undefined || protocol === "http" || protocol === "https") return;
  throw invalidRequest(
    "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.",
  );
}

/** An object lock needs versions, and holds them fast (S3 PutObjectLockConfiguration, since November 2023 on any bucket). */
function lockHandlers(world: World): Handlers<typeof s3> {
  return {
    GetObjectLockConfiguration(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.objectLock) throw absent("objectLock", name);
      return { ObjectLockConfiguration: aspects.objectLock };
    },
    PutObjectLockConfiguration(input) {
      const { aspects } = bucketOf(world, input);
      const lock = input.ObjectLockConfiguration;
      if (lock?.ObjectLockEnabled !== "Enabled") throw malformedXml();
      const retention = lock.Rule?.DefaultRetention;
      if (lock.Rule && !isRetention(retention)) throw malformedXml();
      for (const [unit, value] of [
        ["days", retention?.Days],
        ["years", retention?.Years],
      ] as const) {
        if (value !== undefined && value <= 0) {
          throw invalidArgument(`Default retention period must be a positive integer value.`, unit, String(value));
        }
      }
      if (aspects.versioning !== "Enabled") {
        const message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
        throw new AwsError("InvalidBucketState", message, 409);
      }
      return setAspects(world, input, { objectLock: lock });
    },
  };
}

/** A retention with its time, an event hold with its own, or both; days or years, never both of them (S3 ObjectLockRule). */
function isRetention({ Mode, Days, Years, DefaultEventHold: hold }: s3.DefaultRetention = {}): boolean {
  const isOne = (days: number | undefined, years: number | undefined) => (days === undefined) !== (years === undefined);
  if (hold !== undefined && !isOne(hold.Days, hold.Years)) return false;
  return Mode === undefined ? hold !== undefined && (Days ?? Years) === undefined : isOne(Days, Years);
}

/** Suspending versions that a lock holds fast, or that are copied, is refused. */
export function refuseSuspending({ objectLock, replication }: BucketAspects): void {
  if (objectLock) {
    const message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.";
    throw new AwsError("InvalidBucketState", message, 409);
  }
  if (replication) {
    const message =
      "A replication configuration is present on this bucket, so the versioning state cannot be changed. To change the versioning state, first delete the replication configuration.";
    throw new AwsError("InvalidBucketState", message, 409);
  }
}

function replicationHandlers(world: World): Handlers<typeof s3> {
  return {
    GetBucketReplication(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.replication) throw absent("replication", name);
      return { ReplicationConfiguration: aspects.replication };
    },
    PutBucketReplication(input) {
      const { aspects } = bucketOf(world, input);
      const configuration = input.ReplicationConfiguration;
      if (aspects.versioning !== "Enabled") {
        throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
      }
      const rules = configuration?.Rules ?? [];
      if (!configuration || rules.length === 0) throw malformedXml();
      for (const rule of rules) {
        // The form with a filter wants both (S3 ReplicationRule).
        if (rule.Filter && (rule.Priority === undefined || !rule.DeleteMarkerReplication)) throw malformedXml();
        const target = world.s3.buckets.get(rule.Destination?.Bucket?.split(":").at(-1) ?? "");
        // Of buckets of other accounts S3 cannot know.
        if (target && target.aspects.versioning !== "Enabled")
          throw invalidRequest("Destination bucket must have versioning enabled.");
      }
      return setAspects(world, input, {
        replication: { ...configuration, Rules: rules.map((rule) => ({ ...rule, ID: rule.ID || world.newUuid() })) },
      });
    },
    DeleteBucketReplication: (input) => setAspects(world, input, { replication: undefined }),
  };
}

/** Each holds one word. */
function wordHandlers(world: World): Handlers<typeof s3> {
  return {
    /** No status until it is set once. */
    GetBucketAccelerateConfiguration: (input) => ({ Status: bucketOf(world, input).aspects.acceleration }),
    PutBucketAccelerateConfiguration(input) {
      const { name } = bucketOf(world, input);
      if (name.includes(".")) {
        throw invalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
      }
      const status = input.AccelerateConfiguration?.Status;
      if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
      return setAspects(world, input, { acceleration: status });
    },

    GetBucketRequestPayment: (input) => ({ Payer: bucketOf(world, input).aspects.payer ?? "BucketOwner" }),
    PutBucketRequestPayment(input) {
      const payer = input.RequestPaymentConfiguration?.Payer;
      if (payer !== "BucketOwner" && payer !== "Requester") throw malformedXml();
      return setAspects(world, input, { payer });
    },
  };
}

function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", message, 400);
}
