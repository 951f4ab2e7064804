/** What IAM would refuse of a role (aws-facts 7). */

import { checkDrift } from "../authored-drift.ts";
import { checkPolicy, policySize } from "../authored-policy.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, Problem, RoleEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { nearest } from "../suggest.ts";
import { ALLOW_POLICY, inlinePoliciesOf, trustOf } from "./expand.ts";
import { KNOWN_MANAGED_POLICIES } from "./managed-policies.ts";

const NAME = /^[\w+=,.@-]{1,64}$/;
const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;
const PATH = /^\/$|^\/[\u0021-\u007e]{1,510}\/$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;
const ACTION = /^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$/;
const RESOURCE = /^(\*$|arn:)/;
const POLICY_ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/.+$/;
const POLICY_REFERENCE = /^([\w+=,.@-]+\/)*[\w+=,.@-]+$/;
const MAX_TRUST = 2048;
const MAX_TRUST_RAISED = 4096;
const MAX_INLINE = 10_240;
const MAX_MANAGED = 10;
const MAX_MANAGED_RAISED = 20;

/** What no role shows by itself. */
export function* checkRoleNames(names: Iterable<string>): Iterable<Problem> {
  const seen = new Map<string, string>();
  for (const name of [...names].toSorted()) {
    const twin = seen.get(name.toLowerCase());
    if (twin === undefined) seen.set(name.toLowerCase(), name);
    else {
      const message = `roles "${twin}" and "${name}": IAM does not tell capital letters apart`;
      yield errorAtName(["roles", name], "duplicate-name", message);
    }
  }
}

export function* checkRole(name: string, entry: RoleEntry): Iterable<Problem> {
  const path = ["roles", name];
  if (!NAME.test(name)) {
    yield errorAtName(path, "illegal-name", `role name "${name}": IAM takes 1 to 64 letters, digits or _+=,.@-`);
  }
  if (entry.path !== undefined && !PATH.test(entry.path)) {
    yield errorAt(
      [...path, "path"],
      "illegal-path",
      `"${entry.path}": a path begins and ends with /`,
      'write it like "/service/"',
    );
  }
  yield* checkTrust(entry, path);
  yield* checkManaged(entry.managedPolicies ?? [], [...path, "managedPolicies"]);
  yield* checkInline(entry, path);
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "role", path);
}

function* checkTrust(entry: RoleEntry, path: AuthoredPath): Iterable<Problem> {
  if (entry.trust !== undefined) {
    yield* checkPolicy(entry.trust, [...path, "trust"], "trust");
    if (entry.assumedBy !== undefined) {
      yield errorAt([...path, "assumedBy"], "conflicting-properties", "`assumedBy` and `trust` both say who may assume the role");
    }
  }
  const single = typeof entry.assumedBy === "string";
  const services = typeof entry.assumedBy === "string" ? [entry.assumedBy] : (entry.assumedBy ?? []);
  for (const [index, service] of services.entries()) {
    if (SERVICE.test(service)) continue;
    const at = single ? [...path, "assumedBy"] : [...path, "assumedBy", String(index)];
    const remedy = /^[a-z0-9-]+$/.test(service)
      ? `did you mean "${service}.amazonaws.com"?`
      : "use `trust` for anything but services";
    yield errorAt(at, "illegal-service", `"${service}" is not the name of an AWS service`, remedy);
  }
  const trust = trustOf(entry);
  const size = trust === undefined ? 0 : policySize(trust);
  const at = [...path, entry.trust === undefined ? "assumedBy" : "trust"];
  if (size > MAX_TRUST_RAISED)
    yield errorAt(at, "policy-too-large", `trust policy has ${size} characters: IAM takes ${MAX_TRUST_RAISED} at most`);
  else if (size > MAX_TRUST)
    yield warningAt(at, "policy-too-large", `trust policy has ${size} characters: IAM takes ${MAX_TRUST} unless raised`);
}

function* checkManaged(policies: readonly string[], path: AuthoredPath): Iterable<Problem> {
  if (policies.length > MAX_MANAGED_RAISED)
    yield errorAt(path, "too-many-policies", `IAM attaches ${MAX_MANAGED_RAISED} managed policies at most`);
  else if (policies.length > MAX_MANAGED)
    yield warningAt(path, "too-many-policies", `IAM attaches ${MAX_MANAGED} managed policies unless raised`);
  for (const [index, policy] of policies.entries()) {
    const at = [...path, String(index)];
    const isArn = policy.startsWith("arn:");
    if (isArn ? !POLICY_ARN.test(policy) : !POLICY_REFERENCE.test(policy)) {
      yield errorAt(at, "illegal-policy-name", `"${policy}" is neither the name of a managed policy nor its ARN`);
    } else if (!isArn && !policy.includes("/") && !KNOWN_MANAGED_POLICIES.includes(policy)) {
      const similar = nearest(policy, KNOWN_MANAGED_POLICIES);
      if (similar !== undefined) {
        yield warningAt(
          at,
          "unknown-managed-policy",
          `"${policy}" is not one of AWS's policies that we know`,
          `did you mean "${similar}"?`,
        );
      }
    }
  }
}

function* checkInline(entry: RoleEntry, path: AuthoredPath): Iterable<Problem> {
  for (const [name, policy] of Object.entries(entry.inlinePolicies ?? {})) {
    const at = [...path, "inlinePolicies", name];
    if (!POLICY_NAME.test(name)) {
      yield errorAtName(at, "illegal-name", `policy name "${name}": IAM takes 1 to 128 letters, digits or _+=,.@-`);
    }
    if (name === ALLOW_POLICY && entry.allow !== undefined) {
      yield errorAtName(at, "conflicting-properties", `"${ALLOW_POLICY}" is the name of the policy that \`allow\` becomes`);
    }
    yield* checkPolicy(policy, at, "identity");
  }
  for (const [index, statement] of (entry.allow ?? []).entries()) {
    const at = [...path, "allow", String(index)];
    for (const [item, action] of statement.actions.entries()) {
      if (!ACTION.test(action)) {
        yield errorAt(
          [...at, "actions", String(item)],
          "illegal-action",
          `"${action}" is not an action`,
          'write it like "s3:PutObject"',
        );
      }
    }
    for (const [item, resource] of statement.resources.entries()) {
      if (!RESOURCE.test(resource)) {
        yield errorAt(
          [...at, "resources", String(item)],
          "illegal-resource",
          `"${resource}" is not an ARN`,
          'write it like "arn:aws:s3:::BUCKET/*"',
        );
      }
    }
  }
  const size = Object.values(inlinePoliciesOf(entry) ?? {}).reduce((sum, document) => sum + policySize(document), 0);
  if (size > MAX_INLINE) {
    const at = [...path, entry.inlinePolicies === undefined ? "allow" : "inlinePolicies"];
    yield errorAt(at, "policy-too-large", `inline policies have ${size} characters: IAM takes ${MAX_INLINE} for all of a role's`);
  }
}
