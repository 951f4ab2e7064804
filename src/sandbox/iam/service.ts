/** AWS IAM of the sandbox: roles and what hangs on them. */
import * as iam from "@aws-sdk/client-iam";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { rolePolicyOperations } from "./role-policies.ts";
import { roleOperations } from "./roles.ts";
import { tagOperations } from "./tags.ts";

export function createIamService(world: World): SchemaServer<typeof iam> {
  const client = new iam.IAMClient({ region: world.region, credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } });
  return new SchemaServer(iam, client).on(roleOperations(world)).on(rolePolicyOperations(world)).on(tagOperations(world));
}
