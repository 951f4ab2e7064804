/**
 * Access control lists (S3 User Guide, Controlling ownership of objects and disabling ACLs for your bucket). A bucket whose
 * owner owns all that is in it, as every new one, takes none but the one that says so. The sandbox keeps those of buckets, and
 * none of objects.
 */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { accessDenied, invalidArgument, malformedXml } from "./errors.ts";
import { bucketOf, ownerOf } from "./find-bucket.ts";
import type { BucketState } from "./state.ts";

interface AclInput {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

/** For a new object. Throws AccessControlListNotSupported. A grant of full control to the owner, which AWS takes, is refused too. */
export function checkObjectAcl({ aspects }: BucketState, input: AclInput): void {
  if (!isEnforced(aspects)) return;
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP } = input;
  const granted = [GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP].some((grant) => grant !== undefined);
  if (!granted && (ACL === undefined || ACL === "bucket-owner-full-control")) return;
  throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
}

const GROUPS = "http://acs.amazonaws.com/groups";
const EVERYONE = `${GROUPS}/global/AllUsers`;
const AUTHENTICATED = `${GROUPS}/global/AuthenticatedUsers`;

/** Grants beside the owner's full control (S3 User Guide, "Canned ACL"); those that only objects know grant nothing here. */
const CANNED: Readonly<Record<string, readonly (readonly [string, s3.Permission])[]>> = {
  private: [],
  "public-read": [[EVERYONE, "READ"]],
  "public-read-write": [
    [EVERYONE, "READ"],
    [EVERYONE, "WRITE"],
  ],
  "authenticated-read": [[AUTHENTICATED, "READ"]],
  "log-delivery-write": [
    [`${GROUPS}/s3/LogDelivery`, "WRITE"],
    [`${GROUPS}/s3/LogDelivery`, "READ_ACP"],
  ],
};

export function aclHandlers(world: World): Handlers<typeof s3> {
  return {
    GetBucketAcl: (input) => ({ Owner: ownerOf(world), Grants: grantsOf(world, bucketOf(world, input)) }),
    PutBucketAcl(input) {
      const bucket = bucketOf(world, input);
      if (isEnforced(bucket.aspects)) {
        throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
      }
      const grants = wantedGrants(world, input);
      const isPublic = grants.some(({ Grantee }) => Grantee?.URI === EVERYONE || Grantee?.URI === AUTHENTICATED);
      if (isPublic && bucket.aspects.publicAccessBlock?.BlockPublicAcls) throw accessDenied();
      bucket.aspects = { ...bucket.aspects, grants };
      return {};
    },
  };
}

function grantsOf(world: World, { aspects }: BucketState): s3.Grant[] {
  return [...(aspects.grants ?? [ownersGrant(world)])];
}

function ownersGrant(world: World): s3.Grant {
  return { Grantee: { ...ownerOf(world), Type: "CanonicalUser" }, Permission: "FULL_CONTROL" };
}

function wantedGrants(world: World, { ACL, AccessControlPolicy: policy }: s3.PutBucketAclCommandInput): s3.Grant[] {
  if (ACL !== undefined) {
    const canned = CANNED[ACL];
    if (!canned) throw invalidArgument("", "x-amz-acl", ACL);
    const granted = canned.map(([URI, Permission]) => ({ Grantee: { Type: "Group" as const, URI }, Permission }));
    return [ownersGrant(world), ...granted];
  }
  if (!policy?.Owner?.ID || !policy.Grants) throw malformedXml();
  for (const { Grantee } of policy.Grants) {
    if (!Grantee?.URI && !Grantee?.ID) throw malformedXml();
    if (Grantee.URI && !Grantee.URI.startsWith(`${GROUPS}/`))
      throw invalidArgument("Invalid group uri", "Group/URI", Grantee.URI);
    if (Grantee.ID && !/^[0-9a-f]{64}$/.test(Grantee.ID)) throw invalidArgument("Invalid id", "CanonicalUser/ID", Grantee.ID);
  }
  return policy.Grants.map(({ Grantee, Permission }) => ({ Grantee, Permission }));
}

/** ACLs are not switched off while one lets others in. */
export function refuseGrants({ aspects }: BucketState): void {
  if ((aspects.grants?.length ?? 1) <= 1) return;
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  throw new AwsError("InvalidBucketAclWithObjectOwnership", message, 400);
}

function isEnforced({ ownership }: BucketState["aspects"]): boolean {
  return ownership?.some(({ ObjectOwnership }) => ObjectOwnership === "BucketOwnerEnforced") ?? false;
}

/** For a new bucket: an ACL wants another ownership than the one that new buckets have. */
export function checkBucketAcl(ownership: string | undefined, acl: string | undefined): void {
  if (acl === undefined || acl === "private" || (ownership !== undefined && ownership !== "BucketOwnerEnforced")) return;
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  throw new AwsError("InvalidBucketAclWithObjectOwnership", message, 400);
}
