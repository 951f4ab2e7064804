/** CloudWatch of the sandbox: the metrics of its own services, custom ones, and alarms on them. */
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { alarmOperations } from "./alarms.ts";
import { metricOperations } from "./metric-data.ts";

export function createCloudWatchService(world: World): SchemaServer<typeof cloudwatch> {
  const client = new cloudwatch.CloudWatchClient({
    region: world.region,
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
  });
  return new SchemaServer(cloudwatch, client).on(alarmOperations(world)).on(metricOperations(world));
}
