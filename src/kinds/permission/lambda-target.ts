/** Which function and alias a Lambda integration leads to once a stage's variables are put in. */
import type { Environment } from "../../model/json.ts";
import type { LambdaIntegration } from "../../model/specs/rest-api.ts";

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
export function resolveTarget(integration: LambdaIntegration, variables: Environment): ResolvedTarget {
  const { qualifier: own } = integration;
  const text = own === undefined ? integration.function : `${integration.function}:${own}`;
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
