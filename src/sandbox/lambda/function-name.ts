/**
 * The ways to name a function: a name, a partial ARN, an ARN, each with or without a qualifier, beside which the
 * operation may take a qualifier of its own (patterns and answers as recorded for GetFunction, CreateFunction, Invoke).
 */
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { check, length, pattern } from "./constraints.ts";
import { invalidParameter, invalidParameterViolation, notFound, violation } from "./errors.ts";

const PREFIX = "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?";
const NAME = `${PREFIX}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const NEW_NAME = `${PREFIX}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`;
const QUALIFIER = "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";

export const LATEST = "$LATEST";

export interface FunctionName {
  readonly name: string;
  /** `$LATEST`, a version number or an alias; undefined: the function itself. */
  readonly qualifier: string | undefined;
}

/** Precondition: none; whatever a caller may send. Throws ValidationException, and for another region or account. */
export function parseFunctionName(world: World, functionName: string | undefined, qualifier?: string): FunctionName {
  const text = functionName ?? "";
  check(
    pattern("functionName", text, NAME),
    pattern("qualifier", qualifier, QUALIFIER),
    length("qualifier", qualifier, { max: 128 }),
  );
  const parsed = split(world, text, NAME);
  if (parsed.qualifier !== undefined && qualifier !== undefined && parsed.qualifier !== qualifier)
    throw invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
  return { name: parsed.name, qualifier: parsed.qualifier ?? qualifier };
}

/** The name of a function to be made. At most 64 characters, which AWS checks apart from the pattern. */
export function parseNewFunctionName(world: World, functionName: string | undefined): string {
  const text = functionName ?? "";
  check(length("functionName", text, { max: 140 }), pattern("functionName", text, NEW_NAME));
  const { name } = split(world, text, NEW_NAME);
  if (name.length > 64)
    throw invalidParameterViolation(violation(name, "functionName", "Member must have length less than or equal to 64"));
  return name;
}

/** `arn:aws:lambda:us-east-1:123456789012:function:NAME[:QUALIFIER]`. */
export function functionArn(world: World, name: string, qualifier?: string): string {
  const arn = `arn:${world.partition}:lambda:${world.region}:${world.account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** Precondition: `text` matches `source`. Groups: 3 region, 9 account, 11 name, 13 qualifier. */
function split(world: World, text: string, source: string): FunctionName {
  const match = new RegExp(`^(?:${source})$`).exec(text);
  const region = match?.[3]?.slice(0, -1);
  if (region !== undefined && region !== world.region)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${world.region}')`);
  const account = match?.[9]?.slice(0, -1);
  if (account !== undefined && account !== world.account) throw new AwsError("AccessDeniedException", "", 403);
  return { name: match?.[11] ?? "", qualifier: match?.[13] };
}
