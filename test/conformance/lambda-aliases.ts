/** Lambda aliases: made, weighted, moved, listed, deleted. */
import { createAlias, weights } from "./builders/alias.ts";
import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { A_REVISION, ACTIVE, shownFunction } from "./builders/shown-function.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { functionNotFound, NO_REVISION, notFound, STALE_FUNCTION, stale } from "./lambda-refusals.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const LIFECYCLE = recorded("TestLambdaAlias::test_alias_lifecycle");
const ROUTING = recorded("TestLambdaAlias::test_notfound_and_invalid_routingconfigs");
const NAMING = recorded("TestLambdaAlias::test_alias_naming");
const REVISIONS = recorded("TestLambdaRevisions::test_function_revisions_version_and_alias");

/** What every answer shows of an alias. */
const shownAlias = (scene: Scene, name: string, Name: string, more: object = {}) => ({
  AliasArn: functionArn(scene, name, Name),
  Name,
  FunctionVersion: "1",
  Description: "",
  RevisionId: aText(A_REVISION),
  ...more,
});

export const LAMBDA_ALIAS_CASES: readonly Case[] = casesOf("Lambda aliases", [
  {
    id: "G10",
    name: "CreateAlias to $LATEST answers 201 with an empty description and no RoutingConfig",
    source: ROUTING,
    async run(scene) {
      const name = await aFunction(scene);
      const FunctionVersion = "$LATEST";
      await scene.answers(
        createAlias(scene, name, "dev", { FunctionVersion }),
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
      const { RevisionId } = await scene.answers(
        createAlias(scene, name, "prod", given),
        201,
        shownAlias(scene, name, "prod", given),
      );
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
      await scene.answers(createAlias(scene, name, "both", routed), 201, shownAlias(scene, name, "both", routed));
    },
  },
  {
    id: "G23",
    name: "UpdateAlias with a stale RevisionId: 412 PreconditionFailedException",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await createAlias(scene, name, "live");
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
      const { RevisionId } = await createAlias(scene, name, "live");
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
      await createAlias(scene, name, "both", weights({ "2": 0.2 }));
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
      await createAlias(scene, name, "both", weights({ "2": 0.2 }));
      await createAlias(scene, name, "live");
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
      await createAlias(scene, name, "one");
      await createAlias(scene, name, "two", { FunctionVersion: "2" });
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
      await createAlias(scene, name, "prod", { FunctionVersion: "2" });
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
      await createAlias(scene, name, "live");
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
      await scene.answers(createAlias(scene, name, "2024-01-02"), 201, shownAlias(scene, name, "2024-01-02"));
    },
  },
  {
    id: "L-alias-empty-routing",
    name: "CreateAlias with an empty map of weights has no RoutingConfig",
    source: ROUTING,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.answers(createAlias(scene, name, "live", weights({})), 201, shownAlias(scene, name, "live"));
    },
  },
  {
    id: "L-alias-missing-function",
    name: "CreateAlias for a missing function: 404, with the version in the ARN",
    source: ROUTING,
    async run(scene) {
      const name = scene.newName("none");
      await functionNotFound(scene, createAlias(scene, name, "live"), name, "1");
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
      await createAlias(scene, name, "live", { Description: "kept" });
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
      await createAlias(scene, name, "live");
      scene.same("revisions", await read(), before);
    },
  },
  {
    id: "L-alias-delete",
    name: "DeleteAlias takes the alias and leaves the version",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await createAlias(scene, name, "live");
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
      for (const alias of ["a", "b", "c"]) await createAlias(scene, name, alias);
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
