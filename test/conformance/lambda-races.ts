/** Calls to Lambda at the same time, and calls that come too early. */
import { aFunction, functionInput } from "./builders/function.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { conflicts } from "./lambda-refusals.ts";
import type { Scene } from "./scene.ts";

const PENDING = "The operation cannot be performed at this time. The function is currently in the following state: Pending";
const STATES = documented("Lambda Developer Guide, function states (aws-facts 5.3)");

/** How each call came out: `ok` or its error's name, sorted. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(calls);
  // The SDK throws errors only.
  return settled.map((one) => (one.status === "fulfilled" ? "ok" : (one.reason as Error).name)).toSorted();
}

const ONE_OF_THREE = ["ResourceConflictException", "ResourceConflictException", "ok"];
const newFunction = async (scene: Scene) => (await scene.lambda.createFunction(await functionInput(scene))).FunctionName ?? "";

export const LAMBDA_RACE_CASES: readonly Case[] = casesOf("Lambda at the same time", [
  {
    id: "J32",
    name: "UpdateFunctionConfiguration while the function is Pending: 409 ResourceConflictException",
    source: STATES,
    async run(scene) {
      const FunctionName = await newFunction(scene);
      await conflicts(scene, scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 9 }), PENDING);
    },
  },
  {
    id: "J33",
    name: "Invoke while the function is Pending: 409 ResourceConflictException",
    source: STATES,
    async run(scene) {
      const FunctionName = await newFunction(scene);
      await conflicts(scene, scene.lambda.invoke({ FunctionName }), PENDING);
    },
  },
  {
    id: "J34",
    name: "a new function is seen Pending, then Active, and nothing else",
    source: recorded("TestLambdaFunction::test_function_lifecycle"),
    async run(scene) {
      const FunctionName = await newFunction(scene);
      const seen: (string | undefined)[] = [];
      for (let look = 0; look < 200 && seen.at(-1) !== "Active"; look++) {
        const { State } = await scene.lambda.getFunctionConfiguration({ FunctionName });
        if (State !== seen.at(-1)) seen.push(State);
        if (State !== "Active") await scene.pause(100);
      }
      scene.same("states", seen, ["Pending", "Active"]);
    },
  },
  {
    id: "J35",
    name: "of three UpdateFunctionConfiguration at once one goes through, the others get 409",
    source: recorded("TestLambdaFunction::test_lambda_concurrent_config_updates"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const updates = [4, 5, 6].map((Timeout) => scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout }));
      scene.same("outcomes", await outcomes(updates), ONE_OF_THREE);
    },
  },
  {
    id: "J36",
    name: "three PublishVersion at once make one version",
    source: documented("Lambda API Reference, PublishVersion (aws-facts 5.1)"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const published = await Promise.all([1, 2, 3].map(() => scene.lambda.publishVersion({ FunctionName })));
      scene.same(
        "versions",
        published.map(({ Version }) => Version),
        ["1", "1", "1"],
      );
    },
  },
  {
    id: "J37",
    name: "of three CreateAlias at once one goes through, the others get 409",
    source: recorded("TestLambdaAlias::test_notfound_and_invalid_routingconfigs"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const created = [1, 2, 3].map(() => scene.lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "$LATEST" }));
      scene.same("outcomes", await outcomes(created), ONE_OF_THREE);
    },
  },
]);
