/** Custom domain names and their base path mappings: made, shown, changed, and where they lead. On AWS they need a certificate of the account's. */
import type { CreateBasePathMappingRequest, CreateDomainNameRequest } from "@aws-sdk/client-api-gateway";
import { anApi } from "./builders/api.ts";
import { mocked } from "./builders/mocked.ts";
import { replace } from "./builders/patch.ts";
import { aStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, model } from "./case.ts";
import { aText, open } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const MAPPINGS = documented("API Gateway developer guide, Use API mappings to connect API stages to a custom domain name");

const certificateOf = ({ accountId, region }: Scene): string =>
  `arn:aws:acm:${region}:${accountId}:certificate/11111111-1111-4111-8111-111111111111`;

const regional = (scene: Scene) => ({
  regionalCertificateArn: certificateOf(scene),
  endpointConfiguration: { types: ["REGIONAL" as const] },
});

/** A regional one unless said otherwise; gives its name. */
async function aDomain(scene: Scene, input: Partial<CreateDomainNameRequest> = regional(scene)): Promise<string> {
  const domainName = `${scene.newName("shop")}.example.com`;
  await scene.apigateway.createDomainName({ domainName, ...input });
  return domainName;
}

/** A regional domain name and a stage of an API, with the mapping between them. */
async function mapped(scene: Scene, input: Partial<CreateBasePathMappingRequest> = {}) {
  const { stage } = await aStage(scene);
  const domainName = await aDomain(scene);
  const key = { domainName, basePath: "orders" };
  const mapping = { ...key, restApiId: stage.restApiId, stage: stage.stageName, ...input };
  await scene.apigateway.createBasePathMapping(mapping);
  return { stage, domainName, key };
}

/** Stage `dev` of an API whose `GET /existing` answers its own name. */
async function named(scene: Scene, name: string) {
  const { stage, restApiId } = await mocked(scene, JSON.stringify({ name }));
  return { restApiId, stage: stage.stageName };
}

const told = ({ status, json }: HttpAnswer): object => ({ status, json });

const NO_DOMAIN = "Invalid domain name identifier specified";
const NO_MAPPING = "Invalid base path mapping identifier specified";

