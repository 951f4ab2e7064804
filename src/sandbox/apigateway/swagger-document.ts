/** A snapshot as the Swagger 2.0 document that GetExport gives (recorded: test_export_swagger_openapi). */
import {
  type ExportRequest,
  exportedIntegration,
  exportedMediaTypes,
  exportedParameters,
  exportedPaths,
  modelSchemas,
  security,
  securitySchemes,
} from "./exported-route.ts";
import type { RouteSnapshot } from "./state.ts";

export function swaggerDocument(request: ExportRequest): object {
  const { snapshot, version, host, stageName } = request;
  return {
    swagger: "2.0",
    info: { description: snapshot.description, version, title: snapshot.name },
    host,
    basePath: `/${stageName}`,
    schemes: ["https"],
    paths: exportedPaths(snapshot, (route) => operation(route, request)),
    securityDefinitions: securitySchemes(request),
    definitions: modelSchemas(snapshot),
    ...exportedMediaTypes(request),
  };
}

function operation(route: RouteSnapshot, request: ExportRequest): object {
  const parameters = exportedParameters(route).map(({ name, place, required }) => ({
    name,
    in: place,
    required,
    type: "string",
  }));
  const produces = Object.values(route.methodResponses).flatMap((response) => Object.keys(response.responseModels ?? {}));
  return {
    operationId: route.operationName,
    produces: produces.length > 0 ? [...new Set(produces)] : undefined,
    parameters: parameters.length > 0 ? parameters : undefined,
    responses: responses(route),
    security: security(route),
    ...(request.integrations ? { "x-amazon-apigateway-integration": exportedIntegration(route) } : {}),
  };
}

function responses(route: RouteSnapshot): object {
  return Object.fromEntries(
    Object.values(route.methodResponses).map(({ statusCode, responseModels, responseParameters }) => {
      const [model] = Object.values(responseModels ?? {});
      const headers = Object.keys(responseParameters ?? {}).map((name) => [
        name.replace("method.response.header.", ""),
        { type: "string" },
      ]);
      return [
        statusCode,
        {
          description: `${statusCode} response`,
          schema: model === undefined ? undefined : { $ref: `#/definitions/${model}` },
          headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
        },
      ];
    }),
  );
}
