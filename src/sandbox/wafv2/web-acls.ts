/** Web ACLs of the region: that they are there, and are not deleted while they stand before a stage (WAF API Reference, DeleteWebACL). */
import type * as wafv2 from "@aws-sdk/client-wafv2";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { WebAclState } from "./state.ts";

export function webAclHandlers(world: World): Pick<Handlers<typeof wafv2>, "CreateWebACL" | "DeleteWebACL"> {
  const { webAcls } = world.waf;
  return {
    CreateWebACL({ Name: name = "", Scope, Description: description }) {
      if (Scope !== "REGIONAL") throw new AwsError("NotImplementedException", "The sandbox has web ACLs of regions only", 501);
      if ([...webAcls.values()].some((other) => other.name === name)) {
        throw refusal("WAFDuplicateItemException", "some resource in your request is a duplicate of an existing one.");
      }
      const id = world.newUuid();
      const arn = `arn:${world.partition}:wafv2:${world.region}:${world.account}:regional/webacl/${name}/${id}`;
      const made: WebAclState = { id, name, arn, description, lockToken: world.newUuid() };
      webAcls.set(arn, made);
      return { Summary: { Name: name, Id: id, ARN: arn, Description: description, LockToken: made.lockToken } };
    },
    DeleteWebACL({ Id, Name, LockToken }) {
      const found = [...webAcls.values()].find(({ id, name }) => id === Id && name === Name);
      if (!found) throw refusal("WAFNonexistentItemException", "your resource doesn’t exist.");
      if (found.lockToken !== LockToken) {
        throw refusal("WAFOptimisticLockException", "someone changed the resource after you started to change it.");
      }
      const stages = [...world.apigateway.apis.values()].flatMap((api) => [...api.stages.values()]);
      if (stages.some(({ webAclArn }) => webAclArn === found.arn)) {
        throw refusal(
          "WAFAssociatedItemException",
          "your resource is being used by another resource or it’s associated with another resource.",
        );
      }
      webAcls.delete(found.arn);
      return {};
    },
  };
}

function refusal(code: string, because: string): AwsError {
  return new AwsError(code, `AWS WAF couldn’t perform the operation because ${because}`, 400);
}
