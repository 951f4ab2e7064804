/** STS: who the caller is. */
import * as sts from "@aws-sdk/client-sts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";

const CLIENT_CONFIG = { region: "us-east-1", credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } };

export function createStsService(world: World): SchemaServer<typeof sts> {
  return new SchemaServer(sts, new sts.STSClient(CLIENT_CONFIG)).on({
    /** Needs no permission (aws-facts 8.4). Every caller is the account's one user. */
    GetCallerIdentity() {
      return {
        Account: world.account,
        Arn: `arn:${world.partition}:iam::${world.account}:user/sandbox`,
        UserId: "AIDASANDBOXSANDBOXSAN",
      };
    },
  });
}
