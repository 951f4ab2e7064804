/**
 * In whose name an integration calls an AWS service (PutIntegration, `credentials`):
 *
 *   a role                   API Gateway assumes it
 *   arn:aws:iam::*:user/*    who called the route
 *   nothing                  API Gateway itself, by the resource's own policy: undefined here
 */

import type { Deed } from "../authorization/evaluate.ts";
import { evaluate } from "../authorization/evaluate.ts";
import { type Caller, callerOf } from "../callers.ts";
import { isAssumable } from "../iam/assume-role.ts";
import { policiesOf } from "../iam/policies-of-role.ts";
import { credentialOf } from "../wire/credential.ts";
import type { World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { withStageVariables } from "./stage-variables.ts";

const PASSED_THROUGH = /^arn:[\w-]+:iam::\*:user\/\*$/;

/** Throws GatewayRefusal 500 for a role that API Gateway may not assume. */
export function callerForIntegration(world: World, { route, stage, request }: RoutedRequest): Caller | undefined {
  const { credentials } = route.integration;
  if (!credentials) return undefined;
  if (PASSED_THROUGH.test(credentials)) return callerOf(world, credentialOf(request)?.accessKeyId);
  const arn = withStageVariables(credentials, stage.variables);
  const role = [...world.iam.roles.values()].find((candidate) => candidate.arn === arn);
  if (!role || !isAssumable(world, arn, "apigateway.amazonaws.com")) {
    throw new GatewayRefusal(
      CONFIGURATION_ERROR,
      `Execution failed due to configuration error: API Gateway does not have permission to assume the provided role ${arn}`,
    );
  }
  return { type: "AssumedRole", name: role.name, session: "BackplaneAssumeRoleSession", policies: policiesOf(role).known };
}

/** Set where only policies that the sandbox cannot read may allow the deed: what AWS answers depends on them. */
export function untoldByPolicies(world: World, caller: Caller, deed: Deed): GatewayRefusal | undefined {
  if (caller.policies === undefined || evaluate(caller.policies, deed) !== "denied") return undefined;
  const role = world.iam.roles.get(caller.name.toLowerCase());
  const [policy] = role ? policiesOf(role).unknown : [];
  if (policy === undefined) return undefined;
  return new GatewayRefusal(
    CONFIGURATION_ERROR,
    `The sandbox does not know what ${policy} allows: write into an inline policy of ${role?.name} that it may ${deed.action}`,
  );
}
