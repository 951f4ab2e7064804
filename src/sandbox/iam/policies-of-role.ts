/** What a role may do, as far as the sandbox knows: of AWS's managed policies that is AdministratorAccess. */
import type { RoleRecord } from "./state.ts";

const ANYTHING = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } });

interface RolePolicies {
  /** Documents. */
  readonly known: readonly string[];
  /** ARNs of attached policies whose documents the sandbox does not have: here they allow nothing. */
  readonly unknown: readonly string[];
}

export function policiesOf({ inlinePolicies, attachedPolicies }: RoleRecord): RolePolicies {
  const isAdministrator = (arn: string) => arn.endsWith("::aws:policy/AdministratorAccess");
  const attached = [...attachedPolicies];
  return {
    known: [...inlinePolicies.values(), ...(attached.some(isAdministrator) ? [ANYTHING] : [])],
    unknown: attached.filter((arn) => !isAdministrator(arn)),
  };
}
