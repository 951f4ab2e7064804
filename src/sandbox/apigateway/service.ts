/** API Gateway v1's control plane. What is not served answers 501: VPC links. */
import * as apigateway from "@aws-sdk/client-api-gateway";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { accountHandlers } from "./account.ts";
import { apiKeyHandlers } from "./api-keys.ts";
import { authorizerHandlers } from "./authorizers.ts";
import { basePathHandlers } from "./base-path-mappings.ts";
import { clientCertificateHandlers } from "./client-certificates.ts";
import { deploymentHandlers } from "./deployments.ts";
import { documentationHandlers } from "./documentation.ts";
import { domainNameHandlers } from "./domain-names.ts";
import { exportHandlers } from "./export.ts";
import { gatewayResponseHandlers } from "./gateway-responses.ts";
import { importHandlers } from "./import.ts";
import { integrationResponseHandlers } from "./integration-responses.ts";
import { integrationHandlers } from "./integrations.ts";
import { methodResponseHandlers } from "./method-responses.ts";
import { methodHandlers } from "./methods.ts";
import { modelHandlers } from "./models.ts";
import { requestValidatorHandlers } from "./request-validators.ts";
import { resourceHandlers } from "./resources.ts";
import { restApiHandlers } from "./rest-apis.ts";
import { stageHandlers } from "./stages.ts";
import { tagHandlers } from "./tags.ts";
import { testInvokeHandlers } from "./test-invoke.ts";
import { usagePlanHandlers } from "./usage-plans.ts";

export function createApiGatewayService(world: World): SchemaServer<typeof apigateway> {
  const client = new apigateway.APIGatewayClient({
    region: world.region,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "sandbox" },
  });
  return new SchemaServer(apigateway, client)
    .on(accountHandlers(world))
    .on(restApiHandlers(world))
    .on(authorizerHandlers(world))
    .on(modelHandlers(world))
    .on(requestValidatorHandlers(world))
    .on(gatewayResponseHandlers(world))
    .on(documentationHandlers(world))
    .on(resourceHandlers(world))
    .on(methodHandlers(world))
    .on(methodResponseHandlers(world))
    .on(integrationHandlers(world))
    .on(integrationResponseHandlers(world))
    .on(deploymentHandlers(world))
    .on(stageHandlers(world))
    .on(clientCertificateHandlers(world))
    .on(apiKeyHandlers(world))
    .on(usagePlanHandlers(world))
    .on(domainNameHandlers(world))
    .on(basePathHandlers(world))
    .on(tagHandlers(world))
    .on(exportHandlers(world))
    .on(importHandlers(world))
    .on(testInvokeHandlers(world));
}
