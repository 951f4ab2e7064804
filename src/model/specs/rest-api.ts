import type { PolicyDocument, Tags } from "../json.ts";
import type { KeepIntent } from "../keep.ts";
import type { ApiMembers } from "./api-members.ts";

/** A REST API's working copy. Routes are keyed `METHOD /path`. */
export interface RestApiSpec extends ApiMembers {
  readonly endpoint?: "EDGE" | "REGIONAL" | "PRIVATE";
  /** Of a PRIVATE API. Sorted. */
  readonly vpcEndpoints?: readonly string[];
  readonly ipAddressType?: "ipv4" | "dualstack";
  readonly securityPolicy?: string;
  readonly endpointAccessMode?: "BASIC" | "STRICT";
  readonly description?: string;
  /** For people: it is nothing that deployments know of. */
  readonly version?: string;
  readonly binaryMediaTypes?: readonly string[];
  /** Bytes from which answers are compressed; `null`: none are. */
  readonly minimumCompressionSize?: number | null;
  readonly apiKeySource?: "HEADER" | "AUTHORIZER";
  readonly disableExecuteApiEndpoint?: boolean;
  readonly policy?: PolicyDocument | null;
  readonly tags?: Tags;
  readonly routes?: Readonly<Record<string, RouteSpec>>;
}

export interface RouteSpec {
  readonly authorization?: "NONE" | "AWS_IAM" | string;
  /** An authorizer's name; with CUSTOM and COGNITO_USER_POOLS. */
  readonly authorizer?: string;
  /** OAuth scopes of which one is enough. Sorted. */
  readonly scopes?: readonly string[];
  readonly apiKeyRequired?: boolean;
  readonly operationName?: string;
  /** A request validator's name. */
  readonly validator?: string;
  /** Request parameters as `querystring.page`, `header.X-Id` or `path.id`; whether they are required. */
  readonly parameters?: Readonly<Record<string, boolean>>;
  /** Models of the body by media type. */
  readonly models?: Readonly<Record<string, string>>;
  /** Method responses by status. Only beside an integration that is no proxy: for those they mean nothing. */
  readonly responses?: Readonly<Record<string, ResponseSpec>>;
  readonly integration?: IntegrationSpec;
}

export interface ResponseSpec {
  readonly statusCode: string;
  /** Headers that an integration response may set. `true` is a note for SDKs that it always does. */
  readonly headers?: Readonly<Record<string, boolean>>;
  /** By media type. */
  readonly models?: Readonly<Record<string, string>>;
}

/** What has a short form is never in the full one. */
export type IntegrationSpec = LambdaIntegration | HttpIntegration | MockIntegration | FullIntegration;

/** Lambda proxy. `function` and `qualifier` may hold `${stageVariables.X}`; a foreign function is its whole ARN. */
export interface LambdaIntegration {
  readonly type: "lambda";
  readonly function: string;
  readonly qualifier?: string;
  readonly timeoutMs?: number;
}

/** HTTP proxy. */
export interface HttpIntegration {
  readonly type: "http";
  readonly url: string;
  readonly method: string;
  readonly timeoutMs?: number;
}

/** A fixed answer; also what the CORS shorthand expands to. */
export interface MockIntegration {
  readonly type: "mock";
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Any other integration, with API Gateway's words. A Lambda function stands in `function`, not in `uri`. */
export interface FullIntegration {
  readonly type: FullType;
  readonly function?: string;
  readonly qualifier?: string;
  readonly uri?: string;
  /** Towards the endpoint. Left out for a function, which is invoked by POST. */
  readonly method?: string;
  readonly credentials?: string;
  /** Of a VPC link. */
  readonly connectionId?: string;
  readonly timeoutMs?: number;
  readonly passthroughBehavior?: string;
  readonly contentHandling?: string;
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  /** Left out: the route's own. */
  readonly cacheNamespace?: string;
  /** Sorted. */
  readonly cacheKeyParameters?: readonly string[];
  readonly insecureSkipVerification?: boolean;
  /** ARN of a load balancer, behind a VPC link. */
  readonly integrationTarget?: string;
  readonly responseTransferMode?: "BUFFERED" | "STREAM";
  /** Integration responses by status. */
  readonly responses?: Readonly<Record<string, IntegrationResponseSpec>>;
}

export type FullType = "AWS" | "AWS_PROXY" | "HTTP" | "HTTP_PROXY" | "MOCK";

export interface IntegrationResponseSpec {
  readonly statusCode: string;
  /** Left out: whatever no other pattern takes. */
  readonly selectionPattern?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly contentHandling?: string;
}

export interface RestApiIntent {
  /** Left out: every deployment stays. */
  readonly keep?: KeepIntent;
}

export interface RestApiFacts {
  readonly id: string;
  readonly rootResourceId?: string;
  /** AWS's resource ids by path, the root `/` included. Only when the working copy was read. */
  readonly resourceIds?: Readonly<Record<string, string>>;
  /** Every live route, declared or not. Only when the working copy was read. */
  readonly liveRoutes?: Readonly<Record<string, RouteSpec>>;
  /** AWS's ids by name. Only of what was read. */
  readonly authorizerIds?: Readonly<Record<string, string>>;
  readonly validatorIds?: Readonly<Record<string, string>>;
}
