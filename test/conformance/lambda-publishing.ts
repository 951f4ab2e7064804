/** PublishVersion beyond the emulator study: what counts as a change, and which revisions move. */
import { aFunction, configure, ECHO, functionArn, sha256Of, upload } from "./builders/function.ts";
import { ACTIVE, PENDING, shownFunction } from "./builders/shown-function.ts";
import { configurationOf, PROD, publish } from "./builders/version.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { open } from "./match.ts";

const LIFECYCLE = recorded("TestLambdaVersions::test_version_lifecycle");
const ON_CREATE = recorded("TestLambdaVersions::test_publish_version_on_create");
const REVISIONS = recorded("TestLambdaRevisions::test_function_revisions_version_and_alias");
export const LAMBDA_PUBLISHING_CASES: readonly Case[] = casesOf("Lambda versions", [
  {
    id: "L-publish-configuration",
    name: "a change of the configuration alone makes a new version",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      await configure(scene, name, { Environment: { Variables: { STAGE: "prod" } } });
      await scene.answers(publish(scene, name), 201, open({ Version: "2", Environment: { Variables: { STAGE: "prod" } } }));
    },
  },
  {
    id: "L-publish-description",
    name: "a version takes the Description it is published with, else that of $LATEST, which keeps its own",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene, { Description: "of the function" });
      await scene.answers(publish(scene, name, { Description: "of the version" }), 201, open({ Description: "of the version" }));
      await configure(scene, name, { Description: "changed" });
      await scene.answers(publish(scene, name), 201, open({ Version: "2", Description: "changed" }));
      scene.same("of $LATEST", (await configurationOf(scene, name)).Description, "changed");
    },
  },
  {
    id: "L-publish-description-alone",
    name: "another Description alone publishes nothing: the old version comes back with its old Description",
    source: documented("Lambda API Reference, PublishVersion (aws-facts 5.1)"),
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name, { Description: "first" });
      await scene.answers(publish(scene, name, { Description: "second" }), 201, open({ Version: "1", Description: "first" }));
    },
  },
  {
    id: "L-publish-back-again",
    name: "only the newest version is compared with: A, B and A again make three versions",
    source: documented("Lambda API Reference, PublishVersion (aws-facts 5.1)"),
    async run(scene) {
      const name = await aFunction(scene);
      const versions = [(await publish(scene, name)).Version];
      for (const zip of [PROD, ECHO]) {
        await upload(scene, name, zip);
        versions.push((await publish(scene, name)).Version);
      }
      scene.same("versions", versions, ["1", "2", "3"]);
    },
  },
  {
    id: "L-publish-revisions",
    name: "publishing gives $LATEST a new RevisionId, the version has another of its own",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunction(scene);
      const before = await configurationOf(scene, name);
      const { RevisionId } = await publish(scene, name);
      const after = await configurationOf(scene, name);
      scene.same("different revisions", new Set([before.RevisionId, RevisionId, after.RevisionId]).size, 3);
      scene.same("of the version", (await configurationOf(scene, name, "1")).RevisionId, RevisionId);
    },
  },
  {
    id: "L-publish-revision-same",
    name: "PublishVersion that publishes nothing leaves the RevisionId of $LATEST alone",
    source: ON_CREATE,
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      const before = await configurationOf(scene, name);
      await publish(scene, name);
      scene.same("RevisionId", (await configurationOf(scene, name)).RevisionId, before.RevisionId);
    },
  },
  {
    id: "L-update-code-publish",
    name: "UpdateFunctionCode with Publish answers the new version, Pending, while $LATEST is InProgress",
    source: recorded("TestLambdaVersions::test_publish_with_update"),
    async run(scene) {
      const name = await aFunction(scene);
      const { LastUpdateStatus: _, ...pending } = { ...ACTIVE, ...PENDING };
      const shown = { Version: "1", FunctionArn: functionArn(scene, name, "1"), ...pending };
      const changed = { CodeSha256: sha256Of(PROD), CodeSize: PROD.length };
      const call = scene.lambda.updateFunctionCode({ FunctionName: name, ZipFile: PROD, Publish: true });
      await scene.answers(call, 200, shownFunction(scene, name, { ...shown, ...changed }));
      const latest = configurationOf(scene, name, "$LATEST");
      await scene.answers(latest, 200, open({ State: "Active", LastUpdateStatus: "InProgress" }));
    },
  },
]);
