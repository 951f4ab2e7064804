/**
 * What a reviewer must not overlook in a plan, whoever wrote it: a line each, in Markdown.
 *
 * | warns of     | where                                                                                      |
 * |--------------|--------------------------------------------------------------------------------------------|
 * | deletes      | a step deletes                                                                             |
 * | new snapshot | a stage that exists is to serve another one; with the routes in which the API changes      |
 * | permissions  | who may call what: statements, policies, trust, public access, how a route is authorized   |
 * | code         | a function's code changes, or an alias that exists is to serve another version             |
 */
import { type Address, addressOf, nameAt } from "../../model/address.ts";
import type { FieldChange, Plan, Step } from "../../model/plan.ts";
import { code, shortened } from "./markdown.ts";
import { inlineValue } from "./value-text.ts";

/** Empty for a plan that a reviewer may glance over. Its sensitive values are masked already. */
export function planWarnings(plan: Plan): readonly string[] {
  return [
    ...plan.steps.flatMap(deleteWarning),
    ...plan.steps.flatMap((step) => snapshotWarning(step, plan)),
    ...plan.steps.flatMap(permissionWarning),
    ...plan.steps.flatMap(codeWarning),
  ];
}

/** Whether a step deletes all that a bucket holds, as it was declared. */
export function emptiesBucket({ action, live }: Step): boolean {
  return action === "delete" && live?.kind === "bucket" && live.facts.emptyOnDestroy === true;
}

/** What goes with it that nothing in the plan brings back. */
const LOSES: Partial<Record<Step["kind"], string>> = {
  bucket: "a bucket",
  role: "what runs as it may do nothing any more",
  function: "with every version of it",
  alias: "whoever calls it gets an error",
  "rest-api": "with every stage, snapshot and URL of it",
  "client-certificate": "what trusts it is shown another one, if any; it is never made again",
  stage: "its URL answers no more",
  "api-key": "whoever uses it is refused, and no other will ever have its value",
  "usage-plan": "the bearers of its keys are refused",
  "domain-name": "with every base path on it; its DNS target is another one if it is made again",
};

function deleteWarning(step: Step): readonly string[] {
  const { action, address, kind } = step;
  if (action !== "delete") return [];
  const loss = emptiesBucket(step) ? "a bucket, with every object and version in it" : LOSES[kind];
  return [`**Deletes** ${code(address)}${loss === undefined ? "" : `: ${loss}`}`];
}

function snapshotWarning(step: Step, plan: Plan): readonly string[] {
  if (step.kind !== "stage" || step.action !== "update" || !step.changes.some(({ keys }) => keys[0] === "deploymentId"))
    return [];
  const told = plan.notes.find(({ address, code: kind }) => address === step.address && kind === "stale-snapshot")?.details ?? [];
  const differences = told.length > 0 ? told.map(code) : frozenChanges(step.address, plan);
  const what =
    differences.length === 0 ? "the API as it is now; which routes that changes was not looked up" : capped(differences, 8);
  return [`**New snapshot** for ${code(step.address)}: ${what}`];
}

/** What this plan changes of what a snapshot freezes. */
function frozenChanges(stage: Address, { steps }: Plan): readonly string[] {
  const api = steps.find(({ address }) => address === addressOf("rest-api", nameAt(stage, 0)));
  const changes = api?.changes ?? [];
  const routes = new Map<string, FieldChange[]>();
  for (const change of changes.filter(({ keys }) => keys[0] === "routes")) {
    const [, route = ""] = change.keys;
    routes.set(route, [...(routes.get(route) ?? []), change]);
  }
  const others = ["binaryMediaTypes", "policy"].filter((member) => changes.some(({ keys }) => keys[0] === member));
  return [
    ...[...routes]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([route, own]) => `${routeVerb(own)} ${code(route)}`),
    ...others.map((member) => `changed ${code(member)}`),
  ];
}

/** A route comes and goes with the type of its integration; it may be told as a whole too. */
function routeVerb(changes: readonly FieldChange[]): string {
  const whole = changes.find(({ keys }) => keys.length === 2 || (keys[2] === "integration" && (keys[3] ?? "type") === "type"));
  if (whole === undefined) return "changed";
  if (whole.before === undefined) return "new";
  return whole.after === undefined ? "gone" : "changed";
}

/** Members that say who may call what, or do what. */
const GRANTS: Partial<Record<Step["kind"], readonly string[]>> = {
  role: ["trust", "managedPolicies", "inlinePolicies", "permissionsBoundary"],
  bucket: ["policy", "publicAccessBlock", "notifications", "abac"],
  alias: ["url"],
  "rest-api": ["policy"],
  "api-key": ["enabled"],
  "usage-plan": ["stages", "keys", "throttle", "quota"],
  "domain-name": ["mutualTls"],
};

function permissionWarning(step: Step): readonly string[] {
  const { kind, action, address, changes } = step;
  if (kind === "permission") return [`**Permission** ${code(address)} is ${action === "delete" ? "taken back" : "given"}`];
  if (action === "delete") return [];
  const members = [
    ...new Set(changes.flatMap(({ keys: [key] }) => (key !== undefined && GRANTS[kind]?.includes(key) ? [key] : []))),
  ];
  const routes = action === "update" && kind === "rest-api" ? changes.filter(opensRoute).map(({ path }) => path) : [];
  const named = [...members, ...routes].map(code);
  return named.length === 0 ? [] : [`**Permissions** of ${code(address)}: ${capped(named, 8)}`];
}

function opensRoute({ keys }: FieldChange): boolean {
  return keys[0] === "routes" && (keys[2] === "authorization" || keys[2] === "apiKeyRequired");
}

function codeWarning({ kind, action, address, changes }: Step): readonly string[] {
  if (action !== "update") return [];
  if (kind === "function" && changes.some(({ keys }) => keys[0] === "codeSha256"))
    return [`**Code** of ${code(address)} changes`];
  const version = kind === "alias" ? changes.find(({ path }) => path === "version") : undefined;
  if (version === undefined) return [];
  return [`**Version** that ${code(address)} serves: ${valueCode(version.before)} → ${valueCode(version.after)}`];
}

function valueCode(value: unknown): string {
  return code(shortened(inlineValue(value), 60));
}

function capped(items: readonly string[], most: number): string {
  const more = items.length - most;
  return [...items.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
