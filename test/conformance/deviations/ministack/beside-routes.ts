/** New members of APIs, their documentation and web ACLs, as ministack has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MINISTACK_BESIDE_ROUTES: Deviations = {
  "D-security-policy": near("leaves out securityPolicy, endpointAccessMode"),
  "D-stream": near("leaves out responseTransferMode until it is updated"),
  "D-skip-verification": differs("leaves out tlsConfig, and keeps the text `false` where AWS has the truth value"),
  "D-documentation-no-api": near("leaves the account and the API out of the error's text"),
  "D-documentation-no-part": near("misses the API where AWS misses the part, and has another text"),
  "D-documentation-type": differs("refuses it with 400 BadRequestException where AWS has ValidationException"),
  "D-documentation-patch": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-documentation-twice": differs("accepts a second part for the same place"),
  "D-documentation-version": differs("knows no documentation versions: 404 NotFoundException"),
  "W-associate": differs("does not show the stage's web ACL in GetStage"),
  "W-disassociate": differs("refuses to take away what does not stand there: 400 WAFNonexistentItemException"),
  "W-no-stage": differs("accepts a stage that is not there"),
  "W-other-resource": differs("accepts what no web ACL can stand before"),
  "W-in-use": differs("deletes a web ACL that stands before a stage"),
};
