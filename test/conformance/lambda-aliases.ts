/** Lambda aliases: made, weighted, moved, listed, deleted. */
import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { A_REVISION, ACTIVE, shownFunction } from "./builders/shown-function.ts";
import { type Case, casesOf, documented, recorded, type Source } from "./case.ts";
import {
  badParameter,
  conflicts,
  functionNotFound,
  NO_REVISION,
  notFound,
  STALE_FUNCTION,
  stale,
  violates,
} from "./lambda-refusals.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const LIFECYCLE = recorded("TestLambdaAlias::test_alias_lifecycle");
const ROUTING = recorded("TestLambdaAlias::test_notfound_and_invalid_routingconfigs");
const NAMING = recorded("TestLambdaAlias::test_alias_naming");
const REVISIONS = recorded("TestLambdaRevisions::test_function_revisions_version_and_alias");

const weights = (AdditionalVersionWeights: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights } });

/** What every answer shows of an alias. */
const shownAlias = (scene: Scene, name: string, Name: string, more: object = {}) => ({
  AliasArn: functionArn(scene, name, Name),
  Name,
  FunctionVersion: "1",
  Description: "",
  RevisionId: aText(A_REVISION),
  ...more,
});

const create = ({ lambda }: Scene, FunctionName: string, Name: string, more: object = {}) =>
  lambda.createAlias({ FunctionName, Name, FunctionVersion: "1", ...more });

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
      await create(scene, functionName, "taken");
      await check(scene, create(scene, functionName, alias, input), functionName);
    },
  })),
);

