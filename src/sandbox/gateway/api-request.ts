/** One request to an invoke URL, and the route of the deployed snapshot that it is for. */
import type { RouteSnapshot, ServedStage } from "../apigateway/snapshot.ts";
import type { WireRequest } from "../wire/message.ts";

/** `path` still carries the stage: `/dev/upload`. */
export interface ApiRequest extends WireRequest {
  readonly apiId: string;
  readonly sourceIp: string;
  /** It came by a custom domain name, which `disableExecuteApiEndpoint` does not close. */
  readonly byDomain?: true;
  /** Headers in order, with the client's spelling; left out: those of `headers`. */
  readonly rawHeaders?: readonly (readonly [name: string, value: string])[];
}

export interface RoutedRequest {
  readonly request: ApiRequest;
  readonly stage: ServedStage;
  /** Below the stage, as it was sent: `/upload`. */
  readonly path: string;
  readonly route: RouteSnapshot;
  /** By name without braces and `+`, as they were sent: percent encoding stays (recorded: test_lambda_aws_proxy_integration). */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** What the authorizer said of the caller. */
  readonly authorizer?: Readonly<Record<string, unknown>> | undefined;
  /** The API key that it names. */
  readonly usageIdentifierKey?: string | undefined;
  readonly requestId: string;
  /** As `X-Amzn-Trace-Id` has it. */
  readonly traceId: string;
}

export function headersOf(request: ApiRequest): readonly (readonly [name: string, value: string])[] {
  return request.rawHeaders ?? Object.entries(request.headers);
}
