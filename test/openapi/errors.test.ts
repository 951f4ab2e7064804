import { describe, expect, it } from "vitest";
import { issuesOf, load, type Texts } from "../desired/scratch.ts";

const HEAD = 'openapi: 3.0.1\ninfo: { title: A, version: "1" }\n';
const operation = (more: string) => `${HEAD}paths:
  /a:
    get:
      responses: {}
${more}`;
const scheme = (text: string) => `components:\n  securitySchemes:\n    ${text}\n`;
const PROXY = `      x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://example.org" }\n`;

/** What is wrong with an API defined by these files, as `file:line:column message`. */
async function faults(files: Texts, more = ""): Promise<readonly string[]> {
  const state = `owner: shop\napis:\n  shop:\n    openapi: api.yaml\n${more}`;
  const result = await load({ "state.yaml": state, ...files }, { path: "state.yaml" });
  return issuesOf(result).map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);
}

describe("a fault of an OpenAPI document", () => {
  it.each([
    {
      reason: "no integration",
      files: { "api.yaml": operation("") },
      found: ["api.yaml:5:5 the operation has no x-amazon-apigateway-integration"],
    },
    {
      reason: "an address that is none",
      files: { "api.yaml": operation(PROXY.replace("https://example.org", "example")) },
      found: ['api.yaml:7:82 "example" is not an address'],
    },
    {
      reason: "a validator that is not there",
      files: { "api.yaml": operation(`      x-amazon-apigateway-request-validator: all\n${PROXY}`) },
      found: ['api.yaml:7:46 the API declares no request validator "all"'],
    },
    {
      reason: "a scheme that is not there",
      files: { "api.yaml": operation(`      security: [{ gate: [] }]\n${PROXY}`) },
      found: ['api.yaml:7:7 no security scheme is called "gate"'],
    },
    {
      reason: "a scheme that means nothing to API Gateway",
      files: {
        "api.yaml": `${operation(`      security: [{ basic: [] }]\n${PROXY}`)}${scheme("basic: { type: http, scheme: basic }")}`,
      },
      found: ['api.yaml:7:7 "basic" means nothing to API Gateway: the operation is open to everybody'],
    },
    {
      reason: "an authorizer of a type that there is not",
      files: {
        "api.yaml": `${operation(PROXY)}${scheme(`gate: { type: apiKey, x-amazon-apigateway-authorizer: { type: jwt } }`)}`,
      },
      found: ['api.yaml:10:67 "jwt" is no type of an authorizer'],
    },
    {
      reason: "a reference to nothing in another file",
      files: { "api.yaml": operation(`      parameters: [{ $ref: "parts.yaml#/page" }]\n${PROXY}`), "parts.yaml": "other: {}\n" },
      found: ['api.yaml:7:28 nothing stands at "parts.yaml#/page"'],
    },
    {
      reason: "a fault in a file that is referred to",
      files: {
        "api.yaml": `${HEAD}paths:\n  /a: { $ref: "parts.yaml#/a" }\n`,
        "parts.yaml": "a:\n  get:\n    responses: {}\n",
      },
      found: ["parts.yaml:2:3 the operation has no x-amazon-apigateway-integration"],
    },
    {
      reason: "a circle",
      files: { "api.yaml": `${HEAD}paths:\n  /a: { $ref: "parts.yaml#/a" }\n`, "parts.yaml": "a: { get: { $ref: '#/a' } }\n" },
      found: [
        "parts.yaml:1:6 the operation has no x-amazon-apigateway-integration",
        'parts.yaml:1:19 "#/a" leads back to itself',
      ],
    },
    {
      reason: "the network",
      files: { "api.yaml": `${HEAD}paths:\n  /a: { $ref: "https://example.org/a.yaml" }\n` },
      found: [
        "api.yaml:3:1 no operation: API Gateway deploys no API without",
        'api.yaml:4:15 "https://example.org/a.yaml" is not fetched: refer to a file of the repository',
      ],
    },
    {
      reason: "a type that there is not",
      files: { "api.yaml": operation(PROXY.replace("http_proxy", "https")) },
      found: ['api.yaml:7:48 "https" is no type of an integration'],
    },
    {
      reason: "a gateway response that there is not",
      files: { "api.yaml": `${operation(PROXY)}x-amazon-apigateway-gateway-responses: { NOT_FOUND: { statusCode: 404 } }\n` },
      found: ['api.yaml:8:42 "NOT_FOUND" is no type of a gateway response'],
    },
    { reason: "no such file", files: {}, found: ["state.yaml:4:14 api.yaml: there is no such file"] },
    {
      reason: "another format",
      files: { "api.yaml": "asyncapi: 2.0.0\n" },
      found: ["api.yaml:1:1 neither OpenAPI 3.0 nor Swagger 2.0"],
    },
    {
      reason: "no YAML",
      files: { "api.yaml": "openapi: [\n" },
      found: ["api.yaml:2:1 flow sequence in block collection must be sufficiently indented and end with a ]"],
    },
  ] as readonly { readonly reason: string; readonly files: Texts; readonly found: readonly string[] }[])(
    "is told with file, line and column: $reason",
    async ({ files, found }) => {
      expect(await faults(files)).toEqual(found);
    },
  );

  it("is what the file says that names it where both say the same thing", async () => {
    const found = await faults({ "api.yaml": operation(PROXY) }, "    routes: { GET /b: { mock: { status: 200 } } }\n");

    expect(found).toEqual(["state.yaml:5:5 `routes` stand in the document that `openapi` names"]);
  });

  it("is none where values are put in and the document lies beside the files of desired state", async () => {
    const text = operation(PROXY.replace("example.org", `\${values.host}`));

    expect(await faults({ "api.yaml": text, "values.yaml": "" }, "values: { host: example.com }\n")).toEqual([]);
  });
});
