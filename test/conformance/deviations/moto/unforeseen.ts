/** What was drawn at random, as moto has it. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MOTO_UNFORESEEN: Deviations = {
  "U-ownership": differs("takes any ACL"),
  "U-lifecycle-size": near("leaves out the filter's size"),
  "U-upload-markers": differs("lists all uploads on every page"),
  "U-deployments-page": differs("gives all deployments on one page, whatever the limit"),
  "U-permission-name": near("leaves out the error's Type"),
  "U-lifecycle-owner": differs("does not look at ExpectedBucketOwner"),
  "U-path-prefix": differs("takes any prefix"),
  "U-alias-in-name": differs("shows the version's ARN where AWS has the alias's"),
  "U-deployment-variables": differs("takes any variable"),
  "U-policy-missing": near("has another text: Policy Document … not attached to role …"),
  "U-part-number": differs("answers part 0 with 404 NoSuchUpload"),
  "U-response-header": differs("takes any parameter"),
  "U-checksum-header": differs("does not miss the checksum"),
  "U-all-tags": differs("serves no tags of an API by its ARN: 404"),
  "U-bucket-region": near("leaves out the bucket's Region"),
  "U-integration-parameter": differs("takes any name"),
};
