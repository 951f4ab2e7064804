/** APIs, their resources, methods and integrations, tags and exports, as moto has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MOTO_APIS: Deviations = {
  D01: near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  D02: near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  "D-regional": near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  "D-private": near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  "D-dualstack": near("answers 200 where AWS answers 201; shows version, binaryMediaTypes, tags besides"),
  "D-private-ipv4": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-description-first": differs("accepts what AWS refuses with 400 BadRequestException"),
  D03: near("has another text: `1 validation error detected: Value 'wrong' at…"),
  D04: differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-no-types": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-address-type": differs("accepts what AWS refuses with 400 ValidationException"),
  "D-two-violations": near("has another text: `1 validation error detected: Value 'wrong' at…"),
  D05: differs("drops binaryMediaTypes"),
  "D-no-media-types": near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  "D-version": differs(
    "has version `V1` where AWS has `v1`; answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType",
  ),
  "D-empty-description": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-compression": differs("accepts what AWS refuses with 400 BadRequestException"),
  D41: near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, tags besides",
  ),
  "D-tags": near(
    "answers 200 where AWS answers 201; leaves out endpointConfiguration.ipAddressType, the API in the list: endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, the API in the list: version and 1 more besides",
  ),
  "D-list": near(
    "answers 200 where AWS answers 202; leaves out the API in the list: endpointConfiguration.ipAddressType; shows the API in the list: version, the API in the list: binaryMediaTypes, the API in the list: tags besides",
  ),
  D09: near("has another text: `Invalid Rest API Id specified`"),
  "D-upper-case": near("has another text: `Invalid Rest API Id specified`"),
  D10: differs("has other items; has how many the second page has: the answer 3 where AWS has 1; leaves out position"),
  J10: differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  D06: differs(
    "has binaryMediaTypes[0] `` where AWS has `image/png`; has binaryMediaTypes[1] `` where AWS has `image/jpeg`; leaves out endpointConfiguration.ipAddressType",
  ),
  "D-media-type-replace": differs(
    "has other binaryMediaTypes; leaves out endpointConfiguration.ipAddressType; shows version besides",
  ),
  "D-media-type-remove": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-media-type-key": differs(
    "has binaryMediaTypes[0] `image/png` where AWS has `-`; leaves out endpointConfiguration.ipAddressType; shows version besides",
  ),
  "D-media-types-add": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-media-types-replace": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-media-types-remove": differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  D07: near("leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes besides"),
  D08: differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-policy": differs("cannot get that far: SyntaxError `Unexpected non-whitespace character after JSON at position 3`"),
  "D-update-missing": near("has another text: `Invalid Rest API Id specified`"),
  "D-compression-on": near(
    "leaves out endpointConfiguration.ipAddressType, minimumCompressionSize; shows version, binaryMediaTypes besides",
  ),
  "D-compression-off": near(
    "leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes, minimumCompressionSize besides",
  ),
  "D-compression-zero": near(
    "leaves out endpointConfiguration.ipAddressType, minimumCompressionSize; shows version, binaryMediaTypes besides",
  ),
  "D-compression-negative": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-compression-text": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-compression-add": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-become-private": near("leaves out endpointConfiguration.ipAddressType; shows version, binaryMediaTypes besides"),
  "D-private-to-ipv4": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-address-value": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-type-value": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-address-add": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-violations": differs("accepts what AWS refuses with 400 ValidationException"),
  D12: differs("accepts what AWS refuses with 409 ConflictException"),
  D13: near("has another text: `Invalid resource identifier specified`"),
  D13b: differs("keeps the refused resource; GetResources answers 404 from then on"),
  D15: differs("accepts what AWS refuses with 400 BadRequestException"),
  D16: differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-greedy-siblings": differs(
    "has the paths: [1] `/{proxy+}` where AWS has `/parent`; has the paths: [2] `/parent` where AWS has `/parent/child`",
  ),
  D36: differs("keeps the children; GetResources answers 404 from then on"),
  D39: differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  D26: near(
    "shows items[0].resourceMethods.GET.httpMethod, items[0].resourceMethods.GET.authorizationType, items[0].resourceMethods.GET.apiKeyRequired and 2 more besides",
  ),
  J40: differs("has how many the page has: the answer 3 where AWS has 1; has other the paths: the answer"),
  J41: differs(
    "has how many the first page has: the answer 26 where AWS has 25; has whether there more: the answer is false where AWS has true",
  ),
  J50: differs("has how many were made: the answer 8 where AWS has 1; has other the paths: the answer"),
  D34: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  D34b: differs("cannot get that far: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "D-move": differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "D-move-taken": differs("fails with 500 SyntaxError where AWS refuses with 409 ConflictException"),
  "D-update-resource-refusals": differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  "D-update-root": differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  D17: near("shows methodResponses besides"),
  D18: differs("accepts what AWS refuses with 409 ConflictException"),
  D18b: near("leaves out type"),
  D19: differs("accepts what AWS refuses with 400 BadRequestException"),
  D20: near("has another text: `Invalid resource identifier specified`; has another text: `Invalid Rest API Id specified`"),
  "D-put-method-references": differs("accepts what AWS refuses with 400 BadRequestException"),
  "D-request-parameters": near("shows methodResponses besides"),
  "D-parameter-names": differs("accepts what AWS refuses with 400 BadRequestException"),
  D28: near("shows methodResponses besides"),
  D30: differs("accepts what AWS refuses with 404 NotFoundException"),
  D32: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "D-update-method": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-update-method-refusals": differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  "D-boolean-text": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-unused-authorizer": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-proxy-uris": differs(
    "has another text: `AWS ARN for integration must contain path or action`; accepts what AWS refuses with 400 BadRequestException",
  ),
  D22: differs("accepts what AWS refuses with 400 ValidationException"),
  "D-mock": near("leaves out cacheNamespace, passthroughBehavior, timeoutInMillis; shows uri besides"),
  "D-http": near("leaves out cacheNamespace, passthroughBehavior, timeoutInMillis and 1 more"),
  "D-aws": near("leaves out cacheNamespace, passthroughBehavior, timeoutInMillis"),
  D25: near("leaves out cacheNamespace, passthroughBehavior, timeoutInMillis"),
  "D-vpc-link": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`; leaves out cacheNamespace, passthroughBehavior, timeoutInMillis and 1 more",
  ),
  "D-mapping": differs("accepts what AWS refuses with 400 BadRequestException"),
  D24: near("has another text: `Invalid resource identifier specified`"),
  D31: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "D-update-integration": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-integration-timeout": differs("accepts what AWS refuses with 400 BadRequestException"),
  D33: differs("accepts what AWS refuses with 404 NotFoundException"),
  "D-integration-missing": differs(
    "has another text: `Invalid Rest API Id specified`; has another text: `Invalid resource identifier specified`",
  ),
  "D-put-again": near("leaves out cacheNamespace, passthroughBehavior, timeoutInMillis and 1 more"),
  "D-method-response-update": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-method-response-emptied": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "D-method-response-ops": differs("fails with 500 SyntaxError where AWS refuses with 400 ValidationException"),
  "D-method-response-missing": differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  "D-method-response-entries": differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  "D-integration-response": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`; leaves out selectionPattern",
  ),
  "D-integration-response-rules": differs("fails with 404 SyntaxError where AWS refuses with 400 ValidationException"),
  "D-integration-response-missing": differs(
    "has another text: `Invalid Rest API Id specified`; has another text: `Invalid resource identifier specified`",
  ),
  "D-integration-response-delete": differs(
    "has another text: `Invalid resource identifier specified`; fails with 500 SyntaxError where AWS refuses with 404 NotFoundException",
  ),
  T01: near("answers 200 where AWS answers 204"),
  T02: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  T03: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides"),
  T04: near("answers 200 where AWS answers 204"),
  T05: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides"),
  T06: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  T08: differs("refuses what AWS accepts: 404 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  T09: differs("cannot get that far: 404 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  T15: differs("cannot get that far: 404 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "T-aws-prefix": differs("accepts what AWS refuses with 400 BadRequestException"),
  T11: near(
    "leaves out the document: openapi, the document: paths./upload.put; shows the document: paths./upload.PUT, the document: paths./ besides",
  ),
  T11b: near("shows the document: paths./later besides"),
  "T-swagger": differs("has the document: basePath `/` where AWS has `/dev`"),
  T12: differs("accepts what AWS refuses with 404 NotFoundException"),
  "D-cycle": differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
};
