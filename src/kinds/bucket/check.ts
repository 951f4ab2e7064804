/** What S3 would refuse of a bucket, or what would not do what it says. */

import type { JsonObject } from "../../model/json.ts";
import { checkDrift } from "../authored-drift.ts";
import { checkPolicy, policyOf, policySize } from "../authored-policy.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, BucketEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";

const REGION = /^[a-z]{2,3}(-[a-z]+)+-[0-9]+$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
const MAX_POLICY_BYTES = 20_480;
const MAX_LIFECYCLE_RULES = 1000;
const MAX_CORS_RULES = 100;
/** S3 moves nothing to these classes in the first 30 days (S3 user guide, "Transitioning objects"). */
const AFTER_30_DAYS: readonly string[] = ["STANDARD_IA", "ONEZONE_IA"];

export function* checkBucket(name: string, entry: BucketEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["buckets", name];
  const wrong = bucketNameFault(name);
  if (wrong !== undefined) yield errorAtName(path, "illegal-name", `bucket name "${name}" ${wrong}`);
  if (entry.region !== undefined && !REGION.test(entry.region)) {
    yield errorAt([...path, "region"], "illegal-region", `"${entry.region}" is not a region`, 'write it like "eu-central-1"');
  } else if (entry.region !== undefined && state.target.region !== undefined && entry.region !== state.target.region) {
    yield warningAt(
      [...path, "region"],
      "other-region",
      `bucket "${name}" is to be in ${entry.region}, everything else in ${state.target.region}`,
    );
  }
  yield* checkEncryption(entry.encryption, [...path, "encryption"]);
  yield* checkLifecycle(entry.lifecycle ?? [], [...path, "lifecycle"]);
  if ((entry.cors?.length ?? 0) > MAX_CORS_RULES) {
    yield errorAt([...path, "cors"], "too-many-rules", `S3 takes ${MAX_CORS_RULES} CORS rules`);
  }
  yield* checkBucketPolicy(entry, [...path, "policy"]);
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "bucket", path);
}

/** What is wrong with a bucket name, to follow the name in a sentence; undefined: nothing (S3 user guide, "Bucket naming rules"). */
export function bucketNameFault(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return "has to have 3 to 63 characters";
  if (/[A-Z]/.test(name)) return "has capital letters: S3 takes lower-case only";
  if (!/^[a-z0-9.-]+$/.test(name)) return "may hold lower-case letters, digits, dots and hyphens only";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return "has to begin and end with a letter or digit";
  if (name.includes("..")) return "has two dots next to each other";
  if (IPV4.test(name)) return "looks like an IP address";
  const prefix = RESERVED_PREFIXES.find((reserved) => name.startsWith(reserved));
  if (prefix !== undefined) return `begins with "${prefix}", which AWS keeps for itself`;
  const suffix = RESERVED_SUFFIXES.find((reserved) => name.endsWith(reserved));
  return suffix === undefined ? undefined : `ends with "${suffix}", which AWS keeps for itself`;
}

function* checkEncryption(encryption: BucketEntry["encryption"], path: AuthoredPath): Iterable<Problem> {
  if (encryption === undefined || encryption === "AES256") return;
  if (encryption.algorithm === "AES256" && encryption.kmsKey !== undefined) {
    yield errorAt([...path, "kmsKey"], "illegal-encryption", "AES256 takes no KMS key", "set algorithm: aws:kms");
  }
  if (encryption.algorithm !== "aws:kms" && encryption.bucketKey === true) {
    yield errorAt([...path, "bucketKey"], "illegal-encryption", `${encryption.algorithm} takes no bucket key`);
  }
}

function* checkLifecycle(rules: NonNullable<BucketEntry["lifecycle"]>, path: AuthoredPath): Iterable<Problem> {
  if (rules.length > MAX_LIFECYCLE_RULES)
    yield errorAt(path, "too-many-rules", `S3 takes ${MAX_LIFECYCLE_RULES} lifecycle rules`);
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = [...path, String(index)];
    if (seen.has(rule.id)) yield errorAt([...at, "id"], "duplicate-rule", `rule "${rule.id}" is there already`);
    seen.add(rule.id);
    const acts = [rule.expireAfterDays, rule.expireNoncurrentAfterDays, rule.abortIncompleteUploadsAfterDays];
    const transitions = rule.transitions ?? [];
    if (acts.every((days) => days === undefined) && transitions.length === 0) {
      yield errorAt(at, "empty-rule", `rule "${rule.id}" does nothing`, "set expireAfterDays or another of its actions");
    }
    for (const [step, transition] of transitions.entries()) {
      const days = [...at, "transitions", String(step), "afterDays"];
      if (AFTER_30_DAYS.includes(transition.storageClass) && transition.afterDays < 30) {
        yield errorAt(days, "illegal-transition", `S3 moves objects to ${transition.storageClass} after 30 days at the earliest`);
      }
      if (rule.expireAfterDays !== undefined && transition.afterDays >= rule.expireAfterDays) {
        yield errorAt(
          days,
          "illegal-transition",
          `rule "${rule.id}" deletes objects after ${rule.expireAfterDays} days, before this`,
        );
      }
    }
  }
}

function* checkBucketPolicy(entry: BucketEntry, path: AuthoredPath): Iterable<Problem> {
  if (entry.policy === undefined || entry.policy === "none") return;
  yield* checkPolicy(entry.policy, path, "resource");
  const document = policyOf(entry.policy);
  if (policySize(document) > MAX_POLICY_BYTES) yield errorAt(path, "policy-too-large", "S3 takes a bucket policy of 20 KB");
  const blocked = entry.publicAccess === undefined || entry.publicAccess === "blocked";
  if (blocked && isPublic(document)) {
    yield errorAt(
      path,
      "public-policy-blocked",
      "this policy lets everyone in, and public access is blocked: S3 would refuse it",
      "add a Condition, name the principals, or set publicAccess",
    );
  }
}

/** Whether a statement allows everyone, without a condition. The document is canonical: `*` is written `{ AWS: ["*"] }`. */
function isPublic(document: JsonObject): boolean {
  const statements: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [];
  return statements.some((statement) => {
    if (typeof statement !== "object" || statement === null) return false;
    const members: Readonly<Record<string, unknown>> = { ...statement };
    return members.Effect === "Allow" && members.Condition === undefined && namesEveryone(members.Principal);
  });
}

function namesEveryone(principal: unknown): boolean {
  return JSON.stringify(principal ?? "").includes('"AWS":["*"]');
}
