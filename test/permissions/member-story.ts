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
const BEHIND = (webAcl: string) => `owner: acme
apis: { shop: { routes: { GET /a: { mock: { status: 204 } } }, stages: { prod: { webAcl: ${webAcl} } } } }
`;

export const BEHIND_WAF: Story = {
  name: "a stage behind a web ACL",
  first: BEHIND(WEB_ACL),
  later: BEHIND('"off"'),
  async drift({ apigateway, wafv2 }) {
    const id = (await apigateway.getRestApis({})).items?.[0]?.id;
    await wafv2.disassociateWebACL({ ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${id}/stages/prod` });
  },
};
