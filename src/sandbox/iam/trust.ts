/** What a role's trust policy allows. Pure. */
import { listOf, statementsOf } from "./policy-document.ts";

/** Precondition: `document` passed `checkTrustPolicy`. Conditions are taken to hold. A Deny wins. */
export function trusts(document: string, service: string): boolean {
  const concerning = statementsOf(document).filter(
    (statement) => listOf(statement.Action).some(isAssumeRole) && namesService(statement.Principal, service),
  );
  return concerning.length > 0 && concerning.every((statement) => statement.Effect === "Allow");
}

function isAssumeRole(action: string): boolean {
  return ["sts:assumerole", "sts:*", "*"].includes(action.toLowerCase());
}

function namesService(principal: unknown, service: string): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  return "Service" in principal && listOf(principal.Service).includes(service);
}
