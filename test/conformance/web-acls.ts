/** Web ACLs before stages: WAF puts them there, and the stage shows which. */
import { aDeployableApi, deploymentOf } from "./builders/api.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { aText } from "./match.ts";
import type { Scene } from "./scene.ts";

const ASSOCIATE = documented("WAF API Reference, AssociateWebACL");
const DISASSOCIATE = documented("WAF API Reference, DisassociateWebACL");
const DELETE = documented("WAF API Reference, DeleteWebACL");

/** Lets everything through, and costs nothing here; the first of the case, so that it is deleted last. */
async function aWebAcl({ wafv2, newName }: Scene) {
  const Name = newName("acl");
  const VisibilityConfig = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "none" };
  const made = { Name, Scope: "REGIONAL" as const, DefaultAction: { Allow: {} }, VisibilityConfig };
  const { Summary } = await wafv2.createWebACL(made);
  const { Id = "", ARN = "", LockToken = "" } = Summary ?? {};
  return { Name, Id, LockToken, Scope: "REGIONAL" as const, arn: ARN };
}

async function aStage(scene: Scene) {
  const { restApiId } = await aDeployableApi(scene);
  const stage = { restApiId, stageName: "dev" };
  await scene.apigateway.createStage({ ...stage, deploymentId: await deploymentOf(scene, restApiId) });
  return { stage, ResourceArn: `arn:aws:apigateway:${scene.region}::/restapis/${restApiId}/stages/dev` };
}

const shownAcl = async (scene: Scene, stage: { readonly restApiId: string; readonly stageName: string }) =>
  (await scene.apigateway.getStage(stage)).webAclArn ?? "none";

export const WEB_ACL_CASES: readonly Case[] = casesOf("Web ACLs before API stages", [
  {
    id: "W-associate",
    name: "AssociateWebACL puts a web ACL before a stage, another in its place, and GetStage shows it",
    source: ASSOCIATE,
    async run(scene) {
      const { wafv2 } = scene;
      const [one, other] = [await aWebAcl(scene), await aWebAcl(scene)];
      const { stage, ResourceArn } = await aStage(scene);
      scene.same("before", await shownAcl(scene, stage), "none");
      await scene.answers(wafv2.associateWebACL({ ResourceArn, WebACLArn: one.arn }), 200, {});
      scene.same("the stage's web ACL", await shownAcl(scene, stage), one.arn);
      await scene.answers(wafv2.associateWebACL({ ResourceArn, WebACLArn: other.arn }), 200, {});
      scene.same("the stage's web ACL after", await shownAcl(scene, stage), other.arn);
      const { WebACL } = await wafv2.getWebACLForResource({ ResourceArn });
      scene.same("WAF's", WebACL?.ARN, other.arn);
    },
  },
  {
    id: "W-disassociate",
    name: "DisassociateWebACL takes the web ACL of a stage away, and does nothing where none stands",
    source: DISASSOCIATE,
    async run(scene) {
      const { wafv2 } = scene;
      const { arn: WebACLArn } = await aWebAcl(scene);
      const { stage, ResourceArn } = await aStage(scene);
      await wafv2.associateWebACL({ ResourceArn, WebACLArn });
      await scene.answers(wafv2.disassociateWebACL({ ResourceArn }), 200, {});
      await scene.answers(wafv2.disassociateWebACL({ ResourceArn }), 200, {});
      scene.same("the stage's web ACL", await shownAcl(scene, stage), "none");
      await scene.answers(wafv2.getWebACLForResource({ ResourceArn }), 200, {});
    },
  },
  {
    id: "W-no-stage",
    name: "AssociateWebACL with a stage that is not there: 400 WAFNonexistentItemException",
    source: ASSOCIATE,
    async run(scene) {
      const { arn: WebACLArn } = await aWebAcl(scene);
      const { ResourceArn } = await aStage(scene);
      const call = scene.wafv2.associateWebACL({ ResourceArn: ResourceArn.replace(/dev$/, "prod"), WebACLArn });
      await scene.refuses(call, 400, "WAFNonexistentItemException", aText(/^AWS WAF couldn.t perform the operation because/));
    },
  },
  {
    id: "W-other-resource",
    name: "AssociateWebACL with what a web ACL cannot stand before: 400 WAFInvalidParameterException",
    source: ASSOCIATE,
    async run(scene) {
      const { arn: WebACLArn } = await aWebAcl(scene);
      const call = scene.wafv2.associateWebACL({ ResourceArn: "arn:aws:s3:::a-bucket-of-some-length", WebACLArn });
      await scene.refuses(call, 400, "WAFInvalidParameterException");
    },
  },
  {
    id: "W-in-use",
    name: "DeleteWebACL refuses while it stands before a stage: 400 WAFAssociatedItemException",
    source: DELETE,
    async run(scene) {
      const { arn: WebACLArn, ...webAcl } = await aWebAcl(scene);
      const { ResourceArn } = await aStage(scene);
      await scene.wafv2.associateWebACL({ ResourceArn, WebACLArn });
      await scene.refuses(scene.wafv2.deleteWebACL(webAcl), 400, "WAFAssociatedItemException");
      await scene.wafv2.disassociateWebACL({ ResourceArn });
      await scene.answers(scene.wafv2.deleteWebACL(webAcl), 200, {});
    },
  },
]);
