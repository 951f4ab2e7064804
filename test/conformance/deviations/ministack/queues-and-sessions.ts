/** Queues, and sessions of roles, as ministack has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MINISTACK_QUEUES_AND_SESSIONS: Deviations = {
  "Q-delete-expired": differs("accepts what AWS refuses with 400 InvalidParameterValue"),
  "Q-batch-group": differs("accepts what AWS refuses with 400 InvalidParameterValue"),
  "Q-batch-once": differs("accepts what AWS refuses with 400 InvalidParameterValue"),
  "Q-batch-many": near("has another text: `Too many messages in a batch request. A maximum of 10 messages are allowed.`"),
  "Q-batch-hold-many": near("has another text: `Too many messages in a batch request. A maximum of 10 messages are allowed.`"),
  "Q-dead-arn": differs("refuses with 400 InvalidAttributeValue where AWS does with 400 InvalidParameterValue"),
  "Q-attributes": near("leaves out DeduplicationScope, FifoThroughputLimit, SqsManagedSseEnabled"),
  "T-assume": near("writes Credentials.AccessKeyId otherwise; shows PackedPolicySize besides"),
  "T-arn": near("has another text: `Invalid RoleArn: …`"),
  "T-session": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-session-long": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-duration": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-duration-most": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-untrusted": differs("accepts what AWS refuses with 403 AccessDenied"),
  "T-none": differs("accepts what AWS refuses with 403 AccessDenied"),
  "T-external": differs("accepts what AWS refuses with 403 AccessDenied"),
};
