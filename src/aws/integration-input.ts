/** An integration as PutIntegration and PutRestApi take it. Pure. */
import type { PutIntegrationCommandInput } from "@aws-sdk/client-api-gateway";
import { mockRequest, mockResponse } from "../kinds/rest-api/integration-form.ts";
import type { Identity } from "../model/observation.ts";
import type {
  FullIntegration,
  IntegrationResponseSpec,
  IntegrationSpec,
  ResponseSpec,
  RouteSpec,
} from "../model/specs/rest-api.ts";
import { lambdaUri } from "./integration-uri.ts";

export type IntegrationInput = Omit<PutIntegrationCommandInput, "restApiId" | "resourceId" | "httpMethod">;

/** `responses`: of the method and of the integration, by status. */
export interface WrittenIntegration {
  readonly input: IntegrationInput;
  readonly methodResponses: readonly ResponseSpec[];
  readonly responses: readonly IntegrationResponseSpec[];
}

export function writtenIntegration(
  spec: IntegrationSpec,
  declared: RouteSpec["responses"],
  identity: Identity,
): WrittenIntegration {
  const none = { methodResponses: [], responses: [] };
  switch (spec.type) {
    case "lambda": {
      // Lambda is invoked by POST whatever the route's method (aws-facts 4).
      const uri = lambdaUri(spec, identity);
      return { ...none, input: { type: "AWS_PROXY", uri, integrationHttpMethod: "POST", timeoutInMillis: spec.timeoutMs } };
    }
    case "http": {
      const input = {
        type: "HTTP_PROXY",
        uri: spec.url,
        integrationHttpMethod: spec.method,
        timeoutInMillis: spec.timeoutMs,
      } as const;
      return { ...none, input };
    }
    case "mock": {
      const statusCode = String(spec.status);
      const { responseParameters, responseTemplates } = mockResponse(spec);
      const headers = Object.fromEntries(Object.keys(spec.headers ?? {}).map((header) => [header, false]));
      return {
        input: { type: "MOCK", requestTemplates: { ...mockRequest(spec.status) } },
        methodResponses: [{ statusCode, headers }],
        responses: [{ statusCode, responseParameters, ...(responseTemplates && { responseTemplates }) }],
      };
    }
    default:
      return {
        input: fullInput(spec, identity),
        methodResponses: Object.values(declared ?? {}),
        responses: Object.values(spec.responses ?? {}),
      };
  }
}

function fullInput(spec: FullIntegration, identity: Identity): IntegrationInput {
  const {
    function: name,
    qualifier,
    uri,
    method,
    responses: _,
    timeoutMs,
    connectionId,
    insecureSkipVerification,
    ...rest
  } = spec;
  const target =
    name === undefined ? uri : lambdaUri({ function: name, ...(qualifier === undefined ? {} : { qualifier }) }, identity);
  const { requestParameters, requestTemplates, cacheKeyParameters, contentHandling, type, credentials } = rest;
  return {
    type,
    uri: target,
    integrationHttpMethod: name === undefined ? method : "POST",
    credentials,
    passthroughBehavior: rest.passthroughBehavior,
    cacheNamespace: rest.cacheNamespace,
    // One of API Gateway's two words: it comes from the schema, or from AWS.
    contentHandling: contentHandling as IntegrationInput["contentHandling"],
    requestParameters: requestParameters && { ...requestParameters },
    requestTemplates: requestTemplates && { ...requestTemplates },
    cacheKeyParameters: cacheKeyParameters && [...cacheKeyParameters],
    timeoutInMillis: timeoutMs,
    integrationTarget: rest.integrationTarget,
    responseTransferMode: rest.responseTransferMode,
    ...(connectionId !== undefined && { connectionType: "VPC_LINK" as const, connectionId }),
    ...(insecureSkipVerification !== undefined && { tlsConfig: { insecureSkipVerification } }),
  };
}

/** `x-amazon-apigateway-integration`: its names are PutIntegration's but for the method, and answers go by their pattern. */
export function integrationExtension({ input, responses }: WrittenIntegration): object {
  const { integrationHttpMethod, type, passthroughBehavior, ...rest } = input;
  const byPattern = responses.map(({ selectionPattern, ...response }) => [selectionPattern ?? "default", response]);
  return {
    ...rest,
    type: type?.toLowerCase(),
    httpMethod: integrationHttpMethod,
    passthroughBehavior: passthroughBehavior?.toLowerCase(),
    ...(responses.length > 0 && { responses: Object.fromEntries(byPattern) }),
  };
}
