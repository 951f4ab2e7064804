/** Queues, and sessions of roles, as LocalEmu has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_QUEUES_AND_SESSIONS: Deviations = {
  "Q-dead-arn": differs("accepts what AWS refuses with 400 InvalidParameterValue"),
  "T-assume": near("writes Credentials.AccessKeyId otherwise; shows PackedPolicySize besides"),
  "T-session-long": near("has another text: two spaces before `equal`"),
  "T-duration-most": differs("accepts what AWS refuses with 400 ValidationError"),
  "T-none": differs("accepts what AWS refuses with 403 AccessDenied"),
};
