/** Method responses, as recorded from AWS (LocalStack TestApigatewayMethodResponse). */
import { describe, expect, test } from "vitest";
import { aMethod, badRequest, bodyOf, conflict, invalid, notFound, refusalOf, statusOf } from "./apigateway-account.ts";

describe("method responses", () => {
  const HEADER = "/responseParameters/method.response.header.my-header";
  const MODEL = "/responseModels/application~1json";
  const BAD_STATUS =
    "Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d";

  test("live below their method: put 201, patched 201, deleted 204", async () => {
    const { gateway, method } = await aMethod();
    const response = { ...method, statusCode: "200" };

    const put = await gateway.putMethodResponse({ ...response, responseParameters: {}, responseModels: {} });
    const patched = await gateway.updateMethodResponse({
      ...response,
      patchOperations: [
        { op: "add", path: HEADER, value: "true" },
        { op: "add", path: MODEL, value: "Empty" },
      ],
    });

    expect(put).toMatchObject({
      statusCode: "200",
      responseModels: {},
      responseParameters: {},
      $metadata: { httpStatusCode: 201 },
    });
    const shown = {
      statusCode: "200",
      responseModels: { "application/json": "Empty" },
      responseParameters: { "method.response.header.my-header": true },
    };
    expect(patched).toMatchObject({ ...shown, $metadata: { httpStatusCode: 201 } });
    expect(await bodyOf(gateway.getMethodResponse(response))).toEqual(shown);
    expect((await gateway.getMethod(method)).methodResponses).toEqual({ "200": shown });
    expect(await statusOf(gateway.deleteMethodResponse(response))).toBe(204);
    expect((await gateway.getMethod(method)).methodResponses).toBeUndefined();
  });

  test("an emptied map is gone from the answer", async () => {
    const { gateway, method } = await aMethod();
    const response = { ...method, statusCode: "200" };
    await gateway.putMethodResponse({
      ...response,
      responseParameters: { "method.response.header.my-header": false },
      responseModels: { "application/json": "Empty" },
    });

    const removed = await bodyOf(
      gateway.updateMethodResponse({
        ...response,
        patchOperations: [
          { op: "remove", path: HEADER },
          { op: "remove", path: MODEL },
        ],
      }),
    );

    expect(removed).toEqual({ statusCode: "200" });
  });

  test("putting one twice is 409 ConflictException", async () => {
    const { gateway, method } = await aMethod();
    await gateway.putMethodResponse({ ...method, statusCode: "200" });

    expect(await refusalOf(gateway.putMethodResponse({ ...method, statusCode: "200" }))).toEqual(
      conflict("Response already exists for this resource"),
    );
  });

  test.each([
    [
      "replacing a parameter that isn't there",
      { op: "replace", path: HEADER, value: "true" },
      notFound("Invalid parameter name specified"),
    ],
    ["removing a parameter that isn't there", { op: "remove", path: HEADER }, notFound("Invalid parameter name specified")],
    [
      "replacing a model that isn't there",
      { op: "replace", path: MODEL, value: "Empty" },
      notFound("Content-Type specified was not found"),
    ],
    ["removing a model that isn't there", { op: "remove", path: MODEL }, notFound("Content-Type specified was not found")],
    [
      "an unknown path",
      { op: "add", path: "/wrong/method.response.header.my-header", value: "true" },
      badRequest("Invalid patch path /wrong/method.response.header.my-header"),
    ],
  ] as const)("%s is refused", async (_, operation, refusal) => {
    const { gateway, method } = await aMethod();
    await gateway.putMethodResponse({ ...method, statusCode: "200" });

    expect(await refusalOf(gateway.updateMethodResponse({ ...method, statusCode: "200", patchOperations: [operation] }))).toEqual(
      refusal,
    );
  });

  test("a bad status code and a bad op are named in one ValidationException", async () => {
    const { gateway, method } = await aMethod();
    // An unknown op is what the SDK's types forbid and its wire doesn't.
    const wrong = "wrong_op" as "add";

    const both = await refusalOf(
      gateway.updateMethodResponse({ ...method, statusCode: "wrong", patchOperations: [{ op: wrong, path: HEADER }] }),
    );
    const one = await refusalOf(gateway.getMethodResponse({ ...method, statusCode: "wrong" }));

    expect(both).toEqual(
      invalid(
        `2 validation errors detected: Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; ${BAD_STATUS}`,
      ),
    );
    expect(one).toEqual(invalid(`1 validation error detected: ${BAD_STATUS}`));
  });

  test("a missing response is 404", async () => {
    const { gateway, method } = await aMethod();

    expect(await refusalOf(gateway.getMethodResponse({ ...method, statusCode: "404" }))).toEqual(
      notFound("Invalid Response status code specified"),
    );
  });
});
