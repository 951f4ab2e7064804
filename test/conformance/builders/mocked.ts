/** A stage that answers without a function, and what the gateway's own answers look like. */
import type { HttpAnswer, Scene } from "../scene.ts";
import { anApiOf, deploymentOf, type Route } from "./api.ts";
import { replace } from "./patch.ts";

/** A mock that answers 200 with this template, on stage `dev`. */
export async function mocked(scene: Scene, template: string, route: Partial<Route> = {}) {
  const { apigateway } = scene;
  const api = await anApiOf(scene, [{ route: "GET /existing", ...route }]);
  const [path = "/existing", httpMethod = "GET"] = (route.route ?? "GET /existing").split(" ").toReversed();
  const method = { restApiId: api.restApiId, resourceId: api.resources.get(path), httpMethod, statusCode: "200" };
  await apigateway.putMethodResponse(method);
  await apigateway.putIntegrationResponse({ ...method, responseTemplates: { "application/json": template } });
  const deploymentId = await deploymentOf(scene, api.restApiId);
  const stage = { restApiId: api.restApiId, stageName: "dev" };
  await apigateway.createStage({ ...stage, deploymentId });
  const rewrite = (value: string) =>
    apigateway.updateIntegrationResponse({
      ...method,
      patchOperations: [replace("/responseTemplates/application~1json", value)],
    });
  return { ...api, method, deploymentId, stage, rewrite };
}

export const shown = ({ status, body, headers }: HttpAnswer): object => ({
  status,
  body,
  errorType: headers.get("x-amzn-errortype"),
  contentType: headers.get("content-type"),
});

export const refusal = (status: number, body: string, errorType: string): object => ({
  status,
  body,
  errorType,
  contentType: "application/json",
});
