/** A live role as its author would write it. */
import { canonicalJson } from "../kinds/digest.ts";
import { canonicalPolicy } from "../kinds/policy-document.ts";
import { ALLOW_POLICY } from "../kinds/role/expand.ts";
import { managedPolicyArn } from "../kinds/role/managed-policies.ts";
import { isObject, type Json, type JsonObject, type PolicyDocument } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import { given, type Members } from "./members.ts";
import { plainPolicy } from "./plain-policy.ts";

/** What IAM gives a new role about which nothing is said. */
export const ROLE_DEFAULTS: Members = {
  path: "/",
  description: "",
  maxSessionDuration: 3_600,
  permissionsBoundary: "none",
  managedPolicies: [],
  inlinePolicies: {},
  tags: {},
};

const VERSION = "2012-10-17";

export function roleMembers({ spec }: Live<"role">, partition: string): Members {
  const { [ALLOW_POLICY]: allowing, ...inline } = spec.inlinePolicies ?? {};
  const allow = allowing === undefined ? undefined : allowOf(allowing);
  const written = allow === undefined && allowing !== undefined ? { ...inline, [ALLOW_POLICY]: allowing } : inline;
  return {
    description: spec.description,
    path: spec.path,
    ...trustMembers(spec.trust),
    managedPolicies: (spec.managedPolicies ?? []).map((arn) => shortPolicy(arn, partition)),
    allow,
    // Empty next to `allow` says no more than `allow` alone.
    inlinePolicies:
      allow !== undefined && Object.keys(written).length === 0
        ? undefined
        : Object.fromEntries(Object.entries(written).map(([name, document]) => [name, plainPolicy(document)])),
    maxSessionDuration: spec.maxSessionSeconds,
    permissionsBoundary: spec.permissionsBoundary ?? "none",
    tags: { ...spec.tags },
  };
}

function trustMembers(trust: PolicyDocument | undefined): Members {
  if (trust === undefined) return {};
  const services = servicesOf(trust);
  if (services === undefined) return { trust: plainPolicy(trust) };
  const [first, ...rest] = services;
  return { assumedBy: first !== undefined && rest.length === 0 ? first : services };
}

/** The services that may assume the role, where that is all the policy says. */
function servicesOf(trust: PolicyDocument): readonly string[] | undefined {
  const [statement] = statementsOf(trust);
  const principal = isObject(statement) ? statement.Principal : undefined;
  const services = isObject(principal) ? principal.Service : undefined;
  if (!Array.isArray(services)) return undefined;
  const Service = (services as readonly Json[]).map(String);
  const said = { Version: VERSION, Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] };
  return isSame(canonicalPolicy(said), trust) ? Service : undefined;
}

/** Undefined: it says more than the short way can. */
function allowOf(document: PolicyDocument): readonly JsonObject[] | undefined {
  const allow = statementsOf(document).flatMap((statement) => {
    if (!isObject(statement)) return [];
    const { Action, Resource, Condition } = statement;
    // Canonical documents hold lists here, and YAML holds nothing that JSON has not.
    return [given({ actions: Action, resources: Resource, conditions: Condition })];
  });
  const said = {
    Version: VERSION,
    Statement: allow.map(({ actions, resources, conditions }) =>
      given({ Effect: "Allow", Action: actions, Resource: resources, Condition: conditions }),
    ),
  };
  return allow.length > 0 && isSame(canonicalPolicy(said), document) ? allow : undefined;
}

function statementsOf(document: PolicyDocument): readonly Json[] {
  // Canonical: always a list.
  return Array.isArray(document.Statement) ? (document.Statement as readonly Json[]) : [];
}

/** AWS's own policies by their name. */
function shortPolicy(arn: string, partition: string): string {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return managedPolicyArn(name, partition) === arn ? name : arn;
}

function isSame(left: PolicyDocument, right: PolicyDocument): boolean {
  return canonicalJson(left) === canonicalJson(right);
}
