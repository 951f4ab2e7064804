/** What was drawn at random, as ministack has it. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MINISTACK_UNFORESEEN: Deviations = {
  "U-permission-name": near("has another text for a policy that is not there, and leaves out its Type"),
  "U-lifecycle-owner": differs("does not look at ExpectedBucketOwner"),
  "U-path-prefix": differs("takes any prefix"),
  "U-alias-in-name": differs("shows the version's ARN where AWS has the alias's"),
  "U-deployment-variables": differs("takes any variable"),
  "U-part-number": near("ends the text with a full stop"),
  "U-response-header": differs("takes any parameter"),
  "U-role-tags-page": differs("gives all tags on every page"),
  "U-checksum-header": differs("does not miss the checksum"),
  "U-integration-parameter": differs("takes any name"),
};
