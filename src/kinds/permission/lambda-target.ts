/** Which function and alias a Lambda integration leads to once a stage's variables are put in. */
import type { Environment } from "../../model/json.ts";
import type { Identity } from "../../model/observation.ts";

/** What invokes a function: a route's integration, or an authorizer. */
export interface FunctionCall {
  readonly function: string;
  readonly qualifier?: string;
}

/** `qualifier` left out: the unqualified function. */
export interface LambdaTarget {
  readonly kind: "lambda";
  readonly function: string;
  readonly qualifier?: string;
}

export type ResolvedTarget =
  | LambdaTarget
  /** Named by its whole ARN: another account's or region's. */
  | { readonly kind: "foreign"; readonly arn: string }
  | { readonly kind: "unresolved"; readonly variable: string; readonly known: readonly string[] };

const VARIABLE = /\$\{stageVariables\.(\w+)\}/g;

/** The legal forms are a variable as the function, as the qualifier, as both, or as one `function:qualifier` (aws-facts 4). */
export function resolveTarget(call: FunctionCall, variables: Environment, identity?: Identity): ResolvedTarget {
  // A function of this account and region may be named by its ARN as well.
  const own = identity && `arn:${identity.partition}:lambda:${identity.region}:${identity.account}:function:`;
  const called = own && call.function.startsWith(own) ? call.function.slice(own.length) : call.function;
  const text = call.qualifier === undefined ? called : `${called}:${call.qualifier}`;
  let missing: string | undefined;
  const resolved = text.replaceAll(VARIABLE, (_, name: string) => {
    // API Gateway puts an empty text where a variable is not set, and an empty value is not allowed.
    if (!variables[name]) missing ??= name;
    return variables[name] ?? "";
  });
  if (missing !== undefined) return { kind: "unresolved", variable: missing, known: Object.keys(variables).toSorted() };

  if (resolved.startsWith("arn:")) return { kind: "foreign", arn: resolved };
  const [name = "", qualifier] = resolved.split(":");
  // A policy statement cannot name `$LATEST` (Lambda AddPermission): the function's own covers it.
  return { kind: "lambda", function: name, ...(qualifier === undefined || qualifier === "$LATEST" ? {} : { qualifier }) };
}

/** The function that an integration or authorizer invokes by that function's own policy; undefined: none, or as a role. */
export function functionCalledBy(caller: object | null | undefined): FunctionCall | undefined {
  if (!caller || !("function" in caller) || typeof caller.function !== "string") return undefined;
  if ("credentials" in caller && caller.credentials !== undefined) return undefined;
  const qualifier = "qualifier" in caller && typeof caller.qualifier === "string" ? { qualifier: caller.qualifier } : {};
  return { function: caller.function, ...qualifier };
}
