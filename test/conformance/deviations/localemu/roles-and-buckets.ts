/** Roles and buckets, as LocalEmu has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_ROLES_AND_BUCKETS: Deviations = {
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
  "I-attach-no-arn": near("has another text: `Invalid ARN: Could not be parsed!`"),
  "I-tags-many": near("has another text: 1 validation error detected: Value '[{'Key': 'key0', 'Value': 'x'}, {'Key'…"),
  "I-name-case": differs("accepts what AWS refuses with 409 EntityAlreadyExistsException"),
  "I-not-assumable-yet": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  B08: near("leaves out ServerSideEncryptionConfiguration.Rules[0].BlockedEncryptionTypes"),
  "S-head": near("leaves out AccessPointAlias"),
  "S-other-owner": differs("refuses with 404 NoSuchTagSet where AWS does with 403 AccessDenied"),
  "S-delete-if-match": differs("fails with 501 NotImplemented where AWS refuses with 412 PreconditionFailed"),
  "I-attached-quota": differs("attaches any number of policies"),
  "I-inline-size": differs("takes inline policies of any size"),
  "S-notify": differs("refuses what AWS accepts: 400 InvalidArgument, for functions fail to come to life without Docker"),
  "S-abac": differs("has no such operation: 501 InternalFailure"),
  "S-metadata-none": differs("has no metadata tables: 501"),
};
