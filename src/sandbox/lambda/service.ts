/** AWS Lambda of the sandbox: functions, versions, aliases, permissions, tags, and running them. */
import * as lambda from "@aws-sdk/client-lambda";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { accountOperations } from "./account.ts";
import { aliasOperations } from "./aliases.ts";
import { eventInvokeOperations } from "./event-invoke.ts";
import { settingOperations } from "./function-settings.ts";
import { urlOperations } from "./function-urls.ts";
import { functionOperations } from "./functions.ts";
import { invokeOperation } from "./invoke-operation.ts";
import { permissionOperations } from "./permissions.ts";
import { provisionedOperations } from "./provisioned-concurrency.ts";
import { tagOperations } from "./tags.ts";
import { versionOperations } from "./versions.ts";

export function createLambdaService(world: World): SchemaServer<typeof lambda> {
  const client = new lambda.LambdaClient({
    region: world.region,
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
  });
  return new SchemaServer(lambda, client)
    .on(functionOperations(world))
    .on(versionOperations(world))
    .on(aliasOperations(world))
    .on(permissionOperations(world))
    .on(tagOperations(world))
    .on(accountOperations(world))
    .on(provisionedOperations(world))
    .on(urlOperations(world))
    .on(eventInvokeOperations(world))
    .on(settingOperations(world))
    .on(invokeOperation(world));
}
