/** What calls of IAM do (Service Authorization Reference, AWS Identity and Access Management). */
import type { Call } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { Deed } from "./evaluate.ts";

export function iamDeeds(world: World, { operation, input }: Call): readonly Deed[] {
  const action = `iam:${operation}`;
  const { RoleName: name } = input;
  if (typeof name !== "string") return [{ action, resource: "*" }];
  const role = world.iam.roles.get(name.toLowerCase());
  const path = typeof input.Path === "string" ? input.Path : "/";
  const resource = role?.arn ?? `arn:${world.partition}:iam::${world.account}:role${path}${name}`;
  const tags = [...(role?.tags ?? [])].map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]);
  const policy = typeof input.PolicyArn === "string" ? { "iam:policyarn": input.PolicyArn } : {};
  const itself: Deed = { action, resource, context: { ...Object.fromEntries(tags), ...policy } };
  const isTagged = operation === "CreateRole" && Array.isArray(input.Tags) && input.Tags.length > 0;
  return isTagged ? [itself, { action: "iam:TagRole", resource }] : [itself];
}
