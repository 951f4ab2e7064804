/** Grants between S3's form and ours (S3 PutBucketAcl): who may do what beside the owner, who may do all. */
import type { Grant } from "@aws-sdk/client-s3";
import type { BucketGrant } from "../model/specs/bucket-documents.ts";

/** S3's groups. */
const GROUPS: Readonly<Record<string, string>> = {
  everyone: "http://acs.amazonaws.com/groups/global/AllUsers",
  "authenticated-users": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
  "log-delivery": "http://acs.amazonaws.com/groups/s3/LogDelivery",
};

/** Sorted; the owner's own full control is not told. */
export function grantsFromAws(grants: readonly Grant[] | undefined, owner: string | undefined): readonly BucketGrant[] {
  return (grants ?? [])
    .filter(({ Grantee, Permission }) => !(Grantee?.ID !== undefined && Grantee.ID === owner && Permission === "FULL_CONTROL"))
    .map(({ Grantee, Permission }) => ({
      grantee: Object.entries(GROUPS).find(([, uri]) => uri === Grantee?.URI)?.[0] ?? Grantee?.URI ?? Grantee?.ID ?? "",
      permission: Permission ?? "",
    }))
    .toSorted((left, right) => (`${left.grantee} ${left.permission}` < `${right.grantee} ${right.permission}` ? -1 : 1));
}

export function grantsToAws(grants: readonly BucketGrant[]): Grant[] {
  return grants.map(({ grantee, permission }) => {
    const uri = GROUPS[grantee];
    const Grantee = uri === undefined ? { Type: "CanonicalUser" as const, ID: grantee } : { Type: "Group" as const, URI: uri };
    // The schema holds permissions to S3's words.
    return { Grantee, Permission: permission as NonNullable<Grant["Permission"]> };
  });
}
