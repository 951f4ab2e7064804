/** Where a role is handed to a service: IAM asks for the right to pass it, to that service and to nobody else. */
import { nameAt } from "../model/address.ts";
import { isRef, type Ref } from "../model/ref.ts";
import { roleArn } from "./arns.ts";
import type { Place, RightsScope } from "./kind-rights.ts";

/** `service`: as in `lambda.amazonaws.com`; `sid`: of the statement. */
export function passedRole(
  role: string | Ref | undefined,
  { service, sid }: { readonly service: string; readonly sid: string },
  scope: RightsScope,
): Place {
  const place = { title: "Roles", sid, condition: { StringEquals: { "iam:PassedToService": service } } };
  if (role === undefined) return { ...place, arns: [] };
  if (!isRef(role)) return { ...place, arns: [role] };
  const declared = scope.declared("role").find(({ address }) => address === role.$ref);
  return { ...place, arns: [roleArn(scope, nameAt(role.$ref, 0), declared?.spec.path)] };
}
