/** What S3 would refuse of lifecycle rules (S3 user guide, "Lifecycle configuration elements"). */
import type { AuthoredPath, BucketEntry, Problem } from "../authoring.ts";
import { errorAt } from "../authoring.ts";

const MAX_LIFECYCLE_RULES = 1000;
/** S3 moves nothing to these classes in the first 30 days (S3 user guide, "Transitioning objects"). */
const AFTER_30_DAYS: readonly string[] = ["STANDARD_IA", "ONEZONE_IA"];

type Rule = NonNullable<BucketEntry["lifecycle"]>[number];

export function* checkLifecycle(rules: readonly Rule[], path: AuthoredPath): Iterable<Problem> {
  if (rules.length > MAX_LIFECYCLE_RULES)
    yield errorAt(path, "too-many-rules", `S3 takes ${MAX_LIFECYCLE_RULES} lifecycle rules`);
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = [...path, String(index)];
    if (seen.has(rule.id)) yield errorAt([...at, "id"], "duplicate-rule", `rule "${rule.id}" is there already`);
    seen.add(rule.id);
    if (!doesSomething(rule)) {
      yield errorAt(at, "empty-rule", `rule "${rule.id}" does nothing`, "set expireAfterDays or another of its actions");
    }
    yield* checkExpiry(rule, at);
    yield* checkTransitions(rule, at);
  }
}

function doesSomething(rule: Rule): boolean {
  const acts = [
    rule.expireAfterDays,
    rule.expireOn,
    rule.removeExpiredDeleteMarkers || undefined,
    rule.expireNoncurrentAfterDays,
    rule.abortIncompleteUploadsAfterDays,
    rule.transitions?.[0],
    rule.noncurrentTransitions?.[0],
  ];
  return acts.some((act) => act !== undefined);
}

function* checkExpiry(rule: Rule, at: AuthoredPath): Iterable<Problem> {
  const ways = [rule.expireAfterDays, rule.expireOn, rule.removeExpiredDeleteMarkers || undefined];
  if (ways.filter((way) => way !== undefined).length > 1) {
    const message = `rule "${rule.id}" expires in more than one way: S3 takes one of expireAfterDays, expireOn and removeExpiredDeleteMarkers`;
    yield errorAt(at, "conflicting-properties", message, "write a rule for each");
  }
  if (rule.expireOn !== undefined) yield* checkDay(rule.expireOn, [...at, "expireOn"]);
  if (rule.keepNoncurrentVersions !== undefined && rule.expireNoncurrentAfterDays === undefined) {
    const message = `rule "${rule.id}" keeps noncurrent versions from expiry, and lets none expire`;
    yield errorAt([...at, "keepNoncurrentVersions"], "conflicting-properties", message, "set expireNoncurrentAfterDays");
  }
  const { largerThanBytes: larger, smallerThanBytes: smaller } = rule;
  if (larger !== undefined && smaller !== undefined && larger >= smaller) {
    yield errorAt(
      [...at, "smallerThanBytes"],
      "illegal-filter",
      `no object is larger than ${larger} and smaller than ${smaller} bytes`,
    );
  }
  const bySize = larger ?? smaller ?? Object.keys(rule.tags ?? {})[0];
  if (bySize !== undefined && rule.abortIncompleteUploadsAfterDays !== undefined) {
    const message = "S3 aborts uploads by the prefix of their key alone: neither by tags nor by size";
    yield errorAt([...at, "abortIncompleteUploadsAfterDays"], "conflicting-properties", message, "write a rule of its own");
  }
}

function* checkTransitions(rule: Rule, at: AuthoredPath): Iterable<Problem> {
  for (const [step, { afterDays, on, storageClass }] of (rule.transitions ?? []).entries()) {
    const place = [...at, "transitions", String(step)];
    if ((afterDays === undefined) === (on === undefined)) {
      yield errorAt(place, "illegal-transition", "a move has either `afterDays` or `on`");
      continue;
    }
    if (on !== undefined) yield* checkDay(on, [...place, "on"]);
    if (afterDays === undefined) continue;
    const days = [...place, "afterDays"];
    if (AFTER_30_DAYS.includes(storageClass) && afterDays < 30) {
      yield errorAt(days, "illegal-transition", `S3 moves objects to ${storageClass} after 30 days at the earliest`);
    }
    if (rule.expireAfterDays !== undefined && afterDays >= rule.expireAfterDays) {
      const message = `rule "${rule.id}" deletes objects after ${rule.expireAfterDays} days, before this`;
      yield errorAt(days, "illegal-transition", message);
    }
  }
}

function* checkDay(day: string, at: AuthoredPath): Iterable<Problem> {
  const date = new Date(`${day}T00:00:00Z`);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)) return;
  yield errorAt(at, "illegal-date", `"${day}" is no day of the calendar`, 'write it like "2027-01-31"');
}
