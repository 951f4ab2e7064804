/** Calls through a stage, as LocalEmu has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_CALLS: Deviations = {
  P15: differs(
    "has the answer: body `{`message`: `Missing Authentication Token`}` where AWS has `{`message`:`Missing Authentication Token`}`",
  ),
  P16: differs(
    "has the answer: body `{`message`: `Missing Authentication Token`}` where AWS has `{`message`:`Missing Authentication Token`}`",
  ),
  P19: differs(
    "has the answer: body `{`message`: `Missing Authentication Token`}` where AWS has `{`message`:`Missing Authentication Token`}`",
  ),
  P24: differs("has whether some were refused: the answer false where AWS has true"),
  "P-throttle-route": differs("has the throttled route: the answer 200 where AWS has 429"),
  "P-api-key": differs("has the answer: body `{`message`: `Forbidden`}` where AWS has `{`message`:`Forbidden`}`"),
  "P-aws-iam": differs(
    "has the answer: status 200 where AWS has 403; has the answer: body `{}` where AWS has `{`message`:`Missing Authentication Token`}`",
  ),
  "P-no-response": differs("has the answer: errorType `ApiConfigurationException` where AWS has `InternalServerErrorException`"),
  "P-disabled-endpoint": differs(
    "has the answer: status 200 where AWS has 403; has the answer: body `{}` where AWS has `{`message`:`Forbidden`}`",
  ),
  P00: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P01: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P02: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P03: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P04: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P05: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P06: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P07: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P08: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P08b: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P09: differs("cannot get that far: TypeError `Cannot read properties of undefined (reading 'stageVariables')`"),
  P20: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  "P-redeploy": differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P21: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  "P-permission-qualifier": differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P22: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P25: near("functions fail to come to life without Docker: there is no answer to look at"),
  "P-variable-missing": differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P26: differs(
    "cannot get that far: 409 ResourceConflictException `The operation cannot be performed at this time. The function is…",
  ),
  P27: differs(
    "cannot get that far: 409 ResourceConflictException `The operation cannot be performed at this time. The function is…",
  ),
  P10: differs("cannot get that far: TypeError `Cannot read properties of undefined (reading 'isBase64Encoded')`"),
  P11: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P12: near("leaves out the event: the answer"),
  P12b: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  P13: differs("cannot get that far: TypeError `Cannot read properties of undefined (reading 'isBase64Encoded')`"),
  P14: differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  "P-answer-status": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-headers": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-no-headers": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-empty": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-only-headers": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-base64": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has `dGVzdC1kYXRh`",
  ),
  "P-answer-values": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-both": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-both-spelled": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-status-text": differs(
    "has the answer: status 502 where AWS has 201; has the answer: body `{`message`: `Internal server error`}` where AWS has ``",
  ),
  "P-answer-404": differs(
    "has the answer: status 502 where AWS has 404; has the answer: body `{`message`: `Internal server error`}` where AWS has `{`message`:`no such image`}`",
  ),
  "P-answer-binary": differs(
    "has the answer: status 502 where AWS has 200; has the answer: body `{`message`: `Internal server error`}` where AWS has `test-data`",
  ),
  "P-timeout": differs(
    "has the answer: status 502 where AWS has 504; has the answer: body `{`message`: `Internal server error`}` where AWS has `{`message`: `Endpoint request timed out`}`",
  ),
  "P-event": near("leaves out the event: the answer"),
  "P-event-context": differs("cannot get that far: TypeError `Cannot read properties of undefined (reading 'requestContext')`"),
  "P-event-slash": near("leaves out the event: the answer"),
  "P-event-double-slash": near("leaves out the event: the answer"),
  "P-event-encoded": near("leaves out the event: the answer"),
  "P-event-query": near("leaves out the event: the answer"),
  "P-policy-none": differs("lets every call through, whatever the API's policy"),
  "P-policy-deny": differs("lets every call through, whatever the API's policy"),
  "P-policy-deploy": differs("lets every call through, whatever the API's policy"),
  "P-answer-cookies": differs("functions fail to come to life without Docker: there is no answer to look at"),
  "P-custom-function": differs("functions fail to come to life without Docker: the refusal is the answer"),
  "P-custom-template": near("functions fail to come to life without Docker: the refusal is the answer"),
  "P-custom-selection": differs("functions fail to come to life without Docker: the refusal is the answer"),
};
