/** CloudWatch's pages of alarms: at most `MaxRecords`, 50 unless said otherwise and never more than 100 (DescribeAlarms). */
import { AwsError } from "../wire/aws-error.ts";
import { validationError } from "./refusals.ts";

export function page<T>(
  all: readonly T[],
  request: { readonly NextToken?: string | undefined; readonly MaxRecords?: number | undefined },
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const size = request.MaxRecords ?? 50;
  if (size < 1 || size > 100) throw validationError(`MaxRecords must be between 1 and 100, and is ${size}`);
  const from = request.NextToken === undefined ? 0 : Number(Buffer.from(request.NextToken, "base64url").toString());
  if (!Number.isInteger(from)) throw new AwsError("InvalidNextToken", "The next token specified is invalid.", 400);
  const end = from + size;
  return {
    items: all.slice(from, end),
    nextToken: end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}
