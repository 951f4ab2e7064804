/** Tags of functions, which versions and aliases have none of. */
import { aFunction, functionArn, revisionOf } from "./builders/function.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import { badParameter, functionNotFound } from "./lambda-refusals.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const NOT_TAGGABLE = "Tags on function aliases and versions are not supported. Please specify a function ARN.";

const readTags = async ({ lambda }: Scene, Resource: string) => (await lambda.listTags({ Resource })).Tags;

export const LAMBDA_TAG_CASES: readonly Case[] = casesOf("Lambda functions", [
  {
    id: "C18",
    name: "ListTags shows the tags that the function was created with, GetFunction as well",
    source: recorded("TestLambdaTag::test_create_tag_on_fn_create"),
    async run(scene) {
      const Tags = { testtag: "custom-tag" };
      const FunctionName = await aFunction(scene, { Tags });
      await scene.answers(scene.lambda.listTags({ Resource: functionArn(scene, FunctionName) }), 200, { Tags });
      await scene.answers(scene.lambda.getFunction({ FunctionName }), 200, open({ Tags }));
    },
  },
  {
    id: "L-tags",
    name: "TagResource adds and overwrites, UntagResource removes what is there: 204 each",
    source: recorded("TestLambdaTag::test_tag_lifecycle"),
    async run(scene) {
      const Resource = functionArn(scene, await aFunction(scene));
      const tag = (Tags: Record<string, string>) => scene.answers(scene.lambda.tagResource({ Resource, Tags }), 204, {});
      const untag = (...TagKeys: string[]) => scene.answers(scene.lambda.untagResource({ Resource, TagKeys }), 204, {});
      await tag({ A: "tag-a" });
      await tag({ B: "tag-b", A: "new" });
      scene.same("tags", await readTags(scene, Resource), { A: "new", B: "tag-b" });
      await untag("A", "not-there");
      scene.same("tags", await readTags(scene, Resource), { B: "tag-b" });
      await untag("B");
      scene.same("tags", (await readTags(scene, Resource)) ?? {}, {});
    },
  },
  {
    id: "L-tags-revision",
    name: "tagging changes the function's RevisionId",
    source: recorded("TestLambdaTags::test_tag_lifecycle"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const before = await revisionOf(scene, FunctionName);
      await scene.lambda.tagResource({ Resource: functionArn(scene, FunctionName), Tags: { A: "a" } });
      scene.same("the revision is another", (await revisionOf(scene, FunctionName)) !== before, true);
    },
  },
  {
    id: "L-tags-qualified",
    name: "versions, aliases and $LATEST cannot be tagged, whether they are there or not",
    source: recorded("TestLambdaTags::test_tag_versions, TestLambdaTags::test_tag_exceptions"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      for (const qualifier of ["1", "live", "$LATEST"]) {
        const Resource = functionArn(scene, FunctionName, qualifier);
        await badParameter(scene, scene.lambda.tagResource({ Resource, Tags: { A: "a" } }), NOT_TAGGABLE);
      }
    },
  },
  {
    id: "L-tags-missing",
    name: "tagging, untagging and listing tags of a missing function: 404",
    source: recorded("TestLambdaTag::test_tag_nonexisting_resource"),
    async run(scene) {
      const name = scene.newName("none");
      const Resource = functionArn(scene, name);
      await functionNotFound(scene, scene.lambda.tagResource({ Resource, Tags: { A: "a" } }), name);
      await functionNotFound(scene, scene.lambda.untagResource({ Resource, TagKeys: ["A"] }), name);
      await functionNotFound(scene, scene.lambda.listTags({ Resource }), name);
    },
  },
]);
