/** TestInvokeMethod: a call of the working copy, before anything is deployed. */
import type { World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findIntegration, findResource } from "./lookup.ts";
import { ownEntry } from "./own-entry.ts";
import { freezeApi } from "./snapshot.ts";

export function testInvokeHandlers(world: World): ApiGatewayHandlers {
  return {
    async TestInvokeMethod(input) {
      const { resource: asked } = findResource(world, input);
      // A verb without a method of its own is ANY's (recorded: test_failed_invoke_test_method).
      const verb = ownEntry(asked.methods, input.httpMethod) || !asked.methods.ANY ? input.httpMethod : "ANY";
      const { api, resource, method } = findIntegration(world, { ...input, httpMethod: verb });
      const snapshot = freezeApi(api);
      const route = snapshot.routes.find((one) => one.resourceId === resource.id && one.method === method.httpMethod);
      if (!route) throw new Error(`route ${method.httpMethod} of resource ${resource.id} is not in the snapshot`);
      const { testInvoke } = await import("../gateway/test-invoke.ts");
      return testInvoke(world, { snapshot, route, ...input });
    },
  };
}
