/** Integrations: what stands behind a method. */
import type { PatchOperation, PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { anApi, anApiOf, lambdaProxy } from "./builders/api.ts";
import { functionArn } from "./builders/function.ts";
import { add, remove, replace, unmodelled } from "./builders/patch.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { the } from "./match.ts";
import type { Scene } from "./scene.ts";

const INTEGRATION = "TestApigatewayIntegration";
const RULES = recorded("test_apigateway_integrations::test_put_integration_validation");
const PROXY_URIS = recorded("test_apigateway_lambda::test_put_integration_aws_proxy_uri");
const MISSING = recorded(`${INTEGRATION}::test_get_integration_non_existent`);

const NO_RESOURCE = "Invalid Resource identifier specified";
const NO_METHOD = "Invalid Method identifier specified";
const NO_INTEGRATION = "Invalid Integration identifier specified";
const ONLY_LAMBDA = "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.";

interface Method {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** Method GET of the root of a new API, without an integration. */
async function aMethod(scene: Scene): Promise<Method> {
  const { restApiId, rootId: resourceId } = await anApiOf(scene, [{ route: "GET /", integration: false }]);
  return { restApiId, resourceId, httpMethod: "GET" };
}

/** What an integration shows besides its type and target. The cache namespace is the resource's id. */
const shownIntegration = (type: string, { resourceId }: Method, more: object = {}): object => ({
  type,
  cacheKeyParameters: [],
  cacheNamespace: resourceId,
  passthroughBehavior: "WHEN_NO_MATCH",
  timeoutInMillis: 29_000,
  ...more,
});

const put = ({ apigateway }: Scene, method: Method, input: Partial<PutIntegrationRequest>) =>
  apigateway.putIntegration({ type: "MOCK", ...input, ...method });

async function refuses(scene: Scene, input: Partial<PutIntegrationRequest>, message: string): Promise<void> {
  await scene.refuses(put(scene, await aMethod(scene), input), 400, "BadRequestException", message);
}

export const INTEGRATION_CASES: readonly Case[] = casesOf("API integrations", [
  {
    id: "D21",
    name: "PutIntegration refuses a function's own ARN as the uri: 400 BadRequestException",
    source: PROXY_URIS,
    async run(scene) {
      const uri = functionArn(scene, "MyLambda");
      const text = "AWS ARN for integration must contain path or action";
      await refuses(scene, { type: "AWS_PROXY", integrationHttpMethod: "POST", uri }, text);
    },
  },
  {
    id: "D-proxy-uris",
    name: "PutIntegration refuses for AWS_PROXY what calls neither a function nor Firehose, each uri with its text",
    source: PROXY_URIS,
    async run(scene) {
      const method = await aMethod(scene);
      const arn = `arn:aws:apigateway:${scene.region}`;
      const refused = (uri: string, text: string) =>
        scene.refuses(
          put(scene, method, { type: "AWS_PROXY", integrationHttpMethod: "POST", uri }),
          400,
          "BadRequestException",
          text,
        );
      await refused("arn:aws:lambda", "Invalid ARN specified in the request");
      await refused(`${arn}:s3:path/b/k`, ONLY_LAMBDA);
      await refused(`${arn}:firehose:path/2015-03-31/functions/${functionArn(scene, "MyLambda")}/invocations`, ONLY_LAMBDA);
    },
  },
  {
    id: "D22",
    name: "PutIntegration refuses an unknown type: 400 ValidationException",
    source: recorded(`${INTEGRATION}::test_put_integration_wrong_type`),
    async run(scene) {
      const call = put(scene, await aMethod(scene), { type: unmodelled("HTTPS_PROXY") });
      const text =
        "1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]";
      await scene.refuses(call, 400, "ValidationException", text);
    },
  },
  {
    id: "D23",
    name: "PutIntegration refuses AWS_PROXY without integrationHttpMethod: 400 BadRequestException",
    source: documented("API Gateway API reference, PutIntegration: integrationHttpMethod"),
    async run(scene) {
      const { integrationHttpMethod: _without, ...input } = lambdaProxy(functionArn(scene, "MyLambda"), scene.region);
      await refuses(scene, input, "Enumeration value for HttpMethod must be non-empty");
    },
  },
  {
    id: "D-integration-verb",
    name: "PutIntegration refuses HTTP, HTTP_PROXY and AWS without integrationHttpMethod",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      for (const type of ["HTTP", "HTTP_PROXY", "AWS"] as const) {
        const call = put(scene, method, { type, uri: "http://example.com" });
        await scene.refuses(call, 400, "BadRequestException", "Enumeration value for HttpMethod must be non-empty");
      }
    },
  },
  {
    id: "D-mock",
    name: "PutIntegration of a MOCK needs no verb and does not keep a uri: 201",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      await scene.answers(put(scene, method, { uri: "http://example.com" }), 201, shownIntegration("MOCK", method));
    },
  },
  {
    id: "D-http",
    name: "PutIntegration of HTTP and HTTP_PROXY shows connection type INTERNET",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      for (const type of ["HTTP", "HTTP_PROXY"] as const) {
        const http = { httpMethod: "POST", uri: "http://example.com", connectionType: "INTERNET" };
        const call = put(scene, method, { type, uri: "http://example.com", integrationHttpMethod: "POST" });
        await scene.answers(call, 201, shownIntegration(type, method, http));
      }
    },
  },
  {
    id: "D-http-uri",
    name: "PutIntegration refuses for HTTP and HTTP_PROXY what is no HTTP address",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      for (const type of ["HTTP", "HTTP_PROXY"] as const) {
        const call = put(scene, method, { type, uri: "non-valid-http", integrationHttpMethod: "POST" });
        await scene.refuses(call, 400, "BadRequestException", "Invalid HTTP endpoint specified for URI");
      }
    },
  },
  {
    id: "D-aws-uri",
    name: "PutIntegration refuses for AWS what is no ARN, and an ARN of something else, each with its text",
    source: RULES,
    async run(scene) {
      const verb = { type: "AWS", integrationHttpMethod: "POST" } as const;
      await refuses(scene, { ...verb, uri: "non-valid-arn" }, "Invalid ARN specified in the request");
      const role = "arn:aws:iam::0000000000:role/service-role/asdf";
      await refuses(scene, { ...verb, uri: role }, "AWS ARN for integration must contain path or action");
    },
  },
  {
    id: "D-aws",
    name: "PutIntegration of AWS shows the credentials it was given, of a function none is needed",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      const uri = `arn:aws:apigateway:${scene.region}:s3:path/b/k`;
      const credentials = `arn:aws:iam::${scene.accountId}:role/service-role/testfunction-role`;
      const s3 = put(scene, method, { type: "AWS", integrationHttpMethod: "POST", uri, credentials });
      await scene.answers(s3, 201, shownIntegration("AWS", method, { httpMethod: "POST", uri, credentials }));
      const lambda = { ...lambdaProxy(functionArn(scene, "MyLambda"), scene.region), type: "AWS" } as const;
      await scene.answers(
        put(scene, method, lambda),
        201,
        shownIntegration("AWS", method, { httpMethod: "POST", uri: lambda.uri }),
      );
    },
  },
  {
    id: "D25",
    name: "PutIntegration of AWS_PROXY keeps a stage variable in the uri as it is and shows AWS's defaults: 201",
    source: model("API Gateway PutIntegration"),
    async run(scene) {
      const method = await aMethod(scene);
      // The variable is the gateway's to fill in, not this file's.
      const proxy = lambdaProxy(functionArn(scene, "MyLambda", "$" + "{stageVariables.LAMBDA_ALIAS}"), scene.region);
      const shown = shownIntegration("AWS_PROXY", method, { httpMethod: "POST", uri: proxy.uri });
      await scene.answers(put(scene, method, proxy), 201, shown);
      await scene.answers(scene.apigateway.getIntegration(method), 200, shown);
    },
  },
  {
    id: "D-vpc-link",
    name: "PutIntegration keeps a stage variable as connection id; UpdateIntegration replaces it",
    source: recorded(`${INTEGRATION}::test_create_integration_with_vpc_link`),
    async run(scene) {
      const method = await aMethod(scene);
      const link = (name: string) => ["$", `{stageVariables.${name}}`].join("");
      const uri = `http://my-vpclink-test-nlb-1234567890abcdef.${scene.region}.amazonaws.com`;
      const http = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri, connectionType: "VPC_LINK" } as const;
      const shown = (connectionId: string) =>
        shownIntegration("HTTP_PROXY", method, { httpMethod: "GET", uri, connectionType: "VPC_LINK", connectionId });
      const created = put(scene, method, { ...http, connectionId: link("vpcLinkId") });
      await scene.answers(created, 201, shown(link("vpcLinkId")));
      const patchOperations = [replace("/connectionId", link("vpcLinkIdBeta"))];
      const updated = scene.apigateway.updateIntegration({ ...method, patchOperations });
      await scene.answers(updated, 200, shown(link("vpcLinkIdBeta")));
    },
  },
  {
    id: "D-mapping",
    name: "PutIntegration refuses a mapping expression that is none",
    source: recorded(`${INTEGRATION}::test_put_integration_request_parameter_bool_type`),
    async run(scene) {
      const requestParameters = { "integration.request.path.testPath": "true" };
      const input = { type: "HTTP", integrationHttpMethod: "GET", uri: "http://example.com", requestParameters } as const;
      const text =
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]";
      await refuses(scene, input, text);
    },
  },
  {
    id: "D24",
    name: "PutIntegration on a method, and on a resource, that is not there: 404 NotFoundException",
    source: recorded(`${INTEGRATION}::test_put_integration_response_validation`),
    async run(scene) {
      const { restApiId, rootId: resourceId } = await anApi(scene);
      const noMethod = put(scene, { restApiId, resourceId, httpMethod: "GET" }, {});
      await scene.refuses(noMethod, 404, "NotFoundException", NO_METHOD);
      const noResource = put(scene, { restApiId, resourceId: "abcdef", httpMethod: "GET" }, {});
      await scene.refuses(noResource, 404, "NotFoundException", NO_RESOURCE);
    },
  },
  {
    id: "D31",
    name: "UpdateIntegration `replace /timeoutInMillis` gives a number",
    source: model("API Gateway UpdateIntegration"),
    async run(scene) {
      const method = await aMethod(scene);
      await put(scene, method, {});
      const patchOperations = [replace("/timeoutInMillis", "5000")];
      const call = scene.apigateway.updateIntegration({ ...method, patchOperations });
      await scene.answers(call, 200, shownIntegration("MOCK", method, { timeoutInMillis: 5000 }));
    },
  },
  {
    id: "D-update-integration",
    name: "UpdateIntegration replaces a uri, and adds and removes templates, parameters and cache keys one by one",
    source: documented("API Gateway API reference, patch operations: UpdateIntegration"),
    async run(scene) {
      const method = await aMethod(scene);
      await put(scene, method, lambdaProxy(functionArn(scene, "MyLambda"), scene.region));
      const update = (...patchOperations: PatchOperation[]) => scene.apigateway.updateIntegration({ ...method, patchOperations });
      const { uri = "" } = lambdaProxy(functionArn(scene, "Other"), scene.region);
      const template = "/requestTemplates/application~1json";
      const shown = (more: object) => shownIntegration("AWS_PROXY", method, { httpMethod: "POST", uri, ...more });
      const requestTemplates = { "application/json": "{}" };
      await scene.answers(update(replace("/uri", uri), add(template, "{}")), 200, shown({ requestTemplates }));
      await scene.answers(update(remove(template)), 200, shown({}));
    },
  },
  {
    id: "D-integration-timeout",
    name: "PutIntegration refuses a timeout under 50 ms",
    source: documented("API Gateway quotas: integration timeout"),
    async run(scene) {
      await scene.refuses(put(scene, await aMethod(scene), { timeoutInMillis: 49 }), 400, "BadRequestException");
    },
  },
  {
    id: "D33",
    name: "GetIntegration of a method that has none: 404 NotFoundException",
    source: MISSING,
    async run(scene) {
      const call = scene.apigateway.getIntegration(await aMethod(scene));
      await scene.refuses(call, 404, "NotFoundException", NO_INTEGRATION);
    },
  },
  {
    id: "D-integration-missing",
    name: "GetIntegration tells a missing resource from a missing method, not from a missing API",
    source: MISSING,
    async run(scene) {
      const method = await aMethod(scene);
      const get = (where: Partial<Method>) => scene.apigateway.getIntegration({ ...method, ...where });
      await scene.refuses(get({ restApiId: "abcdefghij" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(get({ resourceId: "abcdef" }), 404, "NotFoundException", NO_RESOURCE);
      await scene.refuses(get({ httpMethod: "POST" }), 404, "NotFoundException", NO_METHOD);
    },
  },
  {
    id: "D-put-again",
    name: "PutIntegration again replaces the integration",
    source: RULES,
    async run(scene) {
      const method = await aMethod(scene);
      await put(scene, method, { cacheNamespace: "mine" });
      const again = put(scene, method, {});
      await scene.answers(again, 201, shownIntegration("MOCK", method, { cacheNamespace: the("namespace") }));
      scene.same("the uri", (await scene.apigateway.getIntegration(method)).cacheNamespace, method.resourceId);
    },
  },
]);