export const LAMBDA_ALIAS_CASES: readonly Case[] = casesOf("Lambda aliases", [
  {
    id: "G10",
    name: "CreateAlias to $LATEST answers 201 with an empty description and no RoutingConfig",
    source: ROUTING,
    async run(scene) {
      const name = await aFunction(scene);
      const FunctionVersion = "$LATEST";
      await scene.answers(
        create(scene, name, "dev", { FunctionVersion }),
        201,
        shownAlias(scene, name, "dev", { FunctionVersion }),
      );
    },
  },
  {
    id: "G11",
    name: "CreateAlias to a version answers 201; GetAlias shows the same",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      const given = { FunctionVersion: "2", Description: "custom-alias" };
      const { RevisionId } = await scene.answers(create(scene, name, "prod", given), 201, shownAlias(scene, name, "prod", given));
      const shown = shownAlias(scene, name, "prod", { ...given, RevisionId });
      await scene.answers(scene.lambda.getAlias({ FunctionName: name, Name: "prod" }), 200, shown);
    },
  },
  {
    id: "G15",
    name: "CreateAlias with a weight answers its RoutingConfig",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      const routed = weights({ "2": 0.2 });
      await scene.answers(create(scene, name, "both", routed), 201, shownAlias(scene, name, "both", routed));
    },
  },
  {
    id: "G23",
    name: "UpdateAlias with a stale RevisionId: 412 PreconditionFailedException",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await create(scene, name, "live");
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "live", Description: "x", RevisionId: NO_REVISION });
      await stale(scene, call, STALE_FUNCTION);
    },
  },
  {
    id: "G24",
    name: "UpdateAlias with the right RevisionId changes what is given and gives a new RevisionId",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      const { RevisionId } = await create(scene, name, "live");
      const Description = "something changed";
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "live", Description, RevisionId });
      const updated = await scene.answers(call, 200, shownAlias(scene, name, "live", { Description }));
      scene.same("the revision is another", updated.RevisionId !== RevisionId, true);
    },
  },
  {
    id: "G25",
    name: "UpdateAlias with an empty map clears the weights: no RoutingConfig any more",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await create(scene, name, "both", weights({ "2": 0.2 }));
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "both", ...weights({}) });
      const { RevisionId } = await scene.answers(call, 200, shownAlias(scene, name, "both"));
      const shown = shownAlias(scene, name, "both", { RevisionId });
      await scene.answers(scene.lambda.getAlias({ FunctionName: name, Name: "both" }), 200, shown);
    },
  },
  {
    id: "G26",
    name: "GetAlias of a missing alias: 404, Cannot find alias arn",
    source: ROUTING,
    async run(scene) {
      const name = await aFunction(scene);
      const call = scene.lambda.getAlias({ FunctionName: name, Name: "non-existent" });
      await notFound(scene, call, `Cannot find alias arn: ${functionArn(scene, name, "non-existent")}`);
    },
  },
  {
    id: "G27",
    name: "UpdateAlias of a missing alias: 404, Alias not found",
    source: recorded("TestLambdaAlias::test_non_existent_alias_update"),
    async run(scene) {
      const name = await aFunction(scene);
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "non-existent", Description: "new-description" });
      await notFound(scene, call, `Alias not found: ${functionArn(scene, name, "non-existent")}`);
    },
  },
  {
    id: "G28",
    name: "DeleteAlias answers 204, for a missing alias as well",
    source: recorded("TestLambdaAlias::test_non_existent_alias_deletion"),
    async run(scene) {
      const name = await aFunction(scene);
      await scene.answers(scene.lambda.deleteAlias({ FunctionName: name, Name: "non-existent" }), 204, {});
    },
  },
  {
    id: "G29",
    name: "ListAliases shows every alias of the function",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await create(scene, name, "both", weights({ "2": 0.2 }));
      await create(scene, name, "live");
      const Aliases = [shownAlias(scene, name, "both", weights({ "2": 0.2 })), shownAlias(scene, name, "live")];
      await scene.answers(scene.lambda.listAliases({ FunctionName: name }), 200, { Aliases });
    },
  },
  {
    id: "G30",
    name: "ListAliases by version shows the aliases that point to it and no others",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await create(scene, name, "one");
      await create(scene, name, "two", { FunctionVersion: "2" });
      const call = scene.lambda.listAliases({ FunctionName: name, FunctionVersion: "1" });
      await scene.answers(call, 200, { Aliases: [shownAlias(scene, name, "one")] });
    },
  },
  {
    id: "G32",
    name: "GetFunction by an alias shows its version's configuration under the alias's ARN",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await create(scene, name, "prod", { FunctionVersion: "2" });
      const { Configuration } = await scene.lambda.getFunction({ FunctionName: name, Qualifier: "prod" });
      const own = { Version: "2", FunctionArn: functionArn(scene, name, "prod"), Environment: { Variables: { NN: "2" } } };
      scene.same("Configuration", Configuration, shownFunction(scene, name, { ...own, ...ACTIVE }));
    },
  },
  {
    id: "G33",
    name: "UpdateAlias to a missing version: 404",
    source: documented("Lambda API Reference, UpdateAlias: ResourceNotFoundException"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await create(scene, name, "live");
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "live", FunctionVersion: "10" });
      await functionNotFound(scene, call, name, "10");
    },
  },
  {
    id: "L-alias-date",
    name: "an alias may be called like a date",
    source: NAMING,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.answers(create(scene, name, "2024-01-02"), 201, shownAlias(scene, name, "2024-01-02"));
    },
  },
  {
    id: "L-alias-empty-routing",
    name: "CreateAlias with an empty map of weights has no RoutingConfig",
    source: ROUTING,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.answers(create(scene, name, "live", weights({})), 201, shownAlias(scene, name, "live"));
    },
  },
  {
    id: "L-alias-missing-function",
    name: "CreateAlias for a missing function: 404, with the version in the ARN",
    source: ROUTING,
    async run(scene) {
      const name = scene.newName("none");
      await functionNotFound(scene, create(scene, name, "live"), name, "1");
    },
  },
  {
    id: "L-alias-not-there",
    name: "GetFunction by a missing alias: 404, Function not found",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      const call = scene.lambda.getFunction({ FunctionName: name, Qualifier: "aliasdoesnotexist" });
      await functionNotFound(scene, call, name, "aliasdoesnotexist");
    },
  },
  {
    id: "L-alias-move",
    name: "UpdateAlias moves the alias to another version and keeps what is not given",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await create(scene, name, "live", { Description: "kept" });
      const call = scene.lambda.updateAlias({ FunctionName: name, Name: "live", FunctionVersion: "2" });
      await scene.answers(call, 200, shownAlias(scene, name, "live", { FunctionVersion: "2", Description: "kept" }));
    },
  },
  {
    id: "L-alias-revision-elsewhere",
    name: "making an alias leaves the RevisionIds of $LATEST and of its version alone",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      const read = async () => [
        (await scene.lambda.getFunctionConfiguration({ FunctionName: name })).RevisionId,
        (await scene.lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: "1" })).RevisionId,
      ];
      const before = await read();
      await create(scene, name, "live");
      scene.same("revisions", await read(), before);
    },
  },
  {
    id: "L-alias-delete",
    name: "DeleteAlias takes the alias and leaves the version",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await create(scene, name, "live");
      await scene.answers(scene.lambda.deleteAlias({ FunctionName: name, Name: "live" }), 204, {});
      await scene.answers(scene.lambda.listAliases({ FunctionName: name }), 200, { Aliases: [] });
      const version = scene.lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: "1" });
      await scene.answers(version, 200, open({ Version: "1" }));
    },
  },
  {
    id: "J42",
    name: "ListAliases pages by MaxItems",
    source: documented("Lambda API Reference, ListAliases: MaxItems, Marker"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      for (const alias of ["a", "b", "c"]) await create(scene, name, alias);
      const first = await scene.lambda.listAliases({ FunctionName: name, MaxItems: 2 });
      scene.same(
        "on the first page",
        first.Aliases?.map(({ Name }) => Name),
        ["a", "b"],
      );
      const second = await scene.lambda.listAliases({ FunctionName: name, MaxItems: 2, Marker: first.NextMarker });
      scene.same(
        "on the second page",
        second.Aliases?.map(({ Name }) => Name),
        ["c"],
      );
      scene.same("after it", second.NextMarker ?? "", "");
    },
  },
]);
