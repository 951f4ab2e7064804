/** Roles and buckets, as moto has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MOTO_ROLES_AND_BUCKETS: Deviations = {
  A01: near("shows Role.MaxSessionDuration, Role.RoleLastUsed besides"),
  A03: differs("accepts what AWS refuses with 400 MalformedPolicyDocumentException"),
  A04: differs("accepts what AWS refuses with 400 MalformedPolicyDocumentException"),
  A06: differs(
    "has PolicyDocument `%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B… where AWS has `%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B…",
  ),
  A10: near("has another text: `Role … not found`"),
  "I-update-role": differs("has Role.MaxSessionDuration 3600 where AWS has 7200; leaves out Role.Description"),
  "I-update-role-description": differs(
    "has Role.AssumeRolePolicyDocument `{`Version`:`2012-10-17`,`Statement`:[{`Effect`:`Allow`,`Pri… where AWS has `%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B…; shows Role.MaxSessionDuration, Role.Tags, Role.RoleLastUsed besides",
  ),
  "I-missing-role": near("has another text: `Role … not found`"),
  "I-trust-action": near("has another text: `Trust Policy statement actions can only be sts:AssumeRole…"),
  "I-trust-resource": near("has another text: `Has prohibited field Resource.`"),
  "I-attach-no-arn": differs("refuses with 404 NoSuchEntityException where AWS does with 400 ValidationError"),
  "I-tags-at-creation": differs(
    "has Roles[0].AssumeRolePolicyDocument `{`Version`:`2012-10-17`,`Statement`:[{`Effect`:`Allow`,`Pri… where AWS has `%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B…",
  ),
  "I-tags-many": near("has another text: 1 validation error detected: Value '[{'Key': 'key0', 'Value': 'x'}, {'Key'…"),
  "I-name-case": differs("accepts what AWS refuses with 409 EntityAlreadyExistsException"),
  "I-not-assumable-yet": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  B01: near("leaves out BucketArn"),
  B02: near("leaves out BucketArn"),
  B04: differs("accepts what AWS refuses with 400 InvalidBucketName"),
  B05: near("leaves out BucketArn"),
  B07: differs(
    "refuses what AWS accepts: 404 NoSuchPublicAccessBlockConfiguration `The public access block configuration was not found`",
  ),
  B08: differs(
    "refuses what AWS accepts: 404 ServerSideEncryptionConfigurationNotFoundError `The server side encryption configuration was not found`",
  ),
  B10: near("leaves out TagSet[1].Value"),
  "S-location-unknown": differs("accepts what AWS refuses with 400 InvalidLocationConstraint"),
  "S-head": near("leaves out AccessPointAlias, BucketArn"),
  "S-create-tags": differs("refuses what AWS accepts: 404 NoSuchTagSet `The TagSet does not exist`; leaves out BucketArn"),
  "S-create-aws-tag": differs("accepts what AWS refuses with 400 InvalidTag"),
  "S-delete-versioned": near("has another text: `The bucket you tried to delete is not empty`; leaves out DeleteMarker"),
  "S-list": near("leaves out Prefix: the answer, the bucket: BucketArn, the bucket: BucketRegion"),
  "S-other-owner": differs("refuses with 404 NoSuchTagSet where AWS does with 403 AccessDenied"),
  "S-policy": near("answers 200 where AWS answers 204"),
  "S-lifecycle": near("leaves out TransitionDefaultMinimumObjectSize"),
  "S-tags-bad": differs("accepts what AWS refuses with 400 InvalidTag"),
  "S-versioning-never": differs("accepts what AWS refuses with 400 MalformedXML"),
  "S-ownership": differs(
    "refuses what AWS accepts: 404 OwnershipControlsNotFoundError `The bucket ownership controls were not found`",
  ),
  "S-encryption-bad": differs("fails with 500 Error where AWS refuses with 400 MalformedXML"),
  "S-policy-bad": differs("accepts what AWS refuses with 400 MalformedPolicy"),
  "S-object": near("leaves out ServerSideEncryption, ChecksumType, the answer: ServerSideEncryption"),
  "S-if-none-match": near("leaves out ServerSideEncryption"),
  "S-if-none-match-other": differs("accepts what AWS refuses with 501 NotImplemented"),
  "S-if-match": near("leaves out ServerSideEncryption"),
  "S-if-match-star": differs("refuses with 404 NoSuchKey where AWS does with 501 NotImplemented"),
};
