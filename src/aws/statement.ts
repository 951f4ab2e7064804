/** Statements of a Lambda resource policy that let API Gateway invoke: written for one stage, and recognised in whatever form. Pure. */
import { likeMatches } from "../kinds/iam-wildcard.ts";
import type { Identity } from "../model/observation.ts";
import { AUTHORIZERS } from "../model/specs/permission.ts";

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Every method and path of one stage: one statement a stage, for a policy holds 20 KB (aws-facts 5.5). Authorizers invoke as
 * `API/authorizers/ID` whatever the stage (API Gateway developer guide, "Use API Gateway Lambda authorizers").
 */
export function stageSourceArn(identity: Identity, apiId: string, stage: string): string {
  const place = stage === AUTHORIZERS ? "authorizers/*" : `${stage}/*/*`;
  return `arn:${identity.partition}:execute-api:${identity.region}:${identity.account}:${apiId}/${place}`;
}

export function parseStatements(policy: string | undefined): readonly PolicyStatement[] {
  // Lambda's policies are documents it wrote itself; statements are read without trusting their members.
  const document = JSON.parse(policy ?? "{}") as { readonly Statement?: PolicyStatement | readonly PolicyStatement[] };
  return [document.Statement ?? []].flat();
}

/** Whether a statement allows API Gateway to invoke for every request that `sourceArn` stands for, by any condition we can read. */
export function covers(statement: PolicyStatement, sourceArn: string): boolean {
  if (statement.Effect !== "Allow") return false;
  if (!matchesAny(list(statement.Action), "lambda:InvokeFunction")) return false;
  if (!isApiGateway(statement.Principal)) return false;
  const tests = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: list(values) })),
  );
  return tests.every((test) => {
    if (test.key === "aws:sourceaccount") return test.values.includes(sourceArn.split(":")[4] ?? "");
    if (test.key !== "aws:sourcearn") return false;
    if (/^(Arn|String)Like(IfExists)?$/.test(test.operator)) return matchesAny(test.values, sourceArn);
    return /^(Arn|String)Equals$/.test(test.operator) && test.values.includes(sourceArn);
  });
}

/** The source ARN that a statement names, when it names one. */
export function sourceArnOf(statement: PolicyStatement): string | undefined {
  for (const keys of Object.values(statement.Condition ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      if (key.toLowerCase() === "aws:sourcearn") return list(value)[0];
    }
  }
  return undefined;
}

/** API id and stage of an execute-api source ARN; `undefined` for any other. */
export function readSourceArn(arn: string | undefined): { readonly apiId: string; readonly stage: string } | undefined {
  const [, , service, , , resource] = (arn ?? "").split(":");
  const [apiId, place, ...rest] = (resource ?? "").split("/");
  const stage = place === "authorizers" && rest.length === 1 ? AUTHORIZERS : place;
  return service === "execute-api" && apiId && stage ? { apiId, stage } : undefined;
}

function isApiGateway(principal: unknown): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  // Any object can be read by string keys; the values are unknown.
  const { Service, AWS } = principal as { readonly Service?: unknown; readonly AWS?: unknown };
  return list(Service).includes("apigateway.amazonaws.com") || list(AWS).includes("*");
}

function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => likeMatches(pattern, text));
}

function list(value: unknown): readonly string[] {
  return [value].flat().filter((item): item is string => typeof item === "string");
}
