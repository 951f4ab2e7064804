/** New members of APIs, their documentation and web ACLs, as LocalEmu has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_BESIDE_ROUTES: Deviations = {
  "D-security-policy": near("leaves out securityPolicy, endpointAccessMode"),
  "D-security-policy-update": near("leaves out securityPolicy, endpointAccessMode"),
  "D-stream": differs("refuses the uri of a function whose answer is streamed: 400 BadRequestException"),
  "D-documentation-twice": differs("accepts a second part for the same place"),
  "W-associate": differs("keeps the first web ACL of a stage beside the second, and GetWebACLForResource gives the first"),
  "W-no-stage": differs("accepts a stage that is not there"),
  "W-other-resource": differs("accepts what no web ACL can stand before"),
  "W-in-use": differs("deletes a web ACL that stands before a stage"),
};
