/** What IAM refuses in a policy document: MalformedPolicyDocument, with the words that IAM has for it. */
import { AwsError } from "../wire/aws-error.ts";

/** A statement of any policy, looked at member by member. */
export type Statement = Readonly<Record<string, unknown>>;

const VERSIONS: readonly unknown[] = [undefined, "2008-10-17", "2012-10-17"];
const ACTION = /^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$/;
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

/** The statements of a document that was checked before. */
export function statementsOf(document: string): readonly Statement[] {
  return parse(document).statements;
}

/** A trust policy (AssumeRolePolicyDocument): who, and no resource. */
export function checkTrustPolicy(document: string): void {
  for (const statement of checkedStatements(document)) {
    if (statement.Resource !== undefined || statement.NotResource !== undefined) throw malformed("Has prohibited field Resource");
    if (statement.Principal === undefined && statement.NotPrincipal === undefined)
      throw malformed("Missing required field Principal");
    if (statement.Action === undefined && statement.NotAction === undefined) throw malformed("Missing required field Action");
    checkActions(statement);
    if (listOf(statement.Action).some((action) => !/^(sts:|\*$)/i.test(action)))
      throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    checkPrincipals(statement.Principal);
  }
}

/** An identity policy (PutRolePolicy): what, on which resource, and nobody named. */
export function checkIdentityPolicy(document: string): void {
  for (const statement of checkedStatements(document)) {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined)
      throw malformed("Policy document should not specify a principal.");
    if (statement.Action === undefined && statement.NotAction === undefined)
      throw malformed("Policy statement must contain actions.");
    checkActions(statement);
    if (statement.Resource === undefined && statement.NotResource === undefined)
      throw malformed("Policy statement must contain resources.");
    const stray = listOf(statement.Resource).find((resource) => resource !== "*" && !resource.startsWith("arn:"));
    if (stray !== undefined) throw malformed(`Resource ${stray} must be in ARN format or "*".`);
  }
}

export function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message, 400);
}

function checkedStatements(document: string): readonly Statement[] {
  const { version, statements } = parse(document);
  if (!VERSIONS.includes(version)) throw malformed("The policy must contain a valid version string");
  if (statements.length === 0) throw malformed("Syntax errors in policy.");
  const sids = statements.map((statement) => statement.Sid).filter((sid) => sid !== undefined);
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique.");
  for (const { Effect: effect } of statements) {
    if (effect === undefined) throw malformed("Missing required field Effect");
    if (effect !== "Allow" && effect !== "Deny") throw malformed(`Invalid effect: ${String(effect)}`);
  }
  return statements;
}

function parse(document: string): { readonly version: unknown; readonly statements: readonly Statement[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isRecord(parsed)) throw malformed("Syntax errors in policy.");
  const listed = parsed.Statement === undefined ? [] : [parsed.Statement].flat();
  if (!listed.every(isRecord)) throw malformed("Syntax errors in policy.");
  return { version: parsed.Version, statements: listed };
}

function checkActions(statement: Statement): void {
  const actions = listOf(statement.Action ?? statement.NotAction);
  if (!actions.every((action) => ACTION.test(action)))
    throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
}

/** Services that do not exist cannot be told from those that do, only names that none could have. */
function checkPrincipals(principal: unknown): void {
  if (principal === undefined || principal === "*") return;
  if (!isRecord(principal)) throw malformed("Syntax errors in policy.");
  const stray = listOf(principal.Service).find((service) => !SERVICE.test(service));
  if (stray !== undefined) throw malformed(`Invalid principal in policy: "SERVICE":"${stray}"`);
}

/** One value and a list of one mean the same; what is no string counts as none. */
export function listOf(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Statement {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
