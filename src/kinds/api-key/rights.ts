import { apiGatewayArn, apiTagsArn, marked } from "../arns.ts";
import { type KindRights, nowhere } from "../kind-rights.ts";

type ApiKeyPlace = "keys" | "key" | "tags" | "doomed";

const TITLE = "ApiKeys";

/** No id is known before: its place is a wildcard. */
export const apiKeyRights: KindRights<"api-key", ApiKeyPlace> = {
  source: "api-key",
  rows: [
    { for: "read", call: "apigateway.GetApiKeys", needs: { keys: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.CreateApiKey", needs: { keys: ["apigateway:POST"], tags: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.UpdateApiKey", needs: { key: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], key: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.UntagResource", needs: { tags: ["apigateway:DELETE"], key: ["apigateway:PATCH"] } },
    { for: "delete", call: "apigateway.DeleteApiKey", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places(_, scope) {
    const one = apiGatewayArn(scope, "/apikeys/*");
    return {
      keys: { title: TITLE, arns: [apiGatewayArn(scope, "/apikeys")] },
      key: { title: TITLE, arns: [one] },
      tags: { title: "Tags", arns: [apiTagsArn(scope, "/apikeys/*")] },
      doomed: { title: "MarkedApiKeys", arns: [one], condition: marked(scope) },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    return {
      keys: { title: TITLE, arns: [apiGatewayArn(scope, "/apikeys")] },
      key: none,
      tags: none,
      doomed: { title: "MarkedApiKeys", arns: [apiGatewayArn(scope, "/apikeys/*")], condition: marked(scope) },
    };
  },
};
