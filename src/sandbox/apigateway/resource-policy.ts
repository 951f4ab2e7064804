/** An API's resource policy: checked as it comes in, completed as AWS stores it, escaped as AWS shows it. */
import type { World } from "../world.ts";
import { badRequest } from "./refusals.ts";

/** Characters (aws-facts 1.2). */
const MAX_POLICY_LENGTH = 8192;

/**
 * The document to store; undefined for none. The short form `execute-api:/stage/VERB/path` of a resource is stored as the
 * whole ARN of this API (developer guide, "Resource policy examples").
 */
export function readPolicy(world: World, apiId: string, sent: string | undefined): string | undefined {
  if (!sent) return undefined;
  if (sent.length > MAX_POLICY_LENGTH) throw badRequest(`Policy cannot be longer than ${MAX_POLICY_LENGTH} characters`);
  let document: unknown;
  try {
    document = JSON.parse(sent);
  } catch {
    throw invalidPolicy();
  }
  if (typeof document !== "object" || document === null || !("Statement" in document)) throw invalidPolicy();
  const arn = `arn:${world.partition}:execute-api:${world.region}:${world.account}:${apiId}/`;
  const completed = (key: string, value: unknown) => {
    // A list of one resource comes back as a text (recorded: test_create_execute_api_vpc_endpoint).
    const one = key === "Resource" && Array.isArray(value) && value.length === 1 ? value[0] : value;
    return typeof one === "string" && key !== "Sid" ? one.replace(/^execute-api:\//, arn) : one;
  };
  return JSON.stringify(document, completed);
}

/** The API answers the document with its quotes escaped, as if it were inside a JSON string (Terraform unquotes it). */
export function shownPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1);
}

function invalidPolicy() {
  return badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
}
