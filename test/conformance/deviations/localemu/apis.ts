/** APIs, their resources, methods and integrations, tags and exports, as LocalEmu has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_APIS: Deviations = {
  D09: near("has another text: `Invalid Rest API Id specified`"),
  "D-upper-case": near("has another text: `Invalid Rest API Id specified`"),
  D10: differs("has other items; has how many the second page has: the answer 3 where AWS has 1; leaves out position"),
  J10: differs("fails with 500 InternalError where AWS refuses with 404 NotFoundException"),
  D08: differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-policy": differs("has other the policy: Statement[0].Resource"),
  "D-become-private": differs("has endpointConfiguration.types[0] `REGIONAL` where AWS has `PRIVATE`"),
  "D-violations": near("has another text: `1 validation error detected: Value 'wrong' at…"),
  D12: differs("accepts what AWS refuses with 409 ConflictException"),
  "D-greedy-siblings": differs(
    "has the paths: [1] `/{proxy+}` where AWS has `/parent`; has the paths: [2] `/parent` where AWS has `/parent/child`",
  ),
  D26: near(
    "shows items[0].resourceMethods.GET.httpMethod, items[0].resourceMethods.GET.authorizationType, items[0].resourceMethods.GET.apiKeyRequired and 2 more besides",
  ),
  J40: differs("has how many the page has: the answer 3 where AWS has 1; has other the paths: the answer"),
  J41: differs(
    "has how many the first page has: the answer 26 where AWS has 25; has whether there more: the answer is false where AWS has true",
  ),
  J50: differs("has how many were made: the answer 8 where AWS has 1; has other the paths: the answer"),
  D18: differs("accepts what AWS refuses with 409 ConflictException"),
  D18b: differs("refuses what AWS accepts: 404 NotFoundException `Invalid Integration identifier specified`"),
  "D-mapping": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-update-integration": near("shows requestTemplates besides"),
  "D-integration-timeout": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-integration-response-rules": differs("accepts what AWS refuses with 400 BadRequestException"),
  T03: near("leaves out tags; shows description besides"),
  T05: near("shows tags.team, description besides"),
  T06: near("leaves out tags.team"),
  T07: differs("accepts what AWS refuses with 404 NotFoundException"),
  T09: near("leaves out tags"),
  T15: near("leaves out tags.first"),
  "T-aws-prefix": differs("accepts what AWS refuses with 400 BadRequestException"),
  T11: near("leaves out the document: paths./upload.put.x-amazon-apigateway-integration"),
  T11b: near("shows the document: paths./later besides"),
  T12: differs("accepts what AWS refuses with 404 NotFoundException"),
  T13: differs("fails with 500 InternalError where AWS refuses with 400 BadRequestException"),
  "D-put-merge": differs("leaves a method that is there without the document's integration"),
};
