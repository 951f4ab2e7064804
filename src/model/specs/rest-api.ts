import type { PolicyDocument, Tags } from "../json.ts";
import type { KeepIntent } from "../keep.ts";

/** A REST API's working copy. Routes are keyed `METHOD /path`. */
export interface RestApiSpec {
  readonly endpoint?: "EDGE" | "REGIONAL" | "PRIVATE";
  readonly description?: string;
  readonly binaryMediaTypes?: readonly string[];
  readonly policy?: PolicyDocument | null;
  readonly tags?: Tags;
  readonly routes?: Readonly<Record<string, RouteSpec>>;
}

export interface RouteSpec {
  readonly authorization?: "NONE" | "AWS_IAM" | string;
  readonly apiKeyRequired?: boolean;
  readonly integration?: IntegrationSpec;
}

export type IntegrationSpec = LambdaIntegration | HttpIntegration | MockIntegration | OtherIntegration;

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

/** Live only: an integration this kind cannot declare yet; `summary` makes any change of it visible. */
export interface OtherIntegration {
  readonly type: "other";
  readonly summary: string;
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
}
