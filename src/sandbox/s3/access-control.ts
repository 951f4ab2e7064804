/**
 * Access control lists (S3 User Guide, Controlling ownership of objects and disabling ACLs for your bucket). A bucket whose
 * owner owns all that is in it, as every new one, takes none but the one that says so. The sandbox keeps none either way.
 */
import { AwsError } from "../wire/aws-error.ts";
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
  if (!aspects.ownership?.some(({ ObjectOwnership }) => ObjectOwnership === "BucketOwnerEnforced")) return;
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP } = input;
  const granted = [GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP].some((grant) => grant !== undefined);
  if (!granted && (ACL === undefined || ACL === "bucket-owner-full-control")) return;
  throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
}

/** For a new bucket: an ACL wants another ownership than the one that new buckets have. */
export function checkBucketAcl(ownership: string | undefined, acl: string | undefined): void {
  if (acl === undefined || acl === "private" || (ownership !== undefined && ownership !== "BucketOwnerEnforced")) return;
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  throw new AwsError("InvalidBucketAclWithObjectOwnership", message, 400);
}
