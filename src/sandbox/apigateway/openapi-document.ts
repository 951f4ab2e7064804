/** A snapshot as the OpenAPI 3.0 document that GetExport gives (recorded: test_export_oas30_openapi). */
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

export function openApiDocument(request: ExportRequest): object {
  const { snapshot, version, host, stageName } = request;
  return {
    openapi: "3.0.1",
    info: { title: snapshot.name, description: snapshot.description, version },
    servers: [{ url: `https://${host}/{basePath}`, variables: { basePath: { default: stageName } } }],
    paths: exportedPaths(snapshot, (route) => operation(route, request)),
    components: components(request),
    ...exportedMediaTypes(request),
  };
}

function operation(route: RouteSnapshot, request: ExportRequest): object {
  const parameters = exportedParameters(route).map(({ name, place, required }) => ({
    name,
    in: place,
    ...(required ? { required } : {}),
    schema: { type: "string" },
  }));
  return {
    operationId: route.operationName,
    parameters: parameters.length > 0 ? parameters : undefined,
    responses: responses(route),
    security: security(route),
    ...(request.integrations ? { "x-amazon-apigateway-integration": exportedIntegration(route) } : {}),
  };
}

function responses(route: RouteSnapshot): object {
  return Object.fromEntries(
    Object.values(route.methodResponses).map(({ statusCode, responseModels, responseParameters }) => {
      const headers = Object.keys(responseParameters ?? {}).map((name) => [
        name.replace("method.response.header.", ""),
        { schema: { type: "string" } },
      ]);
      const content = Object.entries(responseModels ?? {}).map(([type, model]) => [
        type,
        { schema: { $ref: `#/components/schemas/${model}` } },
      ]);
      return [
        statusCode,
        {
          description: `${statusCode} response`,
          headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
          content: Object.fromEntries(content),
        },
      ];
    }),
  );
}

function components(request: ExportRequest): object {
  return { schemas: modelSchemas(request.snapshot), securitySchemes: securitySchemes(request) };
}
