/** Calls through a stage, as ministack has them. */
import { type Deviations, differs, near } from "../deviation.ts";

const NO_VARIABLES = "fills in no stage variable in a uri: the call is answered 500, and nothing is stored";

export const MINISTACK_CALLS: Deviations = {
  P19: differs("routes by the live resources: one that was not deployed is served"),
  "P-deleted-resource": differs(
    "has the answer: status 403 where AWS has 200; has the answer: body `{`message`:`Missing Authentication Token`}` where AWS has `{`message`:`exists`}`",
  ),
  P23: differs("cannot get that far: 404 NotFoundException `Unknown API Gateway v1 path…"),
  "P-canary-context": differs(
    "has the stage's answer: isCanary `$context.isCanaryRequest` where AWS has `false`; is not done in time",
  ),
  "P-canary-share": differs("cannot get that far: 404 NotFoundException `Unknown API Gateway v1 path…"),
  "P-mock-headers": differs("writes x-amz-apigw-id: the answer otherwise"),
  "P-api-key": differs("has the answer: errorType null where AWS has `ForbiddenException`"),
  "P-path-parameter": differs("has the answer: petId `$input.params('petId')` where AWS has `123`"),
  "P-no-response": differs(
    "has the answer: status 200 where AWS has 500; has the answer: body `{}` where AWS has `{`message`: `Internal server error`}`",
  ),
  "P-disabled-endpoint": differs(
    "has the answer: status 200 where AWS has 403; has the answer: body `{}` where AWS has `{`message`:`Forbidden`}`",
  ),
  P02: differs(NO_VARIABLES),
  P03: differs(NO_VARIABLES),
  P04: differs(NO_VARIABLES),
  P05: differs(NO_VARIABLES),
  P08: differs(
    "has invokedFunctionArn: the answer `arn:aws:lambda:us-east-1:000000000000:function:…:2` where AWS has `arn:aws:lambda:us-east-1:000000000000:function:…:prod`",
  ),
  P18: differs(
    "has the answer: body `{`message`: `{`errorMessage`: `secret`, `errorType… where AWS has `{`message`: `Internal server error`}`; has x-amzn-errortype: the answer null where AWS has `InternalServerErrorException`",
  ),
  P20: differs("routes by the live resources: a change that was not deployed runs"),
  "P-redeploy": differs(
    "has what runs after the rollback: functionVersion `2` where AWS has `1`; has what runs after the rollback: bucket `two` where AWS has `one`",
  ),
  P21: differs("invokes without a look at the function's policy"),
  "P-permission-qualifier": differs("has the status: the answer 200 where AWS has 500"),
  P22: differs("runs an alias's main version only, whatever the weights"),
  P27: differs("has errorType: the answer `RuntimeError` where AWS has `Runtime.ImportModuleError`"),
  P11: differs(NO_VARIABLES),
  P12b: differs(NO_VARIABLES),
  P13: differs(
    "has the event: isBase64Encoded false where AWS has true; has the event: body `u0000u0001u0002u0003u0004u0005u0006u0007btnu000bfru000eu000… where AWS has AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKiss…",
  ),
  P14: differs(NO_VARIABLES),
  "P-answer-headers": differs(
    "has header-bool: the answer `True` where AWS has `true`; writes x-amz-apigw-id: the answer otherwise",
  ),
  "P-answer-member": differs(
    "has the answer: status 200 where AWS has 502; has the answer: body `` where AWS has `{`message`: `Internal server error`}`",
  ),
  "P-answer-empty": differs("has the answer: body `{}` where AWS has ``"),
  "P-answer-only-headers": differs(
    "has the answer: body `{`headers`: {`test-header`: `value`}}` where AWS has ``; has test-header: the answer null where AWS has `value`",
  ),
  "P-answer-both": differs("has test-multi: the answer `value-multi` where AWS has `value-multi, value-solo`"),
  "P-answer-both-spelled": differs("has test-multi: the answer `value-multi` where AWS has `value-multi, value-solo`"),
  "P-answer-values-text": differs(
    "has the answer: status 200 where AWS has 502; has the answer: body `` where AWS has `{`message`: `Internal server error`}`",
  ),
  "P-answer-bad-status": differs(
    "has the answer: status 500 where AWS has 502; has the answer: body `` where AWS has `{`message`: `Internal server error`}`",
  ),
  "P-answer-text": differs(
    "has the answer: status 200 where AWS has 502; has the answer: body `just a string` where AWS has `{`message`: `Internal server error`}`",
  ),
  "P-timeout": differs("is not done in time"),
  "P-verb-post": differs("is not done in time"),
  "P-event": near("shows the event: version besides"),
  "P-event-context": near(
    "leaves out the request context: deploymentId, the request context: domainName, the request context: domainPrefix and 10 more",
  ),
  "P-event-double-slash": differs(
    "has the event: pathParameters.proxy `proxy-value/double-slash` where AWS has `proxy-value//double-slash`",
  ),
  "P-event-encoded": differs(
    "has the event: path `/api/user/test+alias@gmail.com/plus/test+alias@gmail.com` where AWS has `/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com`; has the event: pathParameters.proxy `api/user/test+alias@gmail.com/plus/test+alias@gmail.com` where AWS has `api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com`",
  ),
  "P-event-query": differs(
    "has the event: queryStringParameters.category `electronics` where AWS has `books`; has the event: queryStringParameters.price `10` where AWS has `30`",
  ),
  "P-policy-none": differs("lets every call through, whatever the API's policy"),
  "P-policy-deny": differs("lets every call through, whatever the API's policy"),
  "P-policy-deploy": differs("lets every call through, whatever the API's policy"),
  "P-custom-function": near("gives a function that is no proxy the event of a proxy"),
  "P-custom-template": near("gives a function that is no proxy the event of a proxy"),
  "P-custom-selection": differs("gives a function that is no proxy the event of a proxy, and selects no response by an error"),
  "P-custom-own-headers": differs("calls the function all the same"),
  "P-s3-object": differs("runs no AWS integrations of S3: 504 Internal server error"),
  "P-s3-method": differs("runs no AWS integrations of S3: 504 Internal server error"),
  "P-s3-selection": differs("runs no AWS integrations of S3: 504 Internal server error"),
};
