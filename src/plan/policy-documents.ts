/** Statements as managed policies, in as many documents as their size asks for. Pure. */
import type { IamStatement } from "./least-privilege.ts";

export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly IamStatement[];
}

/** Characters of a managed policy, not counting white space (IAM and STS quotas). */
export const MANAGED_POLICY_SIZE = 6144;

/** At least one document; each holds whole statements, and one that is too large for a document is cut by its resources. */
export function policyDocuments(statements: readonly IamStatement[], limit = MANAGED_POLICY_SIZE): readonly IamPolicy[] {
  const documents: IamPolicy[] = [];
  let open: readonly IamStatement[] = [];
  for (const statement of statements.flatMap((one) => pieces(one, limit))) {
    if (open.length > 0 && sizeOf([...open, statement]) > limit) {
      documents.push(documentOf(open));
      open = [];
    }
    open = [...open, statement];
  }
  return [...documents, documentOf(open)];
}

function pieces(statement: IamStatement, limit: number): readonly IamStatement[] {
  if (sizeOf([statement]) <= limit || statement.Resource.length < 2) return [statement];
  const middle = Math.ceil(statement.Resource.length / 2);
  const [left, right] = [statement.Resource.slice(0, middle), statement.Resource.slice(middle)];
  return [
    ...pieces({ ...statement, Sid: `${statement.Sid}A`, Resource: left }, limit),
    ...pieces({ ...statement, Sid: `${statement.Sid}B`, Resource: right }, limit),
  ];
}

function documentOf(Statement: readonly IamStatement[]): IamPolicy {
  return { Version: "2012-10-17", Statement };
}

function sizeOf(statements: readonly IamStatement[]): number {
  return JSON.stringify(documentOf(statements)).replaceAll(/\s/g, "").length;
}
