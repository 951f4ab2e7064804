/**
 * What the API Gateway control plane remembers. Values are immutable and replaced whole, so a refused batch changes
 * nothing and a deployment's snapshot can share them; only the maps, and the slots that are not readonly, are written.
 * Shapes are those of the SDK's outputs wherever AWS stores what it answers.
 */
import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { ApiKeyState, ClientCertificateState, DomainNameState, UsagePlanState } from "./around-stages-state.ts";
import type { DocumentationPartState, DocumentationVersionState } from "./documentation-state.ts";

export type StringMap = Readonly<Record<string, string>>;

export type EndpointType = "EDGE" | "REGIONAL" | "PRIVATE";

export type IntegrationType = "HTTP" | "AWS" | "MOCK" | "HTTP_PROXY" | "AWS_PROXY";

export interface ApiGatewayState {
  /** By REST API id, in the order of creation. */
  readonly apis: Map<string, RestApiState>;
  /** Account-wide (per Region) role for execution logging (UpdateAccount). */
  cloudwatchRoleArn: string | undefined;
  /** By id, in the order of creation; values are replaced whole. */
  readonly clientCertificates: Map<string, ClientCertificateState>;
  readonly apiKeys: Map<string, ApiKeyState>;
  readonly usagePlans: Map<string, UsagePlanState>;
  /** By name. */
  readonly domainNames: Map<string, DomainNameState>;
}

export interface RestApiState {
  readonly id: string;
  readonly createdDate: Date;
  readonly rootResourceId: string;
  settings: RestApiSettings;
  /** `disableExecuteApiEndpoint` as it is served: it takes effect when any stage is written (aws-facts 2.2). */
  endpointDisabled: boolean;
  /** The working copy: nothing here is served until a deployment freezes it. */
  readonly resources: Map<string, ResourceState>;
  /** By id. */
  readonly authorizers: Map<string, AuthorizerState>;
  /** By name: what every API has from the start is among them. */
  readonly models: Map<string, ModelState>;
  /** By id. */
  readonly validators: Map<string, ValidatorState>;
  /** By response type; only those that were put. */
  readonly gatewayResponses: Map<string, GatewayResponseState>;
  /** By id. */
  readonly documentationParts: Map<string, DocumentationPartState>;
  readonly documentationVersions: Map<string, DocumentationVersionState>;
  readonly deployments: Map<string, DeploymentState>;
  readonly stages: Map<string, StageState>;
}

export interface AuthorizerState {
  readonly id: string;
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  readonly providerARNs?: readonly string[] | undefined;
  /** Words of the author's, shown and never used. */
  readonly authType?: string | undefined;
  readonly authorizerUri?: string | undefined;
  readonly authorizerCredentials?: string | undefined;
  /** `method.request.header.X`, and for REQUEST several of them with commas. */
  readonly identitySource?: string | undefined;
  readonly identityValidationExpression?: string | undefined;
  /** Undefined: nobody said, and AWS shows none; answers are kept 300 seconds then. */
  readonly authorizerResultTtlInSeconds?: number | undefined;
}

export interface ModelState {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly contentType: string;
  /** JSON text, as given. */
  readonly schema: string;
}

export interface ValidatorState {
  readonly id: string;
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

export interface GatewayResponseState {
  readonly responseType: string;
  /** Undefined: the status of what went wrong stays (recorded: test_lambda_aws_proxy_integration_non_post_method). */
  readonly statusCode?: string | undefined;
  readonly responseParameters: StringMap;
  readonly responseTemplates: StringMap;
}

/** What UpdateRestApi and TagResource can change. */
export interface RestApiSettings {
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly binaryMediaTypes: readonly string[];
  /** Bytes; absent: no compression. */
  readonly minimumCompressionSize?: number | undefined;
  readonly endpointConfiguration: {
    readonly types: readonly [EndpointType];
    readonly ipAddressType: "ipv4" | "dualstack";
    readonly vpcEndpointIds?: readonly string[] | undefined;
  };
  /** The policy document as given, not as GetRestApi escapes it. */
  readonly policy?: string | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  /** Shown once it was given. */
  readonly securityPolicy?: RestApi["securityPolicy"];
  readonly endpointAccessMode?: RestApi["endpointAccessMode"];
  readonly tags: StringMap;
}

/** One node of the path tree. Its full path follows from its parents, so it is not stored. */
export interface ResourceState {
  readonly id: string;
  /** Absent on the root. */
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly methods: Readonly<Record<string, MethodState>>;
}

export interface MethodState {
  /** An HTTP verb or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly authorizerId?: string | undefined;
  readonly authorizationScopes?: readonly string[] | undefined;
  readonly apiKeyRequired: boolean;
  readonly operationName?: string | undefined;
  readonly requestValidatorId?: string | undefined;
  readonly requestModels?: StringMap | undefined;
  readonly requestParameters?: Readonly<Record<string, boolean>> | undefined;
  /** By status code. */
  readonly methodResponses?: Readonly<Record<string, MethodResponseState>> | undefined;
  readonly methodIntegration?: IntegrationState | undefined;
}

export interface MethodResponseState {
  readonly statusCode: string;
  readonly responseModels?: StringMap | undefined;
  readonly responseParameters?: Readonly<Record<string, boolean>> | undefined;
}

export interface IntegrationState {
  readonly type: IntegrationType;
  /** The verb used towards the backend. */
  readonly httpMethod?: string | undefined;
  /** May hold `${stageVariables.NAME}`, resolved on each call. */
  readonly uri?: string | undefined;
  readonly connectionType?: "INTERNET" | "VPC_LINK" | undefined;
  readonly connectionId?: string | undefined;
  readonly credentials?: string | undefined;
  readonly requestParameters?: StringMap | undefined;
  readonly requestTemplates?: StringMap | undefined;
  readonly passthroughBehavior: string;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | undefined;
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean | undefined } | undefined;
  readonly integrationTarget?: string | undefined;
  readonly responseTransferMode?: "BUFFERED" | "STREAM" | undefined;
  /** By status code. */
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponseState>> | undefined;
}

