/** UpdateRestApi: paths, operations, refusals. */
import type { CreateRestApiRequest, PatchOperation } from "@aws-sdk/client-api-gateway";
import { add, remove, replace, unknownOp, unmodelled } from "./builders/patch.ts";
import { policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented, model, recorded, type Source } from "./case.ts";
import { aText, open } from "./match.ts";
import { shownApi } from "./rest-apis.ts";

const API = "TestApiGatewayApiRestApi";
const ADD_REMOVE = recorded(`${API}::test_update_rest_api_operation_add_remove`);
const COMPRESSION = recorded(`${API}::test_update_rest_api_compression`);
const BEHAVIOUR = recorded(`${API}::test_update_rest_api_behaviour`);
const ADDRESS = recorded(`${API}::test_update_rest_api_ip_address_type`);

const OUT_OF_RANGE = "Invalid minimum compression size, must be between 0 and 10485760";
const ONLY_REPLACE = "Invalid patch operation specified. Must be one of: [replace]";
const PRIVATE_API = { types: ["PRIVATE"], ipAddressType: "dualstack" };

type Input = Omit<CreateRestApiRequest, "name">;

interface Update {
  readonly id: string;
  readonly name: string;
  readonly source: Source;
  readonly input?: Input;
  readonly patches: readonly PatchOperation[];
}

/** UpdateRestApi shows `tags` even where there are none. */
const updates = ({ id, name, source, input, patches }: Update, shown: object): Omit<Case, "area"> => ({
  id,
  name,
  source,
  async run(scene) {
    const apiName = scene.newName();
    const { id: restApiId } = await scene.apigateway.createRestApi({ name: apiName, ...input });
    const call = scene.apigateway.updateRestApi({ restApiId, patchOperations: [...patches] });
    await scene.answers(call, 200, shownApi(apiName, { tags: {}, ...shown }));
  },
});

const refuses = ({ id, name, source, input, patches }: Update, message: unknown, error = "BadRequestException") => ({
  id,
  name,
  source,
  async run(scene: Parameters<Case["run"]>[0]) {
    const { id: restApiId } = await scene.apigateway.createRestApi({ name: scene.newName(), ...input });
    const call = scene.apigateway.updateRestApi({ restApiId, patchOperations: [...patches] });
    await scene.refuses(call, 400, error, message);
  },
});

const wrongOp = (path: string): PatchOperation => unmodelled({ op: "wrong", path, value: "x" });

