/** What S3 would refuse of a bucket, or what would not do what it says. */

import type { JsonObject } from "../../model/json.ts";
import { checkDrift } from "../authored-drift.ts";
import { checkPolicy, policyOf, policySize } from "../authored-policy.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, BucketEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { checkDocuments } from "./check-documents.ts";
import { checkLifecycle } from "./check-lifecycle.ts";
import { grantsOf } from "./expand.ts";
import { checkNotifications } from "./notifications.ts";

const REGION = /^[a-z]{2,3}(-[a-z]+)+-[0-9]+$/;
/** S3 user guide, "Namespaces for general purpose buckets". */
const REGIONAL_NAME = /-\d{12}-[a-z]{2,3}(-[a-z]+)+-\d+-an$/;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
const MAX_POLICY_BYTES = 20_480;
const MAX_CORS_RULES = 100;

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
  if (entry.lifecycleMinimumSize !== undefined && !entry.lifecycle?.length) {
    const message = "S3 knows a smallest size only of lifecycle rules, and none are declared";
    yield errorAt([...path, "lifecycleMinimumSize"], "conflicting-properties", message, "declare lifecycle with it");
  }
  if ((entry.cors?.length ?? 0) > MAX_CORS_RULES) {
    yield errorAt([...path, "cors"], "too-many-rules", `S3 takes ${MAX_CORS_RULES} CORS rules`);
  }
  yield* checkBucketPolicy(entry, [...path, "policy"]);
  yield* checkAccess(entry, path);
  yield* checkDocuments(entry, path, state);
  yield* checkNotifications(entry, [...path, "notifications"], state);
  if (entry.namespace !== undefined && !REGIONAL_NAME.test(name)) {
    const message = `bucket name "${name}" of a namespace of the account and region has to end in -ACCOUNT-REGION-an`;
    yield errorAtName(path, "illegal-name", message, "as in acme-images-111122223333-eu-central-1-an");
  }
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

/** S3 refuses ACLs where the owner owns everything, and public ones where those are blocked. */
function* checkAccess({ acl, ownership, publicAccess = "blocked" }: BucketEntry, path: AuthoredPath): Iterable<Problem> {
  const grants = acl === undefined ? [] : grantsOf(acl);
  if (grants.length === 0) return;
  const at = [...path, "acl"];
  if (ownership === undefined || ownership === "BucketOwnerEnforced") {
    const message = "S3 takes no ACL where the bucket's owner owns all objects, as in every new bucket";
    yield errorAt(at, "acl-without-ownership", message, "set ownership: BucketOwnerPreferred, or use a policy");
  }
  const isBlocked = publicAccess === "blocked" || (publicAccess !== "unmanaged" && publicAccess.blockPublicAcls);
  if (isBlocked && grants.some(({ grantee }) => grantee === "everyone" || grantee === "authenticated-users")) {
    const message = "this ACL lets everyone in, and public access is blocked: S3 would refuse it";
    yield errorAt(at, "public-acl-blocked", message, "set publicAccess, or name accounts");
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
