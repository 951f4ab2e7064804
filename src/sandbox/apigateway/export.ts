/** GetExport: what a stage serves, as OpenAPI 3.0 or Swagger 2.0; never the working copy (aws-facts 2.5). */
import { stringify } from "yaml";
import type { World } from "../world.ts";
import type { ExportRequest } from "./exported-route.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findDeployment, findStage } from "./lookup.ts";
import { openApiDocument } from "./openapi-document.ts";
import { ownEntry } from "./own-entry.ts";
import { badRequest } from "./refusals.ts";
import { swaggerDocument } from "./swagger-document.ts";

const DOCUMENTS: Readonly<Record<string, (request: ExportRequest) => object>> = {
  oas30: openApiDocument,
  swagger: swaggerDocument,
};

export function exportHandlers(world: World): ApiGatewayHandlers {
  return {
    GetExport(input) {
      const { api, stage } = findStage(world, input);
      const { deployment } = findDeployment(world, { restApiId: api.id, deploymentId: stage.deploymentId });
      const documentOf = ownEntry(DOCUMENTS, input.exportType);
      if (!documentOf) throw badRequest(`No API exporter for type '${input.exportType}'`);
      const extensions = new Set((input.parameters?.extensions ?? "").split(","));
      const version = deployment.snapshot.version ?? deployment.createdDate.toISOString().replace(".000Z", "Z");
      const document = documentOf({
        snapshot: deployment.snapshot,
        version,
        host: `${api.id}.execute-api.${world.region}.amazonaws.com`,
        stageName: stage.stageName,
        integrations: extensions.has("integrations") || extensions.has("apigateway"),
        authorizers: extensions.has("authorizers") || extensions.has("apigateway"),
      });
      const yaml = input.accepts === "application/yaml";
      return {
        // Recorded: the type is octet-stream whatever was asked for.
        contentType: "application/octet-stream",
        contentDisposition: `attachment; filename="${input.exportType}_${version}.${yaml ? "yaml" : "json"}"`,
        body: Buffer.from(yaml ? stringify(document) : JSON.stringify(document, undefined, 2)),
      };
    },
  };
}
