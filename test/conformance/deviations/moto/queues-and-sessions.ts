/** Queues, and sessions of roles, as moto has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MOTO_QUEUES_AND_SESSIONS: Deviations = {
  "Q-receive-most": near("has another text: `An error occurred (InvalidParameterValue) when calling the ReceiveMessage oper…"),
  "Q-group-held-poll": differs("looks which groups somebody has when a long poll begins, and not again"),
  "Q-delete-expired": differs("accepts what AWS refuses with 400 InvalidParameterValue"),
  "Q-once": differs("delivers it again once its message was deleted"),
  "Q-batch-group": differs("refuses with 400 MissingParameter where AWS does with 400 InvalidParameterValue"),
  "Q-batch-many": differs("refuses with 400 BatchEntryIdsNotDistinct where AWS does with 400 TooManyEntriesInBatchRequest"),
  "Q-batch-hold-many": differs("accepts what AWS refuses with 400 TooManyEntriesInBatchRequest"),
  "Q-batch-id": differs("accepts what AWS refuses with 400 InvalidBatchEntryId"),
  "Q-dead-arn": differs("refuses with 400 QueueDoesNotExist where AWS does with 400 InvalidParameterValue"),
  "Q-create-again": near("has another text: `The specified queue already exists.`"),
  "Q-attributes": near("writes CreatedTimestamp, LastModifiedTimestamp with fractions of a second"),
  "T-assume": near("shows PackedPolicySize besides"),
  "T-arn": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-session": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-session-long": near("has another text: two spaces before `equal`"),
  "T-duration": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-duration-most": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-untrusted": differs("accepts what AWS refuses with 403 AccessDenied"),
  "T-none": differs("accepts what AWS refuses with 403 AccessDenied"),
  "T-external": differs("accepts what AWS refuses with 403 AccessDenied"),
};
