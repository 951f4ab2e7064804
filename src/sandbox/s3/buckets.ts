/** Making, finding and deleting buckets (aws-facts 6.2, 6.4, 6.6). */
import type * as s3 from "@aws-sdk/client-s3";
import { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { checkBucketAcl } from "./access-control.ts";
import { isBucketName } from "./bucket-name.ts";
import { invalidArgument } from "./errors.ts";
import { bucketOf, headBucketOf, ownerOf } from "./find-bucket.ts";
import type { BucketAspects, BucketState } from "./state.ts";
import { checkTags } from "./tags.ts";

export function bucketHandlers(world: World): Handlers<typeof s3> {
  const { buckets, foreignNames } = world.s3;
  return {
    CreateBucket(input) {
      const name = input.Bucket ?? "";
      const { LocationConstraint, Tags } = input.CreateBucketConfiguration ?? {};
      const region = regionOf(world, LocationConstraint);
      if (!isBucketName(name))
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
      const isRegional = input.BucketNamespace === "account-regional";
      if (isRegional && !name.endsWith(`-${world.account}-${region}-an`))
        throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
      if (!isRegional && foreignNames.has(name)) throw bucketAlreadyExists(name);
      checkTags(Tags ?? [], "new bucket");
      checkBucketAcl(input.ObjectOwnership, input.ACL);
      const known = buckets.get(name);
      if (known) return recreate(world, known, (Tags ?? []).length > 0);
      const ownership = input.ObjectOwnership ? [{ ObjectOwnership: input.ObjectOwnership }] : NEW_BUCKET.ownership;
      const aspects: BucketAspects = { ...NEW_BUCKET, ownership, tags: Tags?.length ? Tags : undefined };
      buckets.set(name, {
        name,
        region,
        createdDate: new Date(world.clock.now()),
        aspects,
        configurations: new Map(),
        objects: new Map(),
        uploads: new Map(),
      });
      return created(world, name);
    },

    HeadBucket(input) {
      const bucket = headBucketOf(world, input);
      return { BucketRegion: bucket.region, BucketArn: arnOf(world, bucket.name), AccessPointAlias: false };
    },

    /** Null for us-east-1 (aws-facts 6.2). */
    GetBucketLocation(input) {
      const { region } = bucketOf(world, input);
      // The regions that LocationConstraint lists are the regions there are.
      return { LocationConstraint: region === "us-east-1" ? undefined : (region as s3.BucketLocationConstraint) };
    },

    ListBuckets({ MaxBuckets, Prefix = "", BucketRegion, ContinuationToken = "" }) {
      const names = [...buckets.keys()].sort();
      const matching = names.filter(
        (name) =>
          name.startsWith(Prefix) &&
          name > Buffer.from(ContinuationToken, "base64").toString() &&
          (BucketRegion === undefined || buckets.get(name)?.region === BucketRegion),
      );
      const page = matching.slice(0, MaxBuckets);
      const last = page.at(-1);
      return {
        Buckets: page
          .flatMap((name) => buckets.get(name) ?? [])
          .map((bucket) => ({
            Name: bucket.name,
            CreationDate: bucket.createdDate,
            BucketRegion: bucket.region,
            BucketArn: arnOf(world, bucket.name),
          })),
        Owner: ownerOf(world),
        Prefix: Prefix || undefined,
        ContinuationToken: last !== undefined && page.length < matching.length ? Buffer.from(last).toString("base64") : undefined,
      };
    },

    /** Uploads that were never completed do not keep a bucket; versions and delete markers do. */
    DeleteBucket(input) {
      const bucket = bucketOf(world, input);
      if (bucket.objects.size > 0) {
        const versions = bucket.aspects.versioning === undefined ? "" : ". You must delete all versions in the bucket.";
        const message = `The bucket you tried to delete is not empty${versions}`;
        throw new AwsError("BucketNotEmpty", message, 409, { BucketName: bucket.name });
      }
      buckets.delete(bucket.name);
      return {};
    },
  };
}

/** What a bucket has that nobody configured, since 2023 (encryption, blocked public access, no ACLs) and April 2026 (SSE-C). */
const NEW_BUCKET: BucketAspects = {
  encryption: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
    },
  ],
  publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  ownership: [{ ObjectOwnership: "BucketOwnerEnforced" }],
  notification: {},
};

/** Those that may be asked for by name, which us-east-1 may not. */
const REGIONS: ReadonlySet<string> = new Set(Object.values(BucketLocationConstraint));

/**
 *  endpoint     constraint     answer
 *  us-east-1    none           us-east-1
 *  us-east-1    us-east-1      400 InvalidLocationConstraint
 *  us-east-1    another        that Region
 *  us-east-1    no Region      400 InvalidLocationConstraint
 *  another      the same       that Region
 *  another      none, other    400 IllegalLocationConstraintException
 */
function regionOf(world: World, constraint: string | undefined): string {
  const wanted = constraint === "EU" ? "eu-west-1" : constraint;
  if (world.region === "us-east-1") {
    if (wanted !== undefined && !REGIONS.has(wanted)) throw invalidLocation(wanted);
    return wanted ?? "us-east-1";
  }
  if (wanted === world.region) return wanted;
  const message = `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  throw new AwsError("IllegalLocationConstraintException", message, 400);
}

function invalidLocation(constraint: string): AwsError {
  const { message, statusCode, extra } = invalidArgument(
    "The specified location-constraint is not valid",
    "LocationConstraint",
    constraint,
  );
  return new AwsError("InvalidLocationConstraint", message, statusCode, { ...extra });
}

/** Only us-east-1 lets an owner create a bucket again, and not with tags (S3 CreateBucket). */
function recreate(world: World, bucket: BucketState, tagged: boolean): { Location: string; BucketArn: string } {
  if (world.region === "us-east-1" && !tagged) return created(world, bucket.name);
  const message = "Your previous request to create the named bucket succeeded and you already own it.";
  throw new AwsError("BucketAlreadyOwnedByYou", message, 409, { BucketName: bucket.name });
}

function created(world: World, name: string): { Location: string; BucketArn: string } {
  const location = world.region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
  return { Location: location, BucketArn: arnOf(world, name) };
}

function bucketAlreadyExists(name: string): AwsError {
  const message =
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
  return new AwsError("BucketAlreadyExists", message, 409, { BucketName: name });
}

export function arnOf(world: World, bucket: string): string {
  return `arn:${world.partition}:s3:::${bucket}`;
}
