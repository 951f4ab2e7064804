/** Every member of an API: how it is declared, each of its fields changed by itself, and what somebody may do to it by hand. */
import type { APIGateway } from "@aws-sdk/client-api-gateway";

export interface Hand {
  readonly api: APIGateway;
  readonly restApiId: string;
}

export interface MemberRow {
  readonly name: string;
  /** Members of the API, two blanks deep. */
  readonly first: string;
  /** Each on top of `first`. */
  readonly changes: readonly (readonly [field: string, from: string, to: string])[];
  readonly drifts: readonly (readonly [what: string, deed: (hand: Hand) => Promise<unknown>])[];
  /** How `first` declares it to be gone, and what then is not there. */
  readonly gone?: readonly [from: string, to: string];
  /** Whether it is served at once: no deployment follows. */
  readonly atOnce?: true;
}

/** Functions of another account: whose they are changes nothing of the API, and they need not be made. */
const OTHERS = "arn:aws:lambda:us-east-1:999988887777:function:";
const ROUTE = "    routes: { GET /: { mock: { status: 200 } } }\n";

async function idOf<T extends { readonly id?: string }>(list: Promise<{ readonly items?: readonly T[] }>): Promise<string> {
  return (await list).items?.[0]?.id ?? "";
}

const replace = (path: string, value: string) => [{ op: "replace" as const, path, value }];

const authorizer =
  (path: string, value: string) =>
  async ({ api, restApiId }: Hand) =>
    api.updateAuthorizer({
      restApiId,
      authorizerId: await idOf(api.getAuthorizers({ restApiId })),
      patchOperations: replace(path, value),
    });

const settings =
  (path: string, value: string) =>
  ({ api, restApiId }: Hand) =>
    api.updateRestApi({ restApiId, patchOperations: replace(path, value) });

async function method({ api, restApiId }: Hand) {
  const { items = [] } = await api.getResources({ restApiId, embed: ["methods"], limit: 500 });
  const found = items.find(({ resourceMethods }) => resourceMethods !== undefined);
  return { restApiId, resourceId: found?.id, httpMethod: Object.keys(found?.resourceMethods ?? {})[0] };
}

const ofMethod =
  (path: string, value: string, op: "replace" | "add" | "remove" = "replace") =>
  async (hand: Hand) =>
    hand.api.updateMethod({ ...(await method(hand)), patchOperations: [{ op, path, value }] });

const ofIntegration =
  (path: string, value: string, op: "replace" | "add" | "remove" = "replace") =>
  async (hand: Hand) =>
    hand.api.updateIntegration({ ...(await method(hand)), patchOperations: [{ op, path, value }] });

