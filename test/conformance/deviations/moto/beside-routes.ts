/** New members of APIs, their documentation and web ACLs, as moto has them. */
import { type Deviations, differs, near } from "../deviation.ts";

const NO_DOCUMENTATION = "knows no documentation: 404 with a page of HTML";

export const MOTO_BESIDE_ROUTES: Deviations = {
  "D-security-policy": near("answers 200 where AWS answers 201; leaves out securityPolicy, endpointAccessMode"),
  "D-security-policy-update": near("leaves out securityPolicy, endpointAccessMode"),
  "D-stream": differs("leaves out responseTransferMode, and fails in UpdateIntegration: 500 with a page of HTML"),
  "D-skip-verification": differs("fails in UpdateIntegration: 500 with a page of HTML"),
  "D-documentation-part": differs(NO_DOCUMENTATION),
  "D-documentation-no-api": differs(NO_DOCUMENTATION),
  "D-documentation-no-part": differs(NO_DOCUMENTATION),
  "D-documentation-type": differs(NO_DOCUMENTATION),
  "D-documentation-patch": differs(NO_DOCUMENTATION),
  "D-documentation-twice": differs(NO_DOCUMENTATION),
  "D-documentation-version": differs(NO_DOCUMENTATION),
  "W-associate": differs("keeps the first web ACL of a stage beside the second, and GetWebACLForResource gives the first"),
  "W-no-stage": differs("accepts a stage that is not there"),
  "W-other-resource": differs("accepts what no web ACL can stand before"),
  "W-in-use": differs("deletes a web ACL that stands before a stage"),
};
