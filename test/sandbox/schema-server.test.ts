/** What a server built from a client's schemas does around its handlers. */
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as lambda from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { createRequestHandler } from "../../src/sandbox/request-handler.ts";
import { AwsError, type Handlers, SchemaServer, type ServeHooks } from "../../src/sandbox/wire/schema-server.ts";

const CONFIG = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x" }, maxAttempts: 1 };

function lambdaWith(handlers: Handlers<typeof lambda>, hooks: ServeHooks = {}): lambda.Lambda {
  const server = new SchemaServer(lambda, new lambda.LambdaClient(CONFIG)).on(handlers);
  return new lambda.Lambda({
    ...CONFIG,
    requestHandler: createRequestHandler("lambda", (_, request) => server.handle(request, hooks)),
  });
}

function notFound(): never {
  throw new AwsError("ResourceNotFoundException", "no such alias", undefined, { Type: "User" });
}

describe("a handler", () => {
  it("gets blobs as bytes whatever the client sent, and may answer plain bytes", async () => {
    const received: unknown[] = [];
    const client = lambdaWith({
      Invoke({ Payload }) {
        received.push(Payload);
        return { StatusCode: 200, Payload };
      },
    });

    const { Payload } = await client.invoke({ FunctionName: "fn", Payload: "{}" });

    expect(received[0]).toBeInstanceOf(Uint8Array);
    expect(Payload?.transformToString()).toBe("{}");
  });

  it("that throws an AwsError is answered with the status that the model gives its code, and its members", async () => {
    const client = lambdaWith({ GetAlias: notFound });

    await expect(client.getAlias({ FunctionName: "fn", Name: "x" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "no such alias",
      Type: "User",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("that throws anything else is answered 500 InternalFailure, which names the sandbox", async () => {
    const client = lambdaWith({
      GetAlias() {
        throw new TypeError("a bug");
      },
    });

    const failure = client.getAlias({ FunctionName: "fn", Name: "x" });

    await expect(failure).rejects.toMatchObject({
      name: "InternalFailure",
      message: expect.stringContaining("sandbox: TypeError: a bug"),
    });
  });

  it("may name an error that no model knows", async () => {
    const client = lambdaWith({
      GetAlias() {
        throw new AwsError("AccessDeniedException", "not you", 403);
      },
    });

    await expect(client.getAlias({ FunctionName: "fn", Name: "x" })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "not you",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe("the hooks around a handler", () => {
  const answered = () => ({ Name: "x" });

  it("see the call, then its outcome, and set the request id", async () => {
    const seen: unknown[] = [];
    const hooks: ServeHooks = {
      requestId: "11111111-2222-4333-8444-555555555555",
      received: ({ operation, input }) => void seen.push(["received", operation, input]),
      handled: ({ operation }, { error }) => void seen.push(["handled", operation, error?.code]),
    };
    const client = lambdaWith({ GetAlias: answered, DeleteAlias: notFound }, hooks);

    const { $metadata } = await client.getAlias({ FunctionName: "fn", Name: "x" });
    await client.deleteAlias({ FunctionName: "fn", Name: "x" }).catch(() => undefined);

    expect($metadata.requestId).toBe(hooks.requestId);
    expect(seen).toEqual([
      ["received", "GetAlias", { FunctionName: "fn", Name: "x" }],
      ["handled", "GetAlias", undefined],
      ["received", "DeleteAlias", { FunctionName: "fn", Name: "x" }],
      ["handled", "DeleteAlias", "ResourceNotFoundException"],
    ]);
  });

  it("may answer instead: before the handler it does not run, after it its effect stands", async () => {
    let runs = 0;
    const GetAlias = () => ({ Name: String(++runs) });
    const refuse = () => {
      throw new AwsError("ServiceException", "broken", 500);
    };
    const name = { FunctionName: "fn", Name: "x" };

    const before = await lambdaWith({ GetAlias }, { received: refuse })
      .getAlias(name)
      .catch(({ name: code }) => [code, runs]);
    const after = await lambdaWith({ GetAlias }, { handled: refuse })
      .getAlias(name)
      .catch(({ name: code }) => [code, runs]);

    expect([before, after]).toEqual([
      ["ServiceException", 0],
      ["ServiceException", 1],
    ]);
  });
});

it("a server lists the operations of its client", () => {
  const server = new SchemaServer(apigateway, new apigateway.APIGatewayClient(CONFIG));

  expect(server.operations()).toContain("CreateDeployment");
});
