/** APIs that are deployed, and what AWS shows of a deployment. */
import { aDate, aText } from "../match.ts";
import type { Scene } from "../scene.ts";
import { type Api, aDeployableApi } from "./api.ts";

export const shownDeployment = (more: object = {}): object => ({ id: aText(/^[a-z0-9]{6}$/), createdDate: aDate(), ...more });

/** A deployed API with stage `dev`, made by CreateDeployment. */
export async function deployed(scene: Scene, input: object = {}): Promise<Api & { readonly deploymentId: string }> {
  const api = await aDeployableApi(scene);
  const { id: deploymentId = "" } = await scene.apigateway.createDeployment({
    restApiId: api.restApiId,
    stageName: "dev",
    ...input,
  });
  return { ...api, deploymentId };
}
