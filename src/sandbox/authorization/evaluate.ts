/**
 * Identity policies (IAM User Guide, "Policy evaluation logic", within one account and without boundaries). Pure.
 *
 * | statements that match   | verdict           |
 * |-------------------------|-------------------|
 * | a Deny                  | explicitly denied |
 * | an Allow and no Deny    | allowed           |
 * | none                    | denied            |
 */
import { listOf, type Statement, statementsOf } from "../iam/policy-document.ts";
import { arnLike, wildcard } from "./pattern.ts";

/** One thing that a call does, for which it must be allowed. */
export interface Deed {
  /** `lambda:GetFunction`. */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resources. */
  readonly resource: string;
  /** Condition keys in lower case that the call carries. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Verdict = "allowed" | "denied" | "explicitly denied";

/** Precondition: the documents are such as IAM takes. */
export function evaluate(policies: readonly string[], deed: Deed): Verdict {
  const matching = policies.flatMap(statementsOf).filter((statement) => matches(statement, deed));
  if (matching.some(({ Effect }) => Effect === "Deny")) return "explicitly denied";
  return matching.some(({ Effect }) => Effect === "Allow") ? "allowed" : "denied";
}

function matches(statement: Statement, deed: Deed): boolean {
  return actionMatches(statement, deed) && resourceMatches(statement, deed) && conditionsHold(statement, deed);
}

/** Names of actions are not case-sensitive. */
function actionMatches({ Action, NotAction }: Statement, { action }: Deed): boolean {
  const named = (actions: unknown) => listOf(actions).some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase()));
  return Action === undefined ? !named(NotAction) : named(Action);
}

function resourceMatches({ Resource, NotResource }: Statement, { resource }: Deed): boolean {
  const named = (resources: unknown) => listOf(resources).some((pattern) => pattern === "*" || arnLike(pattern, resource));
  return Resource === undefined ? !named(NotResource) : named(Resource);
}

/** A condition that is not evaluated here allows nothing, and denies. */
function conditionsHold({ Effect, Condition = {} }: Statement, { context = {} }: Deed): boolean {
  // IAM took the document, so conditions are operators by name, and keys by operator.
  const conditions = Object.entries(Condition as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  return conditions.every(([operator, tests]) =>
    Object.entries(tests).every(
      ([key, wanted]) => holds(operator, listOf(wanted), context[key.toLowerCase()]) ?? Effect === "Deny",
    ),
  );
}

/** A key that the call does not carry fails a test, but a negated one (IAM User Guide, "Condition operators"). */
function holds(operator: string, wanted: readonly string[], actual: string | undefined): boolean | undefined {
  const isOptional = operator.endsWith("IfExists");
  const plain = operator.replace(/IfExists$/, "");
  const isNegated = /^(String|Arn)Not/.test(plain);
  const compare = COMPARISONS[plain.replace("Not", "")];
  if (compare === undefined) return undefined;
  if (actual === undefined) return isOptional || isNegated;
  return wanted.some((value) => compare(value, actual)) !== isNegated;
}

const COMPARISONS: Readonly<Record<string, (wanted: string, actual: string) => boolean>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  StringLike: wildcard,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
};
