/** A role of authored YAML as a resource. */

import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { JsonObject, PolicyDocument } from "../../model/json.ts";
import type { RoleSpec } from "../../model/specs/role.ts";
import { partitionOf } from "../arns.ts";
import { policyOf } from "../authored-policy.ts";
import type { ExpandContext, RoleEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { canonicalPolicy } from "../policy-document.ts";
import { managedPolicyArn } from "./managed-policies.ts";

/** The inline policy that the `allow` shorthand becomes. */
export const ALLOW_POLICY = "stagekeeper-allow";

export function expandRole(name: string, entry: RoleEntry, context: ExpandContext): Desired<"role"> {
  return {
    kind: "role",
    address: addressOf("role", name),
    spec: roleSpec(entry, partitionOf(context.state.target.region)),
    intent: {},
    options: optionsOf("role", entry),
    origin: context.originOf(["roles", name]),
    after: [],
    sensitive: [],
  };
}

/** The trust policy that an entry asks for; undefined: none is declared. */
export function trustOf(entry: RoleEntry): PolicyDocument | undefined {
  if (entry.trust !== undefined) return policyOf(entry.trust);
  if (entry.assumedBy === undefined) return undefined;
  const services = typeof entry.assumedBy === "string" ? [entry.assumedBy] : entry.assumedBy;
  return canonicalPolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
  });
}

/** Every inline policy by name; undefined: none is declared, so those in AWS are left alone. */
export function inlinePoliciesOf(entry: RoleEntry): Readonly<Record<string, PolicyDocument>> | undefined {
  if (entry.inlinePolicies === undefined && entry.allow === undefined) return undefined;
  const written = Object.entries(entry.inlinePolicies ?? {}).map(([name, policy]) => [name, policyOf(policy)] as const);
  const allow = entry.allow ?? [];
  return Object.fromEntries(allow.length === 0 ? written : [...written, [ALLOW_POLICY, allowPolicy(allow)]]);
}

function roleSpec(entry: RoleEntry, partition: string): RoleSpec {
  const managed = entry.managedPolicies?.map((policy) => managedPolicyArn(policy, partition));
  return declared({
    path: entry.path,
    description: entry.description,
    trust: trustOf(entry),
    managedPolicies: managed === undefined ? undefined : [...new Set(managed)].toSorted(),
    inlinePolicies: inlinePoliciesOf(entry),
    maxSessionSeconds: entry.maxSessionDuration,
    permissionsBoundary: boundaryOf(entry.permissionsBoundary, partition),
    tags: entry.tags,
  });
}

function boundaryOf(written: string | undefined, partition: string): string | null | undefined {
  return written === undefined || written === "none" ? written && null : managedPolicyArn(written, partition);
}

function allowPolicy(allow: NonNullable<RoleEntry["allow"]>): PolicyDocument {
  return canonicalPolicy({
    Version: "2012-10-17",
    Statement: allow.map((statement) =>
      declared({
        Effect: "Allow",
        Action: statement.actions,
        Resource: statement.resources,
        // YAML holds nothing that JSON has not.
        Condition: statement.conditions as JsonObject | undefined,
      }),
    ) as readonly JsonObject[],
  });
}
