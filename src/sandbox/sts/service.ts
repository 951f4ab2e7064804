/** STS: who the caller is, and who it may become. */
import * as sts from "@aws-sdk/client-sts";
import { arnOf, callerOf, UNIQUE_ID } from "../callers.ts";
import { credentialOf } from "../wire/credential.ts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { assumeRoleOperation } from "./assume-role.ts";

const CLIENT_CONFIG = { region: "us-east-1", credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } };

export function createStsService(world: World): SchemaServer<typeof sts> {
  return new SchemaServer(sts, new sts.STSClient(CLIENT_CONFIG)).on({
    ...assumeRoleOperation(world),
    /** Needs no permission (aws-facts 8.4). */
    GetCallerIdentity(_input, { request }) {
      const caller = callerOf(world, credentialOf(request)?.accessKeyId);
      return {
        Account: world.account,
        Arn: arnOf(caller, world),
        UserId: UNIQUE_ID,
      };
    },
  });
}
