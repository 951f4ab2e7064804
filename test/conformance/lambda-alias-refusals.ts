/** What CreateAlias refuses. */
import { createAlias, weights } from "./builders/alias.ts";
import { aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { type Case, casesOf, recorded, type Source } from "./case.ts";
import { badParameter, conflicts, functionNotFound, violates } from "./lambda-refusals.ts";
import type { Scene } from "./scene.ts";

const ROUTING = recorded("TestLambdaAlias::test_notfound_and_invalid_routingconfigs");
const NAMING = recorded("TestLambdaAlias::test_alias_naming");

const VALUES =
  "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]";
const KEYS =
  "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]";
const violatesWeights = (scene: Scene, call: Promise<unknown>, shown: string, constraint: string) =>
  violates(
    scene,
    call,
    `Value '${shown}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`,
  );

interface Refused {
  readonly id: string;
  readonly name: string;
  readonly source: Source;
  readonly alias: string;
  readonly input: object;
  check(scene: Scene, call: Promise<unknown>, functionName: string): Promise<void>;
}

/** Of a function with versions 1 and 2 and an alias `taken`. */
const REFUSED: readonly Refused[] = [
  {
    id: "G12",
    name: "CreateAlias of a name that is taken: 409 ResourceConflictException with the alias's ARN",
    source: ROUTING,
    alias: "taken",
    input: {},
    check: (scene, call, name) => conflicts(scene, call, `Alias already exists: ${functionArn(scene, name, "taken")}`),
  },
  {
    id: "G13",
    name: "CreateAlias to a missing version: 404",
    source: ROUTING,
    alias: "live",
    input: { FunctionVersion: "10" },
    check: (scene, call, name) => functionNotFound(scene, call, name, "10"),
  },
  {
    id: "G14",
    name: "CreateAlias refuses a name of digits only: 400 ValidationException",
    source: NAMING,
    alias: "2024",
    input: {},
    check: (scene, call) =>
      violates(
        scene,
        call,
        "Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
      ),
  },
  {
    id: "G16",
    name: "CreateAlias refuses a weight of 2.0: 400 ValidationException",
    source: ROUTING,
    alias: "live",
    input: weights({ "2": 2 }),
    check: (scene, call) => violatesWeights(scene, call, "{2=2.0}", VALUES),
  },
  {
    id: "J38",
    name: "CreateAlias refuses a weight of -1: 400 ValidationException",
    source: ROUTING,
    alias: "live",
    input: weights({ "2": -1 }),
    check: (scene, call) => violatesWeights(scene, call, "{2=-1.0}", VALUES),
  },
  {
    id: "G18",
    name: "CreateAlias refuses two additional versions: 400",
    source: ROUTING,
    alias: "live",
    input: weights({ "1": 0.1, "2": 0.1 }),
    check: (scene, call) => badParameter(scene, call, "Number of items in AdditionalVersionWeights cannot be greater than 1"),
  },
  {
    id: "G19",
    name: "CreateAlias refuses a weight on the alias's own version: 400",
    source: ROUTING,
    alias: "live",
    input: weights({ "1": 0.5 }),
    check: (scene, call) =>
      badParameter(scene, call, "Invalid function version 1. Function version 1 is already included in routing configuration."),
  },
  {
    id: "G20",
    name: "CreateAlias refuses a weight on a missing version: 404",
    source: ROUTING,
    alias: "live",
    input: weights({ "10": 0.5 }),
    check: (scene, call, name) => functionNotFound(scene, call, name, "10"),
  },
  {
    id: "G21",
    name: "CreateAlias refuses weights on an alias of $LATEST: 400, without a Type",
    source: ROUTING,
    alias: "live",
    input: { FunctionVersion: "$LATEST", ...weights({ "1": 0.5 }) },
    check: (scene, call) => {
      const text = "$LATEST is not supported for an alias pointing to more than 1 version";
      return scene.refuses(call, 400, "InvalidParameterValueException", text, {});
    },
  },
  {
    id: "G22",
    name: "CreateAlias refuses $LATEST as the additional version: 400 ValidationException",
    source: ROUTING,
    alias: "live",
    input: weights({ $LATEST: 0.5 }),
    check: (scene, call) => violatesWeights(scene, call, "{$LATEST=0.5}", KEYS),
  },
];

export const LAMBDA_ALIAS_REFUSALS: readonly Case[] = casesOf(
  "Lambda aliases",
  REFUSED.map(({ id, name, source, alias, input, check }) => ({
    id,
    name,
    source,
    async run(scene) {
      const functionName = await aFunctionWithVersions(scene, 2);
      await createAlias(scene, functionName, "taken");
      await check(scene, createAlias(scene, functionName, alias, input), functionName);
    },
  })),
);
