/** REST APIs: made, shown, listed, deleted. What UpdateRestApi does is in update-rest-api.ts. */
import type { CreateRestApiRequest } from "@aws-sdk/client-api-gateway";
import { unmodelled } from "./builders/patch.ts";
import { type Case, casesOf, documented, model, recorded, type Source } from "./case.ts";
import { aDate, anything, aText, open, the } from "./match.ts";

/** What is shown of an API with nothing set; `more` is what is. */
export const shownApi = (name: string, more: object = {}): object => ({
  id: aText(/^[a-z0-9]{10}$/),
  name,
  createdDate: aDate(),
  rootResourceId: aText(/^[a-z0-9]+$/),
  apiKeySource: "HEADER",
  endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
  disableExecuteApiEndpoint: false,
  ...more,
});

const DEFAULTS = recorded("TestApiGatewayApiRestApi::test_create_rest_api_verify_defaults");
const ENDPOINTS = recorded("TestApiGatewayApiRestApi::test_create_rest_api_with_endpoint_configuration");
const OPTIONAL = recorded("TestApiGatewayApiRestApi::test_create_rest_api_with_optional_params");
const TAGS = recorded("TestApiGatewayApiRestApi::test_create_rest_api_with_tags");
const PRIVATE = recorded("TestApiGatewayApiRestApi::test_create_rest_api_private_type");

const WRONG_TYPES =
  "Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: " +
  "Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]";
const WRONG_ADDRESS =
  "Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: " +
  "Member must satisfy enum value set: [ipv4, dualstack]";
const oneError = (text: string): string => `1 validation error detected: ${text}`;

type Input = Omit<CreateRestApiRequest, "name">;

/** CreateRestApi with this is answered with what an API shows, and `more`. */
const creates = (id: string, name: string, source: Source, input: Input, more: object = {}): Omit<Case, "area"> => ({
  id,
  name,
  source,
  async run(scene) {
    const apiName = scene.newName();
    await scene.answers(scene.apigateway.createRestApi({ name: apiName, ...input }), 201, shownApi(apiName, more));
  },
});

const refuses = (
  id: string,
  name: string,
  source: Source,
  input: Input,
  error: string,
  message: unknown,
): Omit<Case, "area"> => ({
  id,
  name,
  source,
  async run(scene) {
    await scene.refuses(scene.apigateway.createRestApi({ name: scene.newName(), ...input }), 400, error, message);
  },
});

const endpoint = (types: readonly string[] | undefined, ipAddressType?: string): Input => ({
  endpointConfiguration: unmodelled({ ...(types && { types }), ...(ipAddressType && { ipAddressType }) }),
});

