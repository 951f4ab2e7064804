/** Lambda proxy integrations: what becomes of the answer of a function. */
import { handlerOf } from "./builders/function.ts";
import { call, served } from "./builders/proxy.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aText } from "./match.ts";

const ANSWERS = recorded("test_apigateway_lambda::test_aws_proxy_response_payload_format_validation");
const FORMATS = recorded("test_apigateway_lambda::test_lambda_aws_proxy_response_format");

/** The blank after the colon is AWS's. */
const INTERNAL = '{"message": "Internal server error"}';

/** Answers whatever the request's body says. */
const SAYS = handlerOf("return JSON.parse(event.body);");

interface Said {
  readonly id: string;
  readonly name: string;
  readonly source: typeof ANSWERS;
  /** What the function answers. */
  readonly answer: unknown;
  readonly status: number;
  readonly body: string;
  /** Headers of the answer by name. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

const says = ({ id, name, source, answer, status, body, headers = {} }: Said): Omit<Case, "area"> => ({
  id,
  name,
  source,
  async run(scene) {
    const { stage } = await served(scene, { routes: ["POST /test"], code: SAYS });
    const got = await call(scene, stage, "POST /test", status, { body: JSON.stringify(answer) });
    scene.same("the answer", { status: got.status, body: got.body }, { status, body });
    for (const [header, value] of Object.entries(headers)) scene.same(header, got.headers.get(header), value);
  },
});

const refused = { status: 502, body: INTERNAL, headers: { "x-amzn-errortype": "InternalServerErrorException" } };
const bare = { status: 200, body: "", headers: { "content-type": "application/json" } };

export const PROXY_ANSWER_CASES: readonly Case[] = casesOf("API proxy answers", [
  says({
    id: "P-answer-status",
    name: "An answer of a status alone has an empty body and is JSON",
    source: ANSWERS,
    answer: { statusCode: 200 },
    ...bare,
  }),
  says({
    id: "P-answer-headers",
    name: "An answer's headers reach the caller, a boolean as its text, with request and trace ids",
    source: ANSWERS,
    answer: { statusCode: 200, headers: { "test-header": "value", "header-bool": true } },
    status: 200,
    body: "",
    headers: {
      "test-header": "value",
      "header-bool": "true",
      "content-type": "application/json",
      "x-amzn-requestid": aText(/^[0-9a-f-]{36}$/),
      "x-amz-apigw-id": aText(),
      "x-amzn-trace-id": aText(/Root=1-/),
    },
  }),
  says({
    id: "P-answer-no-headers",
    name: "An answer's headers may be null",
    source: ANSWERS,
    answer: { statusCode: 200, headers: null },
    ...bare,
  }),
  says({
    id: "P-answer-member",
    name: "An answer with a member that is none is 502",
    source: ANSWERS,
    answer: { statusCode: 200, wrongValue: "value" },
    ...refused,
  }),
  says({
    id: "P-answer-empty",
    name: "An empty object is answered 200 with an empty body",
    source: FORMATS,
    answer: {},
    ...bare,
  }),
  says({
    id: "P-answer-only-headers",
    name: "An answer of headers alone is 200",
    source: FORMATS,
    answer: { headers: { "test-header": "value" } },
    status: 200,
    body: "",
    headers: { "test-header": "value" },
  }),
  says({
    id: "P-answer-base64",
    name: "A base64 body goes out as it is where the API has no binary media types",
    source: ANSWERS,
    answer: { statusCode: 200, body: "dGVzdC1kYXRh", isBase64Encoded: true },
    status: 200,
    body: "dGVzdC1kYXRh",
  }),
  says({
    id: "P-answer-values",
    name: "An answer's multiValueHeaders become several values",
    source: ANSWERS,
    answer: { statusCode: 200, multiValueHeaders: { "test-multi": ["value1", "value2"] } },
    status: 200,
    body: "",
    headers: { "test-multi": "value1, value2" },
  }),
  says({
    id: "P-answer-both",
    name: "A header in both lists has the values of both, those of multiValueHeaders first",
    source: ANSWERS,
    answer: { statusCode: 200, multiValueHeaders: { "test-multi": ["value-multi"] }, headers: { "test-multi": "value-solo" } },
    status: 200,
    body: "",
    headers: { "test-multi": "value-multi, value-solo" },
  }),
  says({
    id: "P-answer-both-spelled",
    name: "... whatever their spelling",
    source: ANSWERS,
    answer: { statusCode: 200, multiValueHeaders: { "tesT-Multi": ["value-multi"] }, headers: { "test-multi": "value-solo" } },
    status: 200,
    body: "",
    headers: { "test-multi": "value-multi, value-solo" },
  }),
  says({
    id: "P-answer-values-text",
    name: "multiValueHeaders with a text for a list is 502",
    source: ANSWERS,
    answer: { statusCode: 200, multiValueHeaders: { "test-multi-invalid": "value1" } },
    ...refused,
  }),
  says({
    id: "P-answer-bad-status",
    name: "A status code that is none is 502",
    source: ANSWERS,
    answer: { statusCode: "test" },
    ...refused,
  }),
  says({
    id: "P-answer-status-text",
    name: "A status code in a text is taken for the number",
    source: ANSWERS,
    answer: { statusCode: "201" },
    status: 201,
    body: "",
  }),
  says({ id: "P-answer-text", name: "An answer that is a text is 502", source: ANSWERS, answer: "just a string", ...refused }),
  says({
    id: "P-answer-404",
    name: "A function's own 404 reaches the caller as it is",
    source: documented("API Gateway developer guide, Output format of a Lambda function"),
    answer: { statusCode: 404, body: '{"message":"no such image"}' },
    status: 404,
    body: '{"message":"no such image"}',
  }),
  {
    id: "P-answer-binary",
    name: "A base64 body goes out as bytes where the API lists the type that the caller accepts",
    source: documented("API Gateway developer guide, Return binary media from a Lambda proxy integration"),
    async run(scene) {
      const code = handlerOf(
        "return { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'dGVzdC1kYXRh', isBase64Encoded: true };",
      );
      const { stage } = await served(scene, { routes: ["GET /test"], code, api: { binaryMediaTypes: ["image/png"] } });
      const { status, body, headers } = await call(scene, stage, "GET /test", 200, { headers: { accept: "image/png" } });
      const answer = { status, body, contentType: headers.get("content-type") };
      scene.same("the answer", answer, { status: 200, body: "test-data", contentType: "image/png" });
    },
  },
  {
    id: "P-timeout",
    name: "A function that takes longer than the integration may is answered 504 Endpoint request timed out",
    source: documented("API Gateway developer guide, Gateway response types: INTEGRATION_TIMEOUT"),
    async run(scene) {
      const code = handlerOf("await new Promise((resolve) => setTimeout(resolve, 2000)); return { statusCode: 200 };");
      const { stage, restApiId, resources } = await served(scene, { routes: ["GET /test"], code });
      const method = { restApiId, resourceId: resources.get("/test"), httpMethod: "GET" };
      const patchOperations = [{ op: "replace", path: "/timeoutInMillis", value: "100" } as const];
      await scene.apigateway.updateIntegration({ ...method, patchOperations });
      await scene.apigateway.createDeployment(stage);
      const { status, body, headers } = await call(scene, stage, "GET /test", 504);
      scene.same("the answer", { status, body }, { status: 504, body: '{"message": "Endpoint request timed out"}' });
      scene.same("x-amzn-errortype", headers.get("x-amzn-errortype"), "InternalServerErrorException");
    },
  },
  {
    id: "P-verb-post",
    name: "A function is called by POST: an integration with GET is answered 500 Internal server error",
    source: recorded("test_apigateway_lambda::test_lambda_aws_proxy_integration_non_post_method"),
    async run(scene) {
      const { stage } = await served(scene, { routes: ["GET /test"], integrationHttpMethod: "GET" });
      const { status, body } = await call(scene, stage, "GET /test", 500);
      scene.same("the answer", { status, body }, { status: 500, body: INTERNAL });
    },
  },
  {
    id: "P-answer-cookies",
    name: "Cookies of an answer's multiValueHeaders reach the caller one by one, commas and all",
    source: documented(
      "API Gateway developer guide, Output format of a Lambda function for proxy integration: multiValueHeaders",
    ),
    async run(scene) {
      const { stage } = await served(scene, { routes: ["POST /test"], code: SAYS });
      const cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
      const body = JSON.stringify({ statusCode: 200, multiValueHeaders: { "Set-Cookie": cookies } });
      const { headers } = await call(scene, stage, "POST /test", 200, { body });
      scene.same("the cookies", headers.getSetCookie(), cookies);
    },
  },
]);
