/** Whether a resource policy lets a service call. Pure; there are no Deny statements, for AddPermission makes none. */
import { arnLike, wildcard } from "../authorization/pattern.ts";
import type { PolicyStatement, ResourcePolicy } from "./state.ts";

/** A service that calls on behalf of one of its resources, as API Gateway does for a route of a stage. */
export interface Caller {
  /** `apigateway.amazonaws.com`. */
  readonly service: string;
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/PATH`. */
  readonly sourceArn: string;
  /** Where the ARN has none, as a bucket's. */
  readonly account?: string;
}

/** No policy allows nobody: an alias inherits nothing from its function (aws-facts 5.5). */
export function allowsInvoke(policy: ResourcePolicy | undefined, caller: Caller): boolean {
  return policy?.statements.some((statement) => allows(statement, caller)) ?? false;
}

function allows(statement: PolicyStatement, caller: Caller): boolean {
  const { Principal: principal, Action: action, Condition: conditions = {} } = statement;
  const named = principal === "*" || ("Service" in principal && principal.Service === caller.service);
  const covered = ["lambda:InvokeFunction", "lambda:*", "*"].includes(action);
  return named && covered && Object.entries(conditions).every(([operator, tests]) => holds(operator, tests, caller));
}

function holds(operator: string, tests: Readonly<Record<string, string>>, caller: Caller): boolean {
  return Object.entries(tests).every(([key, wanted]) => {
    const actual = contextValue(key, caller);
    if (actual === undefined) return false;
    switch (operator) {
      case "ArnLike":
      case "ArnEquals":
        return arnLike(wanted, actual);
      case "StringLike":
        return wildcard(wanted, actual);
      case "StringEquals":
        return wanted === actual;
      default:
        return false;
    }
  });
}

/** Condition keys are case-insensitive; keys that such a call does not carry have no value. */
function contextValue(key: string, caller: Caller): string | undefined {
  switch (key.toLowerCase()) {
    case "aws:sourcearn":
      return caller.sourceArn;
    case "aws:sourceaccount":
      return caller.account ?? caller.sourceArn.split(":")[4];
    default:
      return undefined;
  }
}
