/** APIs with more and with less than most. */
import type { Story } from "./states.ts";

export const MEMBERS: Story = {
  name: "an API with more than routes",
  first: `owner: acme
apis:
  gated:
    authorizers:
      people: { userPools: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a"] }
      former: { userPools: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a"] }
    models: { Order: { schema: { type: object } }, Former: { schema: { type: object } } }
    validators: { all: { body: true }, former: { body: true } }
    gatewayResponses: { UNAUTHORIZED: { statusCode: 403 }, THROTTLED: { statusCode: 503 } }
    documentation: { API: { description: One }, MODEL Order: { description: An order } }
    documentationVersions: { "1": { description: One }, "2": {} }
    routes:
      POST /a: { mock: { status: 204 }, authorizer: people, validator: all, models: { application/json: Order } }
    stages: { prod: {} }
`,
  later: `owner: acme
apis:
  gated:
    authorizers:
      people: { userPools: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_b"] }
      former: none
    models: { Order: { schema: { type: array } }, Former: none }
    validators: { all: { body: true, parameters: true }, former: none }
    gatewayResponses: { UNAUTHORIZED: { statusCode: 404 }, THROTTLED: none }
    documentation: { API: { description: Two }, MODEL Order: none }
    documentationVersions: { "1": { description: Two }, "2": none }
    routes:
      POST /a: { mock: { status: 204 }, authorizer: people, validator: all, models: { application/json: Order } }
    stages: { prod: {} }
`,
};

export const STAGELESS: Story = {
  name: "an API without stages",
  first: "owner: acme\napis: { bare: { routes: { GET /a: { mock: { status: 204 } } } } }\n",
};

const WEB_ACL = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/acme/1234";
const BEHIND = (webAcl: string, status: number) => `owner: acme
apis:
  shop:
    routes: { GET /a: { mock: { status: ${status} } } }
    stages: { prod: { webAcl: ${webAcl}, cache: { size: 0.5, flush: onChange }, logging: { level: error } } }
`;

export const BEHIND_WAF: Story = {
  name: "a stage behind a web ACL, with a cache and logs",
  before: ({ apigateway }) =>
    apigateway.updateAccount({
      patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value: "arn:aws:iam::000000000000:role/logs" }],
    }),
  first: BEHIND(WEB_ACL, 200),
  later: BEHIND('"off"', 204),
  async drift({ apigateway, clock, wafv2 }) {
    await clock.sleep(300_000);
    const id = (await apigateway.getRestApis({})).items?.[0]?.id;
    await wafv2.disassociateWebACL({ ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${id}/stages/prod` });
  },
};
