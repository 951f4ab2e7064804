/** What was drawn at random, as LocalEmu has it. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_UNFORESEEN: Deviations = {
  "U-ownership": differs("takes any ACL"),
  "U-deployments-page": differs("gives all deployments on one page, whatever the limit"),
  "U-permission-name": differs("functions fail to come to life without Docker, and such a one cannot be published"),
  "U-lifecycle-owner": differs("does not look at ExpectedBucketOwner"),
  "U-path-prefix": differs("takes any prefix"),
  "U-alias-in-name": differs("functions fail to come to life without Docker, and such a one cannot be published"),
  "U-name-limit": near("names $LATEST in PublishVersion's refusal"),
  "U-deployment-variables": differs("takes any variable"),
  "U-policy-missing": near("has another text: Policy Document … not attached to role …"),
  "U-response-header": differs("takes any parameter"),
  "U-checksum-header": differs("does not miss the checksum"),
  "U-all-tags": near("does not show the tags of an API's creation"),
  "U-integration-parameter": differs("takes any name"),
};