export interface IntegrationResponseState {
  readonly statusCode: string;
  readonly selectionPattern?: string | undefined;
  readonly responseParameters?: StringMap | undefined;
  readonly responseTemplates?: StringMap | undefined;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT" | undefined;
}

export interface DeploymentState {
  readonly id: string;
  readonly createdDate: Date;
  readonly description?: string | undefined;
  readonly snapshot: ApiSnapshot;
}

/** What a deployment froze: never changed again. */
export interface ApiSnapshot {
  readonly apiId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly binaryMediaTypes: readonly string[];
  readonly minimumCompressionSize?: number | undefined;
  /** The resource policy as it was at the deployment: saving it alone changes nothing at run time (aws-facts 2.2). */
  readonly policy?: string | undefined;
  /** By path, then method. */
  readonly routes: readonly RouteSnapshot[];
  readonly models: readonly ModelState[];
  /** By response type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseState>>;
}

export interface RouteSnapshot {
  /** `/`, `/pets/{id}`, `/files/{proxy+}`. */
  readonly path: string;
  /** An HTTP verb or `ANY`. */
  readonly method: string;
  readonly resourceId: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorization: string;
  /** As it was at the deployment. */
  readonly authorizer?: AuthorizerState | undefined;
  readonly authorizationScopes: readonly string[];
  readonly validator?: ValidatorState | undefined;
  readonly apiKeyRequired: boolean;
  readonly operationName?: string | undefined;
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly requestModels: StringMap;
  readonly integration: IntegrationState;
  readonly methodResponses: Readonly<Record<string, MethodResponseState>>;
}

/** A named pointer to one deployment, with settings of its own. */
export interface StageState {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly createdDate: Date;
  readonly lastUpdatedDate: Date;
  readonly description?: string | undefined;
  readonly documentationVersion?: string | undefined;
  readonly clientCertificateId?: string | undefined;
  readonly tracingEnabled: boolean;
  readonly variables: StringMap;
  readonly cache: CacheState;
  /** By the wildcard key, `upload/PUT` or `~1upload/PUT`: whatever path the patch was written with. */
  readonly methodSettings: Readonly<Record<string, MethodSettingState>>;
  readonly accessLogSettings?: AccessLogState | undefined;
  readonly canarySettings?: CanaryState | undefined;
  /** Of WAF, which alone sets it. */
  readonly webAclArn?: string | undefined;
  readonly tags: StringMap;
}

export interface CacheState {
  readonly enabled: boolean;
  /** Gigabytes. */
  readonly size?: CacheSize | undefined;
  /** What the cluster is going through until `until` (milliseconds since the epoch). */
  readonly transition?: { readonly status: CacheTransition; readonly until: number } | undefined;
}

export type CacheSize = "0.5" | "1.6" | "6.1" | "13.5" | "28.4" | "58.2" | "118" | "237";

export type CacheTransition = "CREATE_IN_PROGRESS" | "DELETE_IN_PROGRESS" | "FLUSH_IN_PROGRESS";

export interface AccessLogState {
  readonly destinationArn?: string | undefined;
  readonly format?: string | undefined;
}

export interface CanaryState {
  readonly deploymentId: string;
  readonly percentTraffic: number;
  readonly stageVariableOverrides?: StringMap | undefined;
  readonly useStageCache: boolean;
}

export interface MethodSettingState {
  readonly metricsEnabled: boolean;
  /** Absent until it is set for the first time. */
  readonly loggingLevel?: "OFF" | "ERROR" | "INFO" | undefined;
  readonly dataTraceEnabled: boolean;
  readonly throttlingBurstLimit: number;
  readonly throttlingRateLimit: number;
  readonly cachingEnabled: boolean;
  readonly cacheTtlInSeconds: number;
  readonly cacheDataEncrypted: boolean;
  readonly requireAuthorizationForCacheControl: boolean;
  readonly unauthorizedCacheControlHeaderStrategy: UnauthorizedCacheControlHeaderStrategy;
}

export type UnauthorizedCacheControlHeaderStrategy =
  | "FAIL_WITH_403"
  | "SUCCEED_WITH_RESPONSE_HEADER"
  | "SUCCEED_WITHOUT_RESPONSE_HEADER";

export function createApiGatewayState(): ApiGatewayState {
  return {
    apis: new Map(),
    cloudwatchRoleArn: undefined,
    clientCertificates: new Map(),
    apiKeys: new Map(),
    usagePlans: new Map(),
    domainNames: new Map(),
  };
}
