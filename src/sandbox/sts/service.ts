/** STS: who the caller is. */
import * as sts from "@aws-sdk/client-sts";
import { ANYBODY, arnOf } from "../callers.ts";
import { credentialOf } from "../wire/credential.ts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";

const CLIENT_CONFIG = { region: "us-east-1", credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } };

export function createStsService(world: World): SchemaServer<typeof sts> {
  return new SchemaServer(sts, new sts.STSClient(CLIENT_CONFIG)).on({
    /** Needs no permission (aws-facts 8.4). */
    GetCallerIdentity(_input, { request }) {
      const caller = world.callers.get(credentialOf(request)?.accessKeyId ?? "") ?? ANYBODY;
      return {
        Account: world.account,
        Arn: arnOf(caller, world),
        UserId: "AIDASANDBOXSANDBOXSAN",
      };
    },
  });
}