export const DOMAIN_NAME_CASES: readonly Case[] = casesOf("Custom domain names of APIs", [
  {
    id: "DN-regional",
    name: "CreateDomainName of a regional name answers 201 with its ARN and the name in the Region that DNS is to lead to",
    source: model("API Gateway CreateDomainName"),
    async run(scene) {
      const { apigateway } = scene;
      const domainName = `${scene.newName("shop")}.example.com`;
      const expected = open({
        domainName,
        domainNameArn: aText(/^arn:aws:apigateway:.*\/domainnames\//),
        regionalCertificateArn: certificateOf(scene),
        regionalDomainName: aText(/\.execute-api\./),
        regionalHostedZoneId: aText(),
        endpointConfiguration: open({ types: ["REGIONAL"] }),
        domainNameStatus: aText(),
        securityPolicy: "TLS_1_2",
      });
      await scene.answers(apigateway.createDomainName({ domainName, ...regional(scene) }), 201, expected);
      await scene.answers(apigateway.getDomainName({ domainName }), 200, expected);
    },
  },
  {
    id: "DN-edge",
    name: "CreateDomainName without an endpoint type makes an edge-optimised one, behind CloudFront's one hosted zone",
    source: model("API Gateway CreateDomainName: distributionHostedZoneId"),
    async run(scene) {
      const certificateArn = certificateOf(scene);
      const made = scene.apigateway.createDomainName({ domainName: `${scene.newName("shop")}.example.com`, certificateArn });
      const expected = open({
        certificateArn,
        distributionDomainName: aText(/\.cloudfront\.net$/),
        distributionHostedZoneId: "Z2FDTNDATAQYW2",
        endpointConfiguration: open({ types: ["EDGE"] }),
      });
      await scene.answers(made, 201, expected);
    },
  },
  {
    id: "DN-listed",
    name: "GetDomainNames shows it with its tags",
    source: model("API Gateway GetDomainNames"),
    async run(scene) {
      const domainName = await aDomain(scene, { ...regional(scene), tags: { team: "shop" } });
      const { items = [] } = await scene.apigateway.getDomainNames({ limit: 500 });
      const found = items.find((item) => item.domainName === domainName);
      scene.same("the name in the list", found, open({ domainName, tags: { team: "shop" } }));
    },
  },
  {
    id: "DN-unknown",
    name: "A domain name that is not there: 404 NotFoundException, for its mappings too",
    source: model("API Gateway GetDomainName, DeleteDomainName, CreateBasePathMapping: NotFoundException"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const domainName = `${scene.newName("none")}.example.com`;
      const { apigateway } = scene;
      await scene.refuses(apigateway.getDomainName({ domainName }), 404, "NotFoundException", NO_DOMAIN);
      await scene.refuses(apigateway.deleteDomainName({ domainName }), 404, "NotFoundException", NO_DOMAIN);
      await scene.refuses(apigateway.createBasePathMapping({ domainName, restApiId }), 404, "NotFoundException", NO_DOMAIN);
    },
  },
  {
    id: "DN-deleted",
    name: "DeleteDomainName answers 202, and the name is gone",
    source: model("API Gateway DeleteDomainName"),
    async run(scene) {
      const domainName = await aDomain(scene);
      await scene.answers(scene.apigateway.deleteDomainName({ domainName }), 202, {});
      await scene.refuses(scene.apigateway.getDomainName({ domainName }), 404, "NotFoundException");
    },
  },
  {
    id: "DN-mapping",
    name: "CreateBasePathMapping answers 201 with path, API and stage; GetBasePathMapping and GetBasePathMappings show the same",
    source: model("API Gateway CreateBasePathMapping"),
    async run(scene) {
      const { apigateway } = scene;
      const { stage } = await aStage(scene);
      const domainName = await aDomain(scene);
      const expected = { basePath: "orders", restApiId: stage.restApiId, stage: stage.stageName };
      await scene.answers(apigateway.createBasePathMapping({ domainName, ...expected }), 201, expected);
      await scene.answers(apigateway.getBasePathMapping({ domainName, basePath: "orders" }), 200, expected);
      await scene.answers(apigateway.getBasePathMappings({ domainName }), 200, { items: [expected] });
    },
  },
  {
    id: "DN-mapping-root",
    name: "A mapping without a base path is named (none)",
    source: model("API Gateway CreateBasePathMapping: basePath"),
    async run(scene) {
      const { stage, domainName } = await mapped(scene, { basePath: undefined });
      const expected = { basePath: "(none)", restApiId: stage.restApiId, stage: stage.stageName };
      await scene.answers(scene.apigateway.getBasePathMapping({ domainName, basePath: "(none)" }), 200, expected);
    },
  },
  {
    id: "DN-mapping-taken",
    name: "CreateBasePathMapping refuses a base path that is taken: 409 ConflictException",
    source: documented("aws/aws-extensions-for-dotnet-cli#102: the answer of AWS"),
    async run(scene) {
      const { stage, key } = await mapped(scene);
      const again = scene.apigateway.createBasePathMapping({ ...key, restApiId: stage.restApiId });
      await scene.refuses(again, 409, "ConflictException", "Base path already exists for this domain name");
    },
  },
  {
    id: "DN-mapping-slash",
    name: "CreateBasePathMapping refuses a base path of several parts: 400 BadRequestException",
    source: documented("aws/chalice#1897: the answer of AWS"),
    async run(scene) {
      const { stage, domainName } = await mapped(scene);
      const given = { domainName, basePath: "orders/v1", restApiId: stage.restApiId, stage: stage.stageName };
      const text =
        "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.";
      await scene.refuses(scene.apigateway.createBasePathMapping(given), 400, "BadRequestException", text);
    },
  },
  {
    id: "DN-mapping-update",
    name: "UpdateBasePathMapping gives a mapping another base path; where it was there is none",
    source: documented("AWS CLI command reference, update-base-path-mapping: examples"),
    async run(scene) {
      const { apigateway } = scene;
      const { stage, key, domainName } = await mapped(scene);
      const expected = { basePath: "items", restApiId: stage.restApiId, stage: stage.stageName };
      const patchOperations = [replace("/basePath", "items")];
      await scene.answers(apigateway.updateBasePathMapping({ ...key, patchOperations }), 200, expected);
      await scene.answers(apigateway.getBasePathMapping({ domainName, basePath: "items" }), 200, expected);
      await scene.refuses(apigateway.getBasePathMapping(key), 404, "NotFoundException", NO_MAPPING);
    },
  },
  {
    id: "DN-mapping-deleted",
    name: "DeleteBasePathMapping answers 202, and UpdateBasePathMapping is 404 NotFoundException from then on",
    source: documented("amplify-education/serverless-domain-manager#613: the answer of AWS"),
    async run(scene) {
      const { apigateway } = scene;
      const { key } = await mapped(scene);
      await scene.answers(apigateway.deleteBasePathMapping(key), 202, {});
      const update = apigateway.updateBasePathMapping({ ...key, patchOperations: [replace("/stage", "dev")] });
      await scene.refuses(update, 404, "NotFoundException", NO_MAPPING);
    },
  },
  {
    id: "DN-api-mapped",
    name: "DeleteRestApi refuses while a domain name leads to the API, and says which",
    source: documented("serverless/serverless#3638: the answer of AWS"),
    async run(scene) {
      const { apigateway } = scene;
      const { stage, domainName, key } = await mapped(scene);
      const { restApiId } = stage;
      const text = `Deleting RestApi ${restApiId} failed. Please remove all base path mappings related to the RestApi in your domains: ${domainName}.`;
      await scene.refuses(apigateway.deleteRestApi({ restApiId }), 400, "BadRequestException", text);
      await apigateway.deleteBasePathMapping(key);
      await scene.answers(apigateway.deleteRestApi({ restApiId }), 202, {});
    },
  },
  {
    id: "DN-called",
    name: "A call to a domain name leads to the stage of its base path, which is taken off; (none) takes all others",
    source: MAPPINGS,
    async run(scene) {
      const { apigateway } = scene;
      const [orders, rest] = [await named(scene, "orders"), await named(scene, "rest")];
      const domainName = await aDomain(scene);
      await apigateway.createBasePathMapping({ domainName, basePath: "orders", ...orders });
      await apigateway.createBasePathMapping({ domainName, basePath: "(none)", ...rest });
      const get = async (path: string) => told(await scene.getOfDomain(domainName, path));
      scene.same("with the base path", await get("/orders/existing"), { status: 200, json: { name: "orders" } });
      scene.same("with another", await get("/existing"), { status: 200, json: { name: "rest" } });
    },
  },
  {
    id: "DN-called-stage",
    name: "Where a mapping has no stage the call names one, behind the base path",
    source: model("API Gateway CreateBasePathMapping: stage"),
    async run(scene) {
      const { restApiId } = await named(scene, "orders");
      const domainName = await aDomain(scene);
      await scene.apigateway.createBasePathMapping({ domainName, basePath: "orders", restApiId, stage: "(none)" });
      const answer = await scene.getOfDomain(domainName, "/orders/dev/existing");
      scene.same("the answer", told(answer), { status: 200, json: { name: "orders" } });
    },
  },
  {
    id: "DN-called-only",
    name: "A domain name leads to an API whose own endpoint is disabled",
    source: documented("API Gateway developer guide, Disabling the default endpoint for a REST API"),
    async run(scene) {
      const { apigateway } = scene;
      const { restApiId, stage } = await named(scene, "orders");
      const patchOperations = [replace("/disableExecuteApiEndpoint", "true")];
      await apigateway.updateRestApi({ restApiId, patchOperations });
      await apigateway.createDeployment({ restApiId, stageName: stage });
      const domainName = await aDomain(scene);
      await apigateway.createBasePathMapping({ domainName, basePath: "orders", restApiId, stage });
      scene.same("the status of its own", (await scene.request(restApiId, stage, "GET /existing")).status, 403);
      const answer = await scene.getOfDomain(domainName, "/orders/existing");
      scene.same("the answer", told(answer), { status: 200, json: { name: "orders" } });
    },
  },
]);
