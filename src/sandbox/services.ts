/** Each service's server, made on first use: a client module costs tens of milliseconds, and most passes need three. */

import type { ServiceName } from "./service-name.ts";
import { holdingTime } from "./virtual-clock.ts";
import type { WireRequest, WireResponse } from "./wire/message.ts";
import type { ServeHooks } from "./wire/schema-server.ts";
import type { World } from "./world.ts";

export interface Service {
  handle(request: WireRequest, hooks?: ServeHooks): Promise<WireResponse>;
}

const LOADERS: Readonly<Record<ServiceName, (world: World) => Promise<Service>>> = {
  apigateway: async (world) => (await import("./apigateway/service.ts")).createApiGatewayService(world),
  lambda: async (world) => (await import("./lambda/service.ts")).createLambdaService(world),
  s3: async (world) => (await import("./s3/service.ts")).createS3Service(world),
  iam: async (world) => (await import("./iam/service.ts")).createIamService(world),
  cloudwatch: async (world) => (await import("./cloudwatch/service.ts")).createCloudWatchService(world),
  cloudtrail: async (world) => (await import("./cloudtrail/service.ts")).createCloudTrailService(world),
  sqs: async (world) => (await import("./sqs/service.ts")).createSqsService(world),
  wafv2: async (world) => (await import("./wafv2/service.ts")).createWafService(world),
  sts: async (world) => (await import("./sts/service.ts")).createStsService(world),
};

export function lazyServices(world: World): (name: ServiceName) => Promise<Service> {
  // The SDK's clients, which serve here by their schemas, warn of Node 20 when they are made: no news of the sandbox.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const loaded = new Map<ServiceName, Promise<Service>>();
  return (name) => {
    const service = loaded.get(name) ?? holdingTime(world.clock, () => LOADERS[name](world));
    loaded.set(name, service);
    return service;
  };
}