export const REST_API_CASES: readonly Case[] = casesOf("REST APIs", [
  creates("D01", "CreateRestApi of type EDGE shows the API in full, with its root resource", DEFAULTS, endpoint(["EDGE"])),
  creates("D02", "CreateRestApi without an endpoint configuration makes an EDGE API", DEFAULTS, {}),
  creates("D-regional", "CreateRestApi makes a REGIONAL API of ipv4", DEFAULTS, endpoint(["REGIONAL"]), {
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
  }),
  creates("D-private", "CreateRestApi makes a PRIVATE API dualstack", DEFAULTS, endpoint(["PRIVATE"]), {
    endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" },
  }),
  creates("D-dualstack", "CreateRestApi keeps dualstack for an EDGE API", ENDPOINTS, endpoint(["EDGE"], "dualstack"), {
    endpointConfiguration: { types: ["EDGE"], ipAddressType: "dualstack" },
  }),
  refuses(
    "D-private-ipv4",
    "CreateRestApi refuses ipv4 for a PRIVATE API",
    PRIVATE,
    endpoint(["PRIVATE"], "ipv4"),
    "BadRequestException",
    "Only dualstack ipAddressType is supported for Private APIs.",
  ),
  refuses(
    "D-description-first",
    "CreateRestApi looks at the description before it looks at a PRIVATE API's addresses",
    PRIVATE,
    { ...endpoint(["PRIVATE"], "ipv4"), description: "" },
    "BadRequestException",
    "Description cannot be an empty string",
  ),
  refuses(
    "D03",
    "CreateRestApi refuses an unknown endpoint type: 400 ValidationException",
    ENDPOINTS,
    endpoint(["wrong"]),
    "ValidationException",
    oneError(WRONG_TYPES),
  ),
  refuses(
    "D04",
    "CreateRestApi refuses two endpoint types: 400 BadRequestException",
    ENDPOINTS,
    endpoint(["EDGE", "REGIONAL"]),
    "BadRequestException",
    "Cannot create an api with multiple Endpoint Types.",
  ),
  refuses(
    "D-no-types",
    "CreateRestApi refuses an empty list of endpoint types",
    ENDPOINTS,
    endpoint([]),
    "BadRequestException",
    "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.",
  ),
  refuses(
    "D-address-type",
    "CreateRestApi refuses an unknown address type",
    ENDPOINTS,
    endpoint(["EDGE"], "wrong"),
    "ValidationException",
    oneError(WRONG_ADDRESS),
  ),
  refuses(
    "D-two-violations",
    "CreateRestApi names both violations of the endpoint configuration in one message",
    ENDPOINTS,
    endpoint(["wrong"], "wrong"),
    "ValidationException",
    `2 validation errors detected: ${WRONG_TYPES}; ${WRONG_ADDRESS}`,
  ),
  creates(
    "D05",
    "CreateRestApi keeps binaryMediaTypes",
    recorded("TestApiGatewayApiRestApi::test_create_rest_api_with_binary_media_types"),
    { binaryMediaTypes: ["image/png"] },
    { binaryMediaTypes: ["image/png"] },
  ),
  creates("D-no-media-types", "CreateRestApi shows no empty binaryMediaTypes", OPTIONAL, { binaryMediaTypes: [] }),
  creates("D-version", "CreateRestApi keeps the version", OPTIONAL, { version: "v1" }, { version: "v1" }),
  refuses(
    "D-empty-description",
    "CreateRestApi refuses an empty description",
    OPTIONAL,
    { description: "" },
    "BadRequestException",
    "Description cannot be an empty string",
  ),
  refuses(
    "D-compression",
    "CreateRestApi refuses a compression size that is out of range",
    OPTIONAL,
    { minimumCompressionSize: 10_485_761 },
    "BadRequestException",
    "Invalid minimum compression size, must be between 0 and 10485760",
  ),
  {
    id: "D41",
    name: "CreateRestApi allows a second API of the same name, with an id of its own",
    source: documented("API Gateway API reference, CreateRestApi"),
    async run(scene) {
      const name = scene.newName();
      const first = await scene.apigateway.createRestApi({ name });
      const second = await scene.answers(scene.apigateway.createRestApi({ name }), 201, shownApi(name));
      scene.same("whether the ids differ", first.id !== second.id, true);
    },
  },
  {
    id: "D-tags",
    name: "Tags given at creation are shown by CreateRestApi, GetRestApi and GetRestApis; where there are none, no member",
    source: TAGS,
    async run(scene) {
      const name = scene.newName();
      const tags = { MY_TAG1: "MY_VALUE1" };
      const shown = shownApi(name, { id: the("id"), rootResourceId: the("root"), description: "this is my api", tags });
      const create = scene.apigateway.createRestApi({ name, description: "this is my api", tags });
      const { id: restApiId } = await scene.answers(create, 201, shown);
      await scene.answers(scene.apigateway.getRestApi({ restApiId }), 200, shown);
      const { items = [] } = await scene.apigateway.getRestApis({ limit: 500 });
      const listed = items.find(({ id }) => id === restApiId);
      scene.same("the API in the list", listed, shown);
    },
  },
  {
    id: "D-list",
    name: "GetRestApis shows an API as CreateRestApi did, and no longer once it is deleted: 202",
    source: recorded("TestApiGatewayApiRestApi::test_list_and_delete_apis"),
    async run(scene) {
      const name = scene.newName();
      const { id: restApiId } = await scene.apigateway.createRestApi({ name, description: "this is my api" });
      const listed = async () => (await scene.apigateway.getRestApis({ limit: 500 })).items?.find(({ id }) => id === restApiId);
      scene.same("the API in the list", await listed(), shownApi(name, { id: restApiId, description: "this is my api" }));
      await scene.answers(scene.apigateway.deleteRestApi({ restApiId }), 202, {});
      scene.same("whether it is still listed", (await listed()) !== undefined, false);
    },
  },
  {
    id: "D09",
    name: "GetRestApi of an API that is not there: 404 NotFoundException, with account and id in its text",
    source: recorded("TestApiGatewayApiRestApi::test_get_api_case_insensitive"),
    async run(scene) {
      const text = `Invalid API identifier specified ${scene.accountId}:abcdefghij`;
      await scene.refuses(scene.apigateway.getRestApi({ restApiId: "abcdefghij" }), 404, "NotFoundException", text);
    },
  },
  {
    id: "D-upper-case",
    name: "An API's id in capitals is another id",
    source: recorded("TestApiGatewayApiRestApi::test_get_api_case_insensitive"),
    async run(scene) {
      const { id = "" } = await scene.apigateway.createRestApi({ name: scene.newName() });
      const restApiId = id.toUpperCase();
      const text = `Invalid API identifier specified ${scene.accountId}:${restApiId}`;
      await scene.refuses(scene.apigateway.getRestApi({ restApiId }), 404, "NotFoundException", text);
    },
  },
  {
    id: "D10",
    name: "GetRestApis gives one API a page with limit 1, and a position while there are more",
    source: model("API Gateway GetRestApis"),
    async run(scene) {
      await scene.apigateway.createRestApi({ name: scene.newName() });
      await scene.apigateway.createRestApi({ name: scene.newName() });
      const first = scene.apigateway.getRestApis({ limit: 1 });
      const { items = [], position } = await scene.answers(first, 200, open({ items: [anything()], position: aText() }));
      const second = await scene.apigateway.getRestApis({ limit: 1, position });
      scene.same("how many the second page has", second.items?.length, 1);
      scene.same("whether it is another API", second.items?.[0]?.id !== items[0]?.id, true);
    },
  },
  {
    id: "J01",
    name: "CreateRestApi answers rootResourceId, the id of the resource at /",
    source: model("API Gateway CreateRestApi"),
    async run(scene) {
      const { id: restApiId, rootResourceId } = await scene.apigateway.createRestApi({ name: scene.newName() });
      await scene.answers(scene.apigateway.getResources({ restApiId }), 200, { items: [{ id: rootResourceId, path: "/" }] });
    },
  },
  {
    id: "J10",
    name: "What is not there is NotFoundException, status 404, whatever kind of thing it is",
    source: model("API Gateway NotFoundException"),
    async run(scene) {
      const { apigateway } = scene;
      const { id: restApiId, rootResourceId: resourceId } = await apigateway.createRestApi({ name: scene.newName() });
      const missing = { restApiId, deploymentId: "abcdef", stageName: "nope" };
      await scene.refuses(apigateway.getDeployment(missing), 404, "NotFoundException");
      await scene.refuses(apigateway.getStage(missing), 404, "NotFoundException");
      await scene.refuses(apigateway.getResource({ restApiId, resourceId: "abcdef" }), 404, "NotFoundException");
      await scene.refuses(apigateway.getMethod({ restApiId, resourceId, httpMethod: "GET" }), 404, "NotFoundException");
      await scene.refuses(apigateway.getIntegration({ restApiId, resourceId, httpMethod: "GET" }), 404, "NotFoundException");
      await scene.refuses(apigateway.deleteRestApi({ restApiId: "abcdefghij" }), 404, "NotFoundException");
      await scene.refuses(apigateway.getResources({ restApiId: "abcdefghij" }), 404, "NotFoundException");
    },
  },
]);
