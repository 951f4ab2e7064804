/**
 * An API's resource policy, as it was when the snapshot was taken (API Gateway developer guide, "How API Gateway resource policies affect
 * authorization workflow"):
 *
 * | statements that match the call | caller nobody knows | caller who signed, of the same account |
 * |--------------------------------|---------------------|-----------------------------------------|
 * | a Deny                         | 403, explicit deny  | 403, explicit deny                      |
 * | an Allow and no Deny           | may                 | may                                     |
 * | none                           | 403                 | may, by a policy of their own           |
 *
 * What a signed caller's own policies say is not kept here: they are taken to allow. NotPrincipal, NotAction and NotResource
 * match nothing.
 */
import { BlockList, isIPv6 } from "node:net";
import { wildcard } from "../authorization/pattern.ts";

export interface PolicyCall {
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/PATH`. */
  readonly arn: string;
  readonly sourceIp: string;
  readonly signed: boolean;
}

export type Verdict = "allowed" | "denied" | "explicitly-denied";

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Precondition: `policy` was stored, so it is JSON with statements. */
export function judgeByPolicy(policy: string, call: PolicyCall): Verdict {
  const { Statement } = JSON.parse(policy) as { readonly Statement: Statement | readonly Statement[] };
  const matching = [Statement].flat().filter((statement) => matches(statement, call));
  if (matching.some(({ Effect }) => Effect === "Deny")) return "explicitly-denied";
  return call.signed || matching.some(({ Effect }) => Effect === "Allow") ? "allowed" : "denied";
}

function matches({ Principal, Action, Resource, Condition = {} }: Statement, call: PolicyCall): boolean {
  return (
    includesCaller(Principal, call) &&
    texts(Action).some((action) => wildcard(action.toLowerCase(), "execute-api:invoke")) &&
    texts(Resource).some((resource) => wildcard(resource, call.arn)) &&
    Object.entries(Condition).every(([operator, tests]) => holds(operator, tests, call))
  );
}

/** Everybody, or who has signed: of whom only the account is known. */
function includesCaller(principal: unknown, { arn, signed }: PolicyCall): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null || !("AWS" in principal)) return false;
  const account = arn.split(":")[4] ?? "";
  return texts(principal.AWS).some((name) => name === "*" || (signed && name.includes(account)));
}

/** Of the keys only aws:SourceIp is known here; a test of another one holds where it is negated, as in IAM. */
function holds(operator: string, tests: Readonly<Record<string, unknown>>, { sourceIp }: PolicyCall): boolean {
  const negated = /^(Not|StringNot|ArnNot)/.test(operator);
  return Object.entries(tests).every(([key, wanted]) => {
    if (key.toLowerCase() !== "aws:sourceip") return negated;
    const within = texts(wanted).some((range) => contains(range, sourceIp));
    return negated ? !within : within;
  });
}

function contains(range: string, address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  const [network = "", bits] = range.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  try {
    const list = new BlockList();
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
    return list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  } catch {
    // What is no range contains nobody.
    return false;
  }
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === "string");
}
