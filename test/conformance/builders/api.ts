/** REST APIs that cases start from. */
import type { CreateRestApiRequest, PutIntegrationRequest, PutMethodRequest } from "@aws-sdk/client-api-gateway";
import type { Scene } from "../scene.ts";

export interface Api {
  readonly restApiId: string;
  readonly rootId: string;
}

/** Edge-optimised unless said otherwise. */
export async function anApi({ apigateway, newName }: Scene, input: Partial<CreateRestApiRequest> = {}): Promise<Api> {
  const { id: restApiId = "" } = await apigateway.createRestApi({ name: newName("api"), ...input });
  // Not every emulator answers rootResourceId, which cases about other things need not mind.
  const { items = [] } = await apigateway.getResources({ restApiId });
  return { restApiId, rootId: items.find(({ path }) => path === "/")?.id ?? "" };
}

export interface Route {
  /** `PUT /upload`. */
  readonly route: string;
  readonly method?: Partial<PutMethodRequest>;
  /** `false`: the method gets none. A mock that answers 200 unless said otherwise. */
  readonly integration?: Partial<PutIntegrationRequest> | false;
}

export const MOCK = { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } } as const;

/** What PutIntegration takes to call a function by its ARN; the ARN may hold a stage variable. */
export function lambdaProxy(functionArn: string, region = "us-east-1"): Partial<PutIntegrationRequest> {
  const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  return { type: "AWS_PROXY", integrationHttpMethod: "POST", uri };
}

/** An API with these routes, not deployed. Resource ids by path. */
export async function anApiOf(
  scene: Scene,
  routes: readonly Route[],
  input: Partial<CreateRestApiRequest> = {},
): Promise<Api & { readonly resources: ReadonlyMap<string, string> }> {
  const api = await anApi(scene, input);
  const resources = new Map([["/", api.rootId]]);
  for (const route of routes) await addRoute(scene, api.restApiId, resources, route);
  return { ...api, resources };
}

/** Adds a route to an API, and the resources on the way that `resources` does not know yet. */
export async function addRoute(
  { apigateway }: Scene,
  restApiId: string,
  resources: Map<string, string>,
  { route, method, integration }: Route,
): Promise<void> {
  const [httpMethod = "", path = ""] = route.split(" ");
  let at = "/";
  for (const pathPart of path.split("/").filter((part) => part !== "")) {
    const next = at === "/" ? `/${pathPart}` : `${at}/${pathPart}`;
    if (!resources.has(next)) {
      const parentId = resources.get(at);
      const { id = "" } = await apigateway.createResource({ restApiId, parentId, pathPart });
      resources.set(next, id);
    }
    at = next;
  }
  const key = { restApiId, resourceId: resources.get(at), httpMethod };
  await apigateway.putMethod({ authorizationType: "NONE", ...method, ...key });
  if (integration !== false) await apigateway.putIntegration({ ...MOCK, ...integration, ...key });
}

/** The least that can be deployed: `GET /` with a mock integration. */
export function aDeployableApi(scene: Scene): Promise<Api> {
  return anApiOf(scene, [{ route: "GET /" }]);
}

/** A new deployment of the API, on no stage; gives its id. */
export async function deploymentOf({ apigateway }: Scene, restApiId: string): Promise<string> {
  const { id = "" } = await apigateway.createDeployment({ restApiId });
  return id;
}
