import { apiGatewayArn, apiTagsArn, marked } from "../arns.ts";
import { type KindRights, nowhere } from "../kind-rights.ts";

type UsagePlanPlace = "plans" | "plan" | "keys" | "tags" | "doomed" | "emptied";

const TITLE = "UsagePlans";

/** No id is known before: its place is a wildcard. */
export const usagePlanRights: KindRights<"usage-plan", UsagePlanPlace> = {
  source: "usage-plan",
  rows: [
    { for: "read", call: "apigateway.GetUsagePlans", needs: { plans: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetUsagePlanKeys", needs: { keys: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.CreateUsagePlan", needs: { plans: ["apigateway:POST"], tags: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.UpdateUsagePlan", needs: { plan: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.CreateUsagePlanKey", needs: { keys: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], plan: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.UntagResource", needs: { tags: ["apigateway:DELETE"], plan: ["apigateway:PATCH"] } },
    { for: "delete", call: "apigateway.UpdateUsagePlan", needs: { emptied: ["apigateway:PATCH"] } },
    { for: "delete", call: "apigateway.DeleteUsagePlan", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places({ spec }, scope) {
    const one = { title: TITLE, arns: [apiGatewayArn(scope, "/usageplans/*")] };
    return {
      plans: { title: TITLE, arns: [apiGatewayArn(scope, "/usageplans")] },
      plan: one,
      keys: spec.keys === undefined ? nowhere(TITLE) : { title: TITLE, arns: [apiGatewayArn(scope, "/usageplans/*/keys")] },
      tags: { title: "Tags", arns: [apiTagsArn(scope, "/usageplans/*")] },
      emptied: one,
      doomed: { ...one, title: "MarkedUsagePlans", condition: marked(scope) },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    const one = { title: "MarkedUsagePlans", arns: [apiGatewayArn(scope, "/usageplans/*")], condition: marked(scope) };
    return {
      plans: { title: TITLE, arns: [apiGatewayArn(scope, "/usageplans")] },
      plan: none,
      keys: none,
      tags: none,
      emptied: one,
      doomed: one,
    };
  },
};