export const MEMBER_ROWS: readonly MemberRow[] = [
  {
    name: "a token authorizer",
    first: `    authorizers:
      gate: { lambda: "${OTHERS}gate", identitySource: method.request.header.X-Token, validation: "^a", ttl: 60 }
    routes: { GET /: { mock: { status: 200 }, authorizer: gate } }
`,
    changes: [
      ["lambda", "function:gate", "function:other"],
      ["identitySource", "X-Token", "X-Other"],
      ["validation", '"^a"', '"^b"'],
      ["validation, left out", ', validation: "^a"', ""],
      ["ttl", "ttl: 60", "ttl: 0"],
      ["credentials", "ttl: 60", 'ttl: 60, credentials: "arn:aws:iam::000000000000:role/runner"'],
      ["type", 'validation: "^a", ttl: 60', "type: request, ttl: 60"],
    ],
    drifts: [
      ["ttl", authorizer("/authorizerResultTtlInSeconds", "10")],
      ["identitySource", authorizer("/identitySource", "method.request.header.Y")],
      ["validation", authorizer("/identityValidationExpression", "x")],
      ["credentials", authorizer("/authorizerCredentials", "arn:aws:iam::000000000000:role/other")],
      [
        "the route's authorization",
        async (hand) =>
          hand.api.updateMethod({ ...(await method(hand)), patchOperations: replace("/authorizationType", "NONE") }),
      ],
      [
        "the authorizer, deleted",
        async (hand) => {
          await hand.api.updateMethod({ ...(await method(hand)), patchOperations: replace("/authorizationType", "NONE") });
          const authorizerId = await idOf(hand.api.getAuthorizers({ restApiId: hand.restApiId }));
          await hand.api.deleteAuthorizer({ restApiId: hand.restApiId, authorizerId });
        },
      ],
    ],
    gone: [
      `      gate: { lambda: "${OTHERS}gate", identitySource: method.request.header.X-Token, validation: "^a", ttl: 60 }
    routes: { GET /: { mock: { status: 200 }, authorizer: gate } }`,
      `      gate: none
    routes: { GET /: { mock: { status: 200 } } }`,
    ],
  },
  {
    name: "a Cognito authorizer with scopes",
    first: `    authorizers:
      people: { userPools: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a"] }
    routes: { GET /: { mock: { status: 200 }, authorizer: people, scopes: [orders/read] } }
`,
    changes: [
      ["userPools", "us-east-1_a", "us-east-1_b"],
      ["scopes", "[orders/read]", "[orders/write, orders/read]"],
      ["scopes, left out", ", scopes: [orders/read]", ""],
      ["ttl", '_a"]', '_a"], ttl: 0'],
    ],
    drifts: [["scopes", ofMethod("/authorizationScopes", "orders/all", "add")]],
  },
  {
    name: "a model",
    first: `    models:
      Order: { schema: { type: object, properties: { id: { type: string } } }, description: an order }
      Orders: { schema: { type: array, items: { $ref: "#/models/Order" } } }
    routes: { "POST /": { mock: { status: 200 }, models: { application/json: Orders } } }
`,
    changes: [
      ["schema", "type: string", "type: integer"],
      ["description", "an order", "one order"],
      ["description, left out", ", description: an order", ""],
      ["the route's model", "application/json: Orders", "application/json: Order"],
      ["the route's model, left out", ", models: { application/json: Orders }", ""],
    ],
    drifts: [
      [
        "schema",
        ({ api, restApiId }) =>
          api.updateModel({ restApiId, modelName: "Order", patchOperations: replace("/schema", '{"type":"object"}') }),
      ],
      ["the route's models", ofMethod("/requestModels/application~1json", "", "remove")],
    ],
    gone: [
      `      Orders: { schema: { type: array, items: { $ref: "#/models/Order" } } }
    routes: { "POST /": { mock: { status: 200 }, models: { application/json: Orders } } }`,
      `      Orders: none
    routes: { "POST /": { mock: { status: 200 } } }`,
    ],
  },
  {
    name: "a request validator with parameters",
    first: `    validators:
      all: { body: true, parameters: true }
    routes: { "GET /": { mock: { status: 200 }, validator: all, parameters: { querystring.page: true, header.X-Id: false } } }
`,
    changes: [
      ["body", "body: true", "body: false"],
      ["parameters", "parameters: true }", "parameters: false }"],
      ["the route's validator, left out", "validator: all, ", ""],
      ["a parameter", "querystring.page: true", "querystring.page: false"],
      ["a parameter, left out", ", header.X-Id: false", ""],
    ],
    drifts: [
      [
        "body",
        async ({ api, restApiId }) =>
          api.updateRequestValidator({
            restApiId,
            requestValidatorId: await idOf(api.getRequestValidators({ restApiId })),
            patchOperations: replace("/validateRequestBody", "false"),
          }),
      ],
      ["the route's validator", ofMethod("/requestValidatorId", "")],
      ["a parameter", ofMethod("/requestParameters/method.request.querystring.more", "true", "add")],
    ],
    gone: [
      `      all: { body: true, parameters: true }
    routes: { "GET /": { mock: { status: 200 }, validator: all, parameters: { querystring.page: true, header.X-Id: false } } }`,
      `      all: none
    routes: { "GET /": { mock: { status: 200 } } }`,
    ],
  },
  {
    name: "a gateway response",
    first: `    gatewayResponses:
      UNAUTHORIZED: { statusCode: 403, responseParameters: { gatewayresponse.header.X-A: "'a'" }, responseTemplates: { text/plain: no } }
${ROUTE}`,
    changes: [
      ["statusCode", "statusCode: 403", "statusCode: 404"],
      ["statusCode, left out", "statusCode: 403, ", ""],
      ["responseParameters", `"'a'"`, `"'b'"`],
      ["responseTemplates", "text/plain: no", "text/plain: never"],
      ["responseTemplates, left out", ", responseTemplates: { text/plain: no }", ""],
    ],
    drifts: [
      [
        "statusCode",
        ({ api, restApiId }) =>
          api.updateGatewayResponse({ restApiId, responseType: "UNAUTHORIZED", patchOperations: replace("/statusCode", "418") }),
      ],
      ["all of it", ({ api, restApiId }) => api.deleteGatewayResponse({ restApiId, responseType: "UNAUTHORIZED" })],
    ],
    gone: [
      `UNAUTHORIZED: { statusCode: 403, responseParameters: { gatewayresponse.header.X-A: "'a'" }, responseTemplates: { text/plain: no } }`,
      "UNAUTHORIZED: none",
    ],
  },
  {
    name: "an AWS integration in full",
    first: `    models: { Order: { schema: { type: object } } }
    routes:
      "POST /orders":
        operationName: placeOrder
        timeout: 5000
        integration:
          type: AWS
          uri: arn:aws:apigateway:us-east-1:sqs:path/000000000000/orders
          credentials: arn:aws:iam::000000000000:role/queue
          passthroughBehavior: NEVER
          contentHandling: CONVERT_TO_TEXT
          cacheKeyParameters: [method.request.querystring.page]
          cacheNamespace: orders
          requestParameters: { integration.request.header.Content-Type: "'application/x-www-form-urlencoded'" }
          requestTemplates: { application/json: "Action=SendMessage&MessageBody=$input.body" }
          responses:
            "200": { responseTemplates: { application/json: "{}" }, responseParameters: { method.response.header.X-A: "'a'" } }
            "500": { selectionPattern: "5\\\\d{2}" }
        parameters: { querystring.page: false }
        responses:
          "200": { headers: { X-A: false }, models: { application/json: Order } }
          "500": {}
`,
    changes: [
      ["uri", "000000000000/orders", "000000000000/others"],
      ["credentials", "role/queue", "role/other"],
      ["timeout", "timeout: 5000", "timeout: 6000"],
      ["operationName", "placeOrder", "order"],
      ["passthroughBehavior", "NEVER", "WHEN_NO_TEMPLATES"],
      ["contentHandling", "CONVERT_TO_TEXT", "CONVERT_TO_BINARY"],
      ["cacheKeyParameters", "          cacheKeyParameters: [method.request.querystring.page]\n", ""],
      ["cacheNamespace", "cacheNamespace: orders", "cacheNamespace: more"],
      ["requestParameters", "x-www-form-urlencoded", "json"],
      ["requestTemplates", "MessageBody=$input.body", "MessageBody=x"],
      ["a response's template", '"{}"', '"[]"'],
      ["a response's parameters", `"'a'"`, `"'b'"`],
      ["a selection pattern", "5\\\\d{2}", "50\\\\d"],
      ["a response's model", ", models: { application/json: Order }", ""],
      ["a response of the integration, left out", '            "500": { selectionPattern: "5\\\\d{2}" }\n', ""],
    ],
    drifts: [
      ["uri", ofIntegration("/uri", "arn:aws:apigateway:us-east-1:sqs:path/000000000000/mine")],
      ["a template", ofIntegration("/requestTemplates/application~1json", "x", "replace")],
      ["a parameter", ofIntegration("/requestParameters/integration.request.header.X", "'x'", "add")],
      [
        "a response of the integration",
        async (hand) => hand.api.deleteIntegrationResponse({ ...(await method(hand)), statusCode: "500" }),
      ],
      ["a response of the method", async (hand) => hand.api.deleteMethodResponse({ ...(await method(hand)), statusCode: "500" })],
    ],
  },
  {
    name: "an HTTP integration through a VPC link",
    first: `    routes:
      "GET /orders/{id}":
        integration:
          type: HTTP
          uri: https://\${stageVariables.HOST}/orders/{id}
          vpcLink: abc123
          insecureSkipVerification: true
          requestParameters: { integration.request.path.id: method.request.path.id }
          responses: { "200": {} }
        parameters: { path.id: true }
        responses: { "200": {} }
`,
    changes: [
      ["uri", "orders/{id}\n          vpcLink", "items/{id}\n          vpcLink"],
      ["method", "type: HTTP\n", "type: HTTP\n          method: POST\n"],
      ["vpcLink", "abc123", "def456"],
      ["vpcLink, left out", "          vpcLink: abc123\n", ""],
      ["insecureSkipVerification", "          insecureSkipVerification: true\n", ""],
      ["a response, left out", '          responses: { "200": {} }\n', ""],
    ],
    drifts: [["the link", ofIntegration("/connectionId", "zzz999")]],
  },
  {
    name: "a mock in full",
    first: `    routes:
      "GET /":
        integration:
          type: MOCK
          requestTemplates: { application/json: '{"statusCode": $input.params("status")}' }
          responses: { "200": {}, "404": { selectionPattern: "404" } }
        responses: { "200": {}, "404": {} }
`,
    changes: [
      ["requestTemplates", '$input.params("status")', "404"],
      ["responses", '"404": { selectionPattern: "404" }', '"404": { selectionPattern: "4.." }'],
    ],
    drifts: [["a template", ofIntegration("/requestTemplates/application~1json", "x", "replace")]],
  },
  {
    name: "a function behind a template",
    first: `    routes:
      "POST /":
        integration: { type: AWS, lambda: "${OTHERS}gate", requestTemplates: { application/json: "{}" }, responses: { "200": {} } }
        responses: { "200": {} }
`,
    changes: [["lambda", "function:gate", "function:other"]],
    drifts: [["the function", ofIntegration("/uri", "arn:aws:apigateway:us-east-1:sqs:path/000000000000/mine")]],
  },
  {
    name: "settings that a deployment freezes",
    first: `    minimumCompressionSize: 1024
    apiKeySource: AUTHORIZER
    disableExecuteApiEndpoint: true
${ROUTE}`,
    changes: [
      ["minimumCompressionSize", "1024", "0"],
      ["minimumCompressionSize, off", "1024", "off"],
      ["apiKeySource", "AUTHORIZER", "HEADER"],
      ["disableExecuteApiEndpoint", "disableExecuteApiEndpoint: true", "disableExecuteApiEndpoint: false"],
    ],
    drifts: [
      ["minimumCompressionSize", settings("/minimumCompressionSize", "")],
      ["apiKeySource", settings("/apiKeySource", "HEADER")],
      ["disableExecuteApiEndpoint", settings("/disableExecuteApiEndpoint", "false")],
    ],
  },
  {
    name: "VPC endpoints of a private API",
    first: `    endpoint: PRIVATE
    vpcEndpoints: [vpce-1]
${ROUTE}`,
    changes: [["vpcEndpoints", "[vpce-1]", "[vpce-2, vpce-3]"]],
    drifts: [
      [
        "vpcEndpoints",
        ({ api, restApiId }) =>
          api.updateRestApi({
            restApiId,
            patchOperations: [{ op: "remove", path: "/endpointConfiguration/vpcEndpointIds", value: "vpce-1" }],
          }),
      ],
    ],
    atOnce: true,
  },
];
