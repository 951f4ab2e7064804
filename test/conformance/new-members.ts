/** Members that AWS has added to the API not long ago. */
import { anApiOf } from "./builders/api.ts";
import { functionArn } from "./builders/function.ts";
import { replace } from "./builders/patch.ts";
import { type Case, casesOf, documented, model } from "./case.ts";
import { open } from "./match.ts";

const STREAMING = documented("API Gateway developer guide, Set up a Lambda proxy integration with payload response streaming");
const SECURITY = { securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09", endpointAccessMode: "BASIC" } as const;

export const NEW_MEMBER_CASES: readonly Case[] = casesOf("New members of APIs", [
  {
    id: "D-security-policy",
    name: "CreateRestApi takes a security policy and an access mode, and GetRestApi shows them",
    source: model("API Gateway CreateRestApi: securityPolicy, endpointAccessMode"),
    async run(scene) {
      const { apigateway } = scene;
      const endpointConfiguration = { types: ["REGIONAL" as const] };
      const made = apigateway.createRestApi({ name: scene.newName("api"), endpointConfiguration, ...SECURITY });
      const { id: restApiId } = await scene.answers(made, 201, open(SECURITY));
      await scene.answers(apigateway.getRestApi({ restApiId }), 200, open(SECURITY));
    },
  },
  {
    id: "D-security-policy-update",
    name: "UpdateRestApi replaces the security policy and the access mode",
    source: model("API Gateway UpdateRestApi: /securityPolicy, /endpointAccessMode (aws-facts 3.3)"),
    async run(scene) {
      const { apigateway } = scene;
      const endpointConfiguration = { types: ["REGIONAL" as const] };
      const { id: restApiId } = await apigateway.createRestApi({ name: scene.newName("api"), endpointConfiguration });
      const patchOperations = Object.entries(SECURITY).map(([member, value]) => replace(`/${member}`, value));
      await scene.answers(apigateway.updateRestApi({ restApiId, patchOperations }), 200, open(SECURITY));
    },
  },
  {
    id: "D-stream",
    name: "PutIntegration of a function whose answer is streamed takes its own uri, and UpdateIntegration takes it back",
    source: STREAMING,
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "GET /", integration: false }]);
      const method = { restApiId, resourceId, httpMethod: "GET" };
      const path = `2021-11-15/functions/${functionArn(scene, "streams")}/response-streaming-invocations`;
      const uri = `arn:aws:apigateway:${scene.region}:lambda:path/${path}`;
      const made = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri, responseTransferMode: "STREAM" } as const;
      const shown = open({ type: "AWS_PROXY", uri, responseTransferMode: "STREAM" });
      await scene.answers(apigateway.putIntegration({ ...method, ...made }), 201, shown);
      await scene.answers(apigateway.getIntegration(method), 200, shown);
      const patchOperations = [replace("/responseTransferMode", "BUFFERED")];
      const buffered = open({ responseTransferMode: "BUFFERED" });
      await scene.answers(apigateway.updateIntegration({ ...method, patchOperations }), 200, buffered);
    },
  },
  {
    id: "D-skip-verification",
    name: "PutIntegration of HTTP takes insecureSkipVerification, and UpdateIntegration replaces it",
    source: model("API Gateway PutIntegration, UpdateIntegration: tlsConfig"),
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "GET /", integration: false }]);
      const method = { restApiId, resourceId, httpMethod: "GET" };
      const http = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri: "https://example.com/" } as const;
      const skipping = (insecureSkipVerification: boolean) => ({ tlsConfig: { insecureSkipVerification } });
      await scene.answers(apigateway.putIntegration({ ...method, ...http, ...skipping(true) }), 201, open(skipping(true)));
      const patchOperations = [replace("/tlsConfig/insecureSkipVerification", "false")];
      await scene.answers(apigateway.updateIntegration({ ...method, patchOperations }), 200, open(skipping(false)));
    },
  },
]);