export const UPDATE_REST_API_CASES: readonly Case[] = casesOf("UpdateRestApi", [
  updates(
    {
      id: "D06",
      name: "UpdateRestApi `add /binaryMediaTypes/image~1jpeg` appends image/jpeg",
      source: ADD_REMOVE,
      patches: [add("/binaryMediaTypes/image~1png"), add("/binaryMediaTypes/image~1jpeg")],
    },
    { binaryMediaTypes: ["image/png", "image/jpeg"] },
  ),
  updates(
    {
      id: "D-media-type-replace",
      name: "UpdateRestApi `replace /binaryMediaTypes/…` takes the type of the path away and appends the value",
      source: ADD_REMOVE,
      input: { binaryMediaTypes: ["image/png", "image/jpeg"] },
      patches: [replace("/binaryMediaTypes/image~1png", "image/gif")],
    },
    { binaryMediaTypes: ["image/jpeg", "image/gif"] },
  ),
  updates(
    {
      id: "D-media-type-remove",
      name: "UpdateRestApi removes a media type and the description, which are then not shown",
      source: ADD_REMOVE,
      input: { binaryMediaTypes: ["image/jpeg", "image/gif"], description: "this is my api" },
      patches: [remove("/binaryMediaTypes/image~1gif"), remove("/description")],
    },
    { binaryMediaTypes: ["image/jpeg"] },
  ),
  updates(
    {
      id: "D-media-type-key",
      name: "UpdateRestApi takes the media type from the path, not from the value",
      source: BEHAVIOUR,
      patches: [add("/binaryMediaTypes/-", "image/png")],
    },
    { binaryMediaTypes: ["-"] },
  ),
  ...[add("/binaryMediaTypes", "image/png"), replace("/binaryMediaTypes", "image/png"), remove("/binaryMediaTypes")].map(
    (patch) =>
      refuses(
        {
          id: `D-media-types-${patch.op}`,
          name: `UpdateRestApi refuses \`${patch.op} /binaryMediaTypes\`: the list itself is no path`,
          source: BEHAVIOUR,
          patches: [patch],
        },
        "Invalid patch path /binaryMediaTypes",
      ),
  ),
  updates(
    {
      id: "D07",
      name: "UpdateRestApi replaces the description, and shows empty tags",
      source: model("API Gateway UpdateRestApi"),
      input: { description: "old" },
      patches: [replace("/description", "new")],
    },
    { description: "new" },
  ),
  refuses(
    {
      id: "D08",
      name: "UpdateRestApi refuses an unknown path: 400 BadRequestException",
      source: documented("API Gateway API reference, patch operations"),
      patches: [replace("/nonsense", "x")],
    },
    aText(/\/nonsense/),
  ),
  {
    id: "D-policy",
    name: "UpdateRestApi shows a resource policy escaped, with the short form of a resource as the whole ARN and no list of one",
    source: recorded("test_apigateway_integrations::test_create_execute_api_vpc_endpoint"),
    async run(scene) {
      const { id: restApiId } = await scene.apigateway.createRestApi({ name: scene.newName() });
      const statement = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" };
      const policy = policyOf({ ...statement, Resource: ["execute-api:/*"] });
      const call = scene.apigateway.updateRestApi({ restApiId, patchOperations: [replace("/policy", policy)] });
      const { policy: shown = "" } = await scene.answers(call, 200, open({ policy: aText() }));
      const arn = `arn:aws:execute-api:${scene.region}:${scene.accountId}:${restApiId}/*`;
      // As if it were inside of a JSON string.
      const document = JSON.parse(JSON.parse(`"${shown}"`));
      scene.same("the policy", document, { Version: "2012-10-17", Statement: [{ ...statement, Resource: arn }] });
    },
  },
  {
    id: "D-update-missing",
    name: "UpdateRestApi of an API that is not there: 404 NotFoundException, with account and id in its text",
    source: recorded(`${API}::test_update_rest_api_invalid_api_id`),
    async run(scene) {
      const call = scene.apigateway.updateRestApi({ restApiId: "api_id", patchOperations: [replace("/name", "x")] });
      await scene.refuses(call, 404, "NotFoundException", `Invalid API identifier specified ${scene.accountId}:api_id`);
    },
  },
  updates(
    {
      id: "D-compression-on",
      name: "UpdateRestApi sets minimumCompressionSize",
      source: COMPRESSION,
      patches: [replace("/minimumCompressionSize", "10")],
    },
    { minimumCompressionSize: 10 },
  ),
  updates(
    {
      id: "D-compression-off",
      name: "UpdateRestApi without a value ends compression, and the member is gone",
      source: COMPRESSION,
      input: { minimumCompressionSize: 10 },
      patches: [{ op: "replace", path: "/minimumCompressionSize" }],
    },
    {},
  ),
  updates(
    {
      id: "D-compression-zero",
      name: "UpdateRestApi shows a compression size of 0",
      source: COMPRESSION,
      patches: [replace("/minimumCompressionSize", "0")],
    },
    { minimumCompressionSize: 0 },
  ),
  ...["-1", "test"].map((value) =>
    refuses(
      {
        id: `D-compression-${value === "-1" ? "negative" : "text"}`,
        name: `UpdateRestApi refuses a compression size of ${value}`,
        source: COMPRESSION,
        patches: [replace("/minimumCompressionSize", value)],
      },
      OUT_OF_RANGE,
    ),
  ),
  refuses(
    {
      id: "D-compression-add",
      name: "UpdateRestApi refuses `add` of what can only be replaced",
      source: COMPRESSION,
      patches: [add("/minimumCompressionSize", "10")],
    },
    ONLY_REPLACE,
  ),
  updates(
    {
      id: "D-become-private",
      name: "UpdateRestApi makes a REGIONAL API PRIVATE and dualstack at once",
      source: ADDRESS,
      input: { endpointConfiguration: { types: ["REGIONAL"] } },
      patches: [replace("/endpointConfiguration/types/REGIONAL", "PRIVATE")],
    },
    { endpointConfiguration: PRIVATE_API },
  ),
  refuses(
    {
      id: "D-private-to-ipv4",
      name: "UpdateRestApi refuses ipv4 for a PRIVATE API",
      source: ADDRESS,
      input: { endpointConfiguration: { types: ["PRIVATE"] } },
      patches: [replace("/endpointConfiguration/ipAddressType", "ipv4")],
    },
    "Only dualstack ipAddressType is supported for Private APIs.",
  ),
  refuses(
    {
      id: "D-address-value",
      name: "UpdateRestApi refuses an unknown address type",
      source: ADDRESS,
      patches: [replace("/endpointConfiguration/ipAddressType", "wrong")],
    },
    "ipAddressType must be either ipv4 or dualstack.",
  ),
  refuses(
    {
      id: "D-type-value",
      name: "UpdateRestApi refuses an unknown endpoint type",
      source: ADDRESS,
      patches: [replace("/endpointConfiguration/types/EDGE", "wrong")],
    },
    "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE",
  ),
  refuses(
    {
      id: "D-address-add",
      name: "UpdateRestApi refuses `add` of the address type",
      source: ADDRESS,
      patches: [add("/endpointConfiguration/ipAddressType", "dualstack")],
    },
    ONLY_REPLACE,
  ),
  refuses(
    {
      id: "D-violations",
      name: "UpdateRestApi names every unknown op in one ValidationException, before it looks at the paths",
      source: recorded(`${API}::test_update_rest_api_concatenation_of_errors`),
      patches: [wrongOp("/endpointConfiguration/ipAddressType"), wrongOp("/nonsense")],
    },
    `2 validation errors detected: ${unknownOp("updateRestApi", 1)}; ${unknownOp("updateRestApi", 2)}`,
    "ValidationException",
  ),
]);
