/** An API's resource policy at its calls: who may, from when on, and what others are told. */

import { anApiOf, deploymentOf } from "./builders/api.ts";
import { replace } from "./builders/patch.ts";
import { call, callUntil } from "./builders/proxy.ts";
import { policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented } from "./case.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const WORKFLOW = documented("API Gateway developer guide, How API Gateway resource policies affect authorization workflow");

const everybody = (Effect: "Allow" | "Deny", more: object = {}): object => ({
  Effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
  ...more,
});

/** Nobody calls from there: TEST-NET-1 (RFC 5737). */
const FROM_NOWHERE = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };

/** A mock on stage `dev` of an API with this policy. */
async function guarded(scene: Scene, ...statements: readonly object[]) {
  const { restApiId } = await anApiOf(scene, [{ route: "GET /guarded" }], { policy: policyOf(...statements) });
  const deploymentId = await deploymentOf(scene, restApiId);
  const stage = { restApiId, stageName: "dev" };
  await scene.apigateway.createStage({ ...stage, deploymentId });
  return stage;
}

/** A mock without responses answers 500: what matters is whether the policy let the call through. */
const refusedOrNot = ({ status }: HttpAnswer): string => (status === 403 ? "refused" : "let through");

function refusal(scene: Scene, restApiId: string, more = ""): object {
  const account = `********${scene.accountId.slice(-4)}`;
  const resource = `arn:aws:execute-api:${scene.region}:${account}:${restApiId}/dev/GET/guarded`;
  return {
    status: 403,
    errorType: "AccessDeniedException",
    json: { Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${resource}${more}` },
  };
}

const shown = ({ status, headers, json }: HttpAnswer): object => ({ status, errorType: headers.get("x-amzn-errortype"), json });

export const ACCESS_POLICY_CASES: readonly Case[] = casesOf("API calls", [
  {
    id: "P-policy-allow",
    name: "A policy that allows everybody lets everybody through",
    source: WORKFLOW,
    async run(scene) {
      const stage = await guarded(scene, everybody("Allow"));
      const answer = await callUntil(scene, stage, "GET /guarded", ({ status }) => status !== 403);
      scene.same("what became of the call", refusedOrNot(answer), "let through");
    },
  },
  {
    id: "P-policy-none",
    name: "A policy that allows others only is answered 403, with what is not allowed",
    source: WORKFLOW,
    async run(scene) {
      const stage = await guarded(scene, everybody("Allow", FROM_NOWHERE));
      scene.same("the answer", shown(await call(scene, stage, "GET /guarded", 403)), refusal(scene, stage.restApiId));
    },
  },
  {
    id: "P-policy-deny",
    name: "A Deny goes before an Allow: 403, with an explicit deny",
    source: WORKFLOW,
    async run(scene) {
      const everywhere = { Condition: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
      const stage = await guarded(scene, everybody("Allow"), everybody("Deny", everywhere));
      const expected = refusal(scene, stage.restApiId, " with an explicit deny");
      scene.same("the answer", shown(await call(scene, stage, "GET /guarded", 403)), expected);
    },
  },
  {
    id: "P-policy-deploy",
    name: "A policy that is changed counts from the next deployment on",
    source: documented("API Gateway developer guide, Create and attach an API Gateway resource policy to an API"),
    async run(scene) {
      const { apigateway } = scene;
      const stage = await guarded(scene, everybody("Allow"));
      const { restApiId } = stage;
      const patchOperations = [replace("/policy", policyOf(everybody("Allow", FROM_NOWHERE)))];
      await apigateway.updateRestApi({ restApiId, patchOperations });
      const before = await callUntil(scene, stage, "GET /guarded", ({ status }) => status !== 403);
      await apigateway.createDeployment(stage);
      const after = await call(scene, stage, "GET /guarded", 403);
      scene.same("what becomes of calls", [refusedOrNot(before), refusedOrNot(after)], ["let through", "refused"]);
    },
  },
]);
