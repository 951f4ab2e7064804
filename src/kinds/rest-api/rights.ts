import { nameAt } from "../../model/address.ts";
import type { RestApiSpec } from "../../model/specs/rest-api.ts";
import { apiGatewayArn, apiPath, apiTagsArn, marked } from "../arns.ts";
import { type KindRights, nowhere, type Place } from "../kind-rights.ts";

type ApiPlace =
  | "list"
  | "collection"
  | "api"
  | "tags"
  | "policy"
  | "resources"
  | "routes"
  | "methods"
  | "members"
  | "lists"
  | "memberOf"
  | "doomed"
  | "stages"
  | "kept"
  | "history";

const TITLE = "Apis";

/**
 * API Gateway's actions are the methods of its requests, and its resources their paths. An id is known only once an API exists:
 * before, its place is a wildcard, which IAM lets reach over what lies below as well.
 */
export const restApiRights: KindRights<"rest-api", ApiPlace> = {
  source: "rest-api",
  rows: [
    { for: "read", call: "apigateway.GetRestApis", needs: { list: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetResources", needs: { resources: ["apigateway:GET"] } },
    {
      for: "write",
      call: "apigateway.CreateRestApi",
      needs: { collection: ["apigateway:POST"], tags: ["apigateway:PUT"], policy: ["apigateway:UpdateRestApiPolicy"] },
    },
    {
      for: "write",
      call: "apigateway.UpdateRestApi",
      needs: { api: ["apigateway:PATCH"], policy: ["apigateway:UpdateRestApiPolicy"] },
    },
    { for: "write", call: "apigateway.PutRestApi", needs: { routes: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.CreateResource", needs: { methods: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.PutMethod", needs: { methods: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.UpdateMethod", needs: { methods: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteMethod", needs: { methods: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.PutMethodResponse", needs: { methods: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.PutIntegration", needs: { methods: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.UpdateIntegration", needs: { methods: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.PutIntegrationResponse", needs: { methods: ["apigateway:PUT"] } },
    { for: "read", call: "apigateway.GetAuthorizers", needs: { members: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetRequestValidators", needs: { members: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetModels", needs: { members: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetGatewayResponses", needs: { members: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetDocumentationParts", needs: { members: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetDocumentationVersions", needs: { members: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.CreateDocumentationPart", needs: { lists: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateDocumentationPart", needs: { memberOf: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteDocumentationPart", needs: { memberOf: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.CreateDocumentationVersion", needs: { lists: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateDocumentationVersion", needs: { memberOf: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteDocumentationVersion", needs: { memberOf: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.CreateAuthorizer", needs: { lists: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateAuthorizer", needs: { memberOf: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteAuthorizer", needs: { memberOf: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.CreateRequestValidator", needs: { lists: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateRequestValidator", needs: { memberOf: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteRequestValidator", needs: { memberOf: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.CreateModel", needs: { lists: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateModel", needs: { memberOf: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.DeleteModel", needs: { memberOf: ["apigateway:DELETE"] } },
    { for: "write", call: "apigateway.PutGatewayResponse", needs: { memberOf: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.DeleteGatewayResponse", needs: { memberOf: ["apigateway:DELETE"] } },
    // A tag is a change of what carries it, too.
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], api: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.UntagResource", needs: { tags: ["apigateway:DELETE"], api: ["apigateway:PATCH"] } },
    // What `keep` leaves over, and who uses it.
    { for: "read", call: "apigateway.GetDeployments", needs: { kept: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetStages", needs: { kept: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.DeleteDeployment", needs: { history: ["apigateway:DELETE"] } },
    // Stages that are not ours keep it, whether any of ours is declared or not.
    { for: "delete", call: "apigateway.GetStages", needs: { stages: ["apigateway:GET"] } },
    { for: "delete", call: "apigateway.DeleteRestApi", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places({ address, spec, intent: { keep } }, scope) {
    const name = nameAt(address, 0);
    const path = apiPath(scope, name);
    const at = (below: string): Place => ({ title: TITLE, arns: [apiGatewayArn(scope, `${path}${below}`)] });
    const collection = apiGatewayArn(scope, "/restapis");
    const isMade = scope.apiIds.has(name);
    const declaresRoutes = spec.routes !== undefined;
    return {
      list: { title: TITLE, arns: [collection] },
      collection: { title: TITLE, sid: "CreateApis", arns: isMade ? [] : [collection] },
      api: at(""),
      tags: { title: "Tags", arns: [apiTagsArn(scope, path)] },
      policy: {
        title: "ApiPolicies",
        arns: spec.policy === undefined ? [] : [...(isMade ? [] : [collection]), ...at("").arns],
      },
      resources: at("/resources"),
      routes: declaresRoutes ? at("") : nowhere(TITLE),
      methods: { ...(declaresRoutes ? at("/resources/*") : nowhere(TITLE)), title: "Routes" },
      members: { title: TITLE, arns: membersRead(spec, path).map((below) => apiGatewayArn(scope, below)) },
      lists: { title: "ApiMembers", arns: membersDeclared(spec, path).map((below) => apiGatewayArn(scope, below)) },
      memberOf: { title: "ApiMembers", arns: membersDeclared(spec, path).map((below) => apiGatewayArn(scope, `${below}/*`)) },
      doomed: { ...at(""), title: "MarkedApis", condition: marked(scope) },
      stages: { ...at("/stages"), sid: "ReadStagesOfApis" },
      kept: keep === undefined ? nowhere(TITLE) : { title: TITLE, arns: [...at("/deployments").arns, ...at("/stages").arns] },
      history: { title: "History", sid: "RemoveOldDeployments", arns: keep === undefined ? [] : at("/deployments/*").arns },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    const all = apiGatewayArn(scope, "/restapis/*");
    return {
      list: { title: TITLE, arns: [apiGatewayArn(scope, "/restapis")] },
      collection: none,
      api: none,
      tags: none,
      policy: none,
      resources: none,
      routes: none,
      methods: none,
      members: none,
      lists: none,
      memberOf: none,
      doomed: { title: "MarkedApis", arns: [all], condition: marked(scope) },
      // As for the stages of any API.
      stages: { title: "Stages", arns: [apiGatewayArn(scope, "/restapis/*/stages")] },
      kept: none,
      history: none,
    };
  },
};

const SEGMENTS = {
  authorizers: "authorizers",
  validators: "requestvalidators",
  models: "models",
  gatewayResponses: "gatewayresponses",
  documentation: "documentation/parts",
  documentationVersions: "documentation/versions",
} as const;

/** What deployments freeze. */
const FROZEN = ["authorizers", "validators", "models", "gatewayResponses"] as const;

function membersDeclared(spec: RestApiSpec, path: string): readonly string[] {
  // The names of a table are the keys that it was written with.
  const members = (Object.keys(SEGMENTS) as (keyof typeof SEGMENTS)[]).filter((member) => spec[member] !== undefined);
  return members.map((member) => `${path}/${SEGMENTS[member]}`);
}

/** What is declared, and what live methods may name; of an API that someone else defines, all that its deployments freeze. */
function membersRead(spec: RestApiSpec, path: string): readonly string[] {
  if (spec.routes === undefined) return FROZEN.map((member) => `${path}/${SEGMENTS[member]}`);
  return [...new Set([...membersDeclared(spec, path), `${path}/authorizers`, `${path}/requestvalidators`])];
}
