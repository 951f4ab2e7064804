import { nameAt } from "../../model/address.ts";
import { apiGatewayArn, apiPath } from "../arns.ts";
import { type KindRights, nowhere } from "../kind-rights.ts";

type DeploymentPlace = "deployments" | "made" | "deployment";

const TITLE = "Deployments";

/** Deployments are derived from stages. They cannot be tagged, so no condition can tell ours from others. */
export const deploymentRights: KindRights<"stage", DeploymentPlace> = {
  source: "stage",
  rows: [
    { for: "read", call: "apigateway.GetDeployments", needs: { deployments: ["apigateway:GET"] } },
    // A rollback shows what it goes back to.
    { for: "read", call: "apigateway.GetDeployment", needs: { deployment: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.CreateDeployment", needs: { made: ["apigateway:POST"] } },
    { for: "delete", call: "apigateway.DeleteDeployment", needs: { deployment: ["apigateway:DELETE"] } },
  ],
  places({ address, intent }, scope) {
    const deployments = apiGatewayArn(scope, `${apiPath(scope, nameAt(address, 0))}/deployments`);
    return {
      deployments: { title: TITLE, arns: [deployments] },
      made: intent.deployment === "latest" ? { title: TITLE, arns: [deployments] } : nowhere(TITLE),
      deployment: { title: TITLE, arns: [`${deployments}/*`] },
    };
  },
  prunes(scope) {
    const lists = scope
      .declared("rest-api")
      .map(({ address }) => apiGatewayArn(scope, `${apiPath(scope, nameAt(address, 0))}/deployments`));
    return {
      deployments: { title: TITLE, arns: lists },
      made: nowhere(TITLE),
      deployment: { title: TITLE, arns: lists.map((list) => `${list}/*`) },
    };
  },
};
