/** API Gateway's own answers, byte for byte: a client sees these when no integration has answered. */
import type { WireResponse } from "../wire/message.ts";

export interface GatewayAnswer {
  readonly statusCode: number;
  readonly errorType: string;
  /** By which an API says it otherwise (PutGatewayResponse); left out: it cannot. */
  readonly responseType?: string;
  /** The blank after the colon is AWS's, on what a failed integration answers. */
  readonly body: string;
}

export const FORBIDDEN: GatewayAnswer = { statusCode: 403, errorType: "ForbiddenException", body: '{"message":"Forbidden"}' };

/** Of a key that is missing, unknown, or in no usage plan of the stage. */
export const INVALID_API_KEY: GatewayAnswer = { ...FORBIDDEN, responseType: "INVALID_API_KEY" };

/** For a path or a verb that is not deployed, and for a route with AWS_IAM that nobody signed for. */
export const MISSING_AUTHENTICATION_TOKEN: GatewayAnswer = {
  statusCode: 403,
  errorType: "MissingAuthenticationTokenException",
  responseType: "MISSING_AUTHENTICATION_TOKEN",
  body: '{"message":"Missing Authentication Token"}',
};

interface NotAllowed {
  readonly arn: string;
  readonly signed: boolean;
  readonly verdict: "denied" | "explicitly-denied";
}

/**
 * By the API's resource policy. AWS shows the last four digits of the account, and writes Message with a capital; it names who
 * signed, whom the sandbox does not know.
 */
export function notAllowed({ account }: { readonly account: string }, { arn, signed, verdict }: NotAllowed): GatewayAnswer {
  const who = signed ? "User" : "User: anonymous";
  const shown = arn.replace(`:${account}:`, `:********${account.slice(-4)}:`);
  const explicit = verdict === "explicitly-denied" ? " with an explicit deny" : "";
  const Message = `${who} is not authorized to perform: execute-api:Invoke on resource: ${shown}${explicit}`;
  return {
    statusCode: 403,
    errorType: "AccessDeniedException",
    responseType: "ACCESS_DENIED",
    body: JSON.stringify({ Message }),
  };
}

/** An authorizer that was not asked, or said so itself. */
export const UNAUTHORIZED: GatewayAnswer = {
  statusCode: 401,
  errorType: "UnauthorizedException",
  responseType: "UNAUTHORIZED",
  body: '{"message":"Unauthorized"}',
};

/** An authorizer that cannot be asked, fails, or answers nonsense. */
export const AUTHORIZER_ERROR: GatewayAnswer = {
  statusCode: 500,
  errorType: "AuthorizerConfigurationException",
  responseType: "AUTHORIZER_CONFIGURATION_ERROR",
  body: '{"message":null}',
};

/** By the policy that an authorizer gave. */
export function notAuthorized(verdict: "denied" | "explicitly-denied"): GatewayAnswer {
  const explicit = verdict === "explicitly-denied" ? " with an explicit deny" : "";
  const Message = `User is not authorized to access this resource${explicit}`;
  return {
    statusCode: 403,
    errorType: "AccessDeniedException",
    responseType: "ACCESS_DENIED",
    body: JSON.stringify({ Message }),
  };
}

export function missingParameters(names: readonly string[]): GatewayAnswer {
  const message = `Missing required request parameters: [${names.join(", ")}]`;
  return {
    statusCode: 400,
    errorType: "BadRequestException",
    responseType: "BAD_REQUEST_PARAMETERS",
    body: JSON.stringify({ message }),
  };
}

export function badRequestBody(): GatewayAnswer {
  return {
    statusCode: 400,
    errorType: "BadRequestException",
    responseType: "BAD_REQUEST_BODY",
    body: '{"message": "Invalid request body"}',
  };
}

export const TOO_MANY_REQUESTS: GatewayAnswer = {
  statusCode: 429,
  errorType: "TooManyRequestsException",
  responseType: "THROTTLED",
  body: '{"message":"Too Many Requests"}',
};

export const LIMIT_EXCEEDED: GatewayAnswer = {
  statusCode: 429,
  errorType: "LimitExceededException",
  responseType: "QUOTA_EXCEEDED",
  body: '{"message":"Limit Exceeded"}',
};

export const REQUEST_TOO_LONG: GatewayAnswer = {
  statusCode: 413,
  errorType: "RequestTooLongException",
  responseType: "REQUEST_TOO_LARGE",
  body: '{"message":"HTTP content length exceeded 10485760 bytes."}',
};

export const UNSUPPORTED_MEDIA_TYPE: GatewayAnswer = {
  statusCode: 415,
  errorType: "BadRequestException",
  responseType: "UNSUPPORTED_MEDIA_TYPE",
  body: '{"message": "Unsupported Media Type"}',
};

/** The integration cannot be called as it is configured. */
export const CONFIGURATION_ERROR: GatewayAnswer = {
  statusCode: 500,
  errorType: "InternalServerErrorException",
  responseType: "API_CONFIGURATION_ERROR",
  body: '{"message": "Internal server error"}',
};

/** The integration was called and answered nonsense. */
export const BAD_INTEGRATION_ANSWER: GatewayAnswer = {
  statusCode: 502,
  errorType: "InternalServerErrorException",
  responseType: "INTEGRATION_FAILURE",
  body: '{"message": "Internal server error"}',
};

export const TIMED_OUT: GatewayAnswer = {
  statusCode: 504,
  errorType: "InternalServerErrorException",
  responseType: "INTEGRATION_TIMEOUT",
  body: '{"message": "Endpoint request timed out"}',
};

export const NETWORK_ERROR: GatewayAnswer = {
  statusCode: 504,
  errorType: "InternalServerErrorException",
  responseType: "INTEGRATION_FAILURE",
  body: '{"message": "Network error communicating with endpoint"}',
};

/** Why the gateway answers for itself; `reason` is what AWS would write into the execution log. */
export class GatewayRefusal extends Error {
  readonly answer: GatewayAnswer;
  readonly reason: string;

  constructor(answer: GatewayAnswer, reason: string) {
    super(reason);
    this.name = "GatewayRefusal";
    this.answer = answer;
    this.reason = reason;
  }
}

/** The sandbox has no execution log: the reason goes along in a header of its own. */
export function refusalResponse({ answer, reason }: GatewayRefusal): WireResponse {
  const headers = {
    "content-type": "application/json",
    "x-amzn-errortype": answer.errorType,
    // Headers hold printable ASCII only.
    "x-sandbox-reason": reason.replace(/[^\x20-\x7e]+/g, " ").slice(0, 1000),
  };
  return { statusCode: answer.statusCode, headers, body: Buffer.from(answer.body) };
}
