/** What S3 would refuse of a bucket's documents: website, object lock, replication, logging, configurations by name. */
import type { AuthoredPath, AuthoredState, BucketEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { suggestName } from "../suggest.ts";

/** Names of configurations (S3 PutBucketMetricsConfiguration, and the three like it). */
const CONFIGURATION_NAME = /^[A-Za-z0-9_.-]{1,64}$/;

export function* checkDocuments(entry: BucketEntry, path: AuthoredPath, state: AuthoredState): Iterable<Problem> {
  yield* checkWebsite(entry.website, [...path, "website"]);
  yield* checkObjectLock(entry, path);
  yield* checkReplication(entry, [...path, "replication"], state);
  yield* checkMetadataTables(entry.metadataTables, [...path, "metadataTables"], state);
  yield* checkTiering(entry.intelligentTiering ?? {}, [...path, "intelligentTiering"]);
  for (const kind of ["intelligentTiering", "analytics", "inventory", "metrics"] as const) {
    for (const name of Object.keys(entry[kind] ?? {}).filter((one) => !CONFIGURATION_NAME.test(one))) {
      const message = `"${name}": a name here is 1 to 64 letters, digits, dots, hyphens or underscores`;
      yield errorAtName([...path, kind, name], "illegal-name", message);
    }
  }
}

function* checkWebsite(website: BucketEntry["website"], path: AuthoredPath): Iterable<Problem> {
  if (website === undefined || website === "none") return;
  const { redirectAllTo, indexDocument, errorDocument, routingRules = [] } = website;
  if (redirectAllTo !== undefined) {
    if (indexDocument === undefined && errorDocument === undefined && routingRules.length === 0) return;
    yield errorAt(path, "conflicting-properties", "a website that sends every request elsewhere has no documents and rules");
    return;
  }
  if (indexDocument === undefined) {
    yield errorAt(path, "missing-index", "a website needs `indexDocument`, or `redirectAllTo`");
  } else if (indexDocument === "" || indexDocument.includes("/")) {
    yield errorAt([...path, "indexDocument"], "illegal-index", "an index document is a name without slashes");
  }
  for (const [index, { redirect }] of routingRules.entries()) {
    const at = [...path, "routingRules", String(index), "redirect"];
    if (redirect.key !== undefined && redirect.keyPrefix !== undefined) {
      yield errorAt(at, "conflicting-properties", "S3 puts either a key or a prefix in place, not both");
    }
    if (Object.keys(redirect).length === 0) yield errorAt(at, "empty-rule", "a redirect says where to");
  }
}

function* checkObjectLock({ objectLock, versioning }: BucketEntry, path: AuthoredPath): Iterable<Problem> {
  if (objectLock === undefined) return;
  const at = [...path, "objectLock"];
  if (versioning !== "enabled") {
    yield errorAt(at, "needs-versioning", "S3 locks objects only of a bucket that keeps versions", "set versioning: enabled");
  }
  if (objectLock === "enabled") return;
  const { mode, days, years } = objectLock;
  if (mode === undefined ? (days ?? years) !== undefined : (days === undefined) === (years === undefined)) {
    yield errorAt(at, "illegal-lock", "a lock has a `mode`, and is for `days` or for `years`");
  }
}

function* checkReplication(
  { replication, versioning }: BucketEntry,
  path: AuthoredPath,
  state: AuthoredState,
): Iterable<Problem> {
  if (replication === undefined || replication === "none") return;
  if (versioning !== "enabled") {
    yield errorAt(path, "needs-versioning", "S3 copies objects only of a bucket that keeps versions", "set versioning: enabled");
  }
  yield* checkRole(replication.role, [...path, "role"], state);
  const seen = new Set<string>();
  for (const [index, rule] of replication.rules.entries()) {
    const at = [...path, "rules", String(index)];
    if (seen.has(rule.id)) yield errorAt([...at, "id"], "duplicate-rule", `rule "${rule.id}" is there already`);
    seen.add(rule.id);
    if (rule.ownedByDestination === true && rule.account === undefined) {
      yield errorAt([...at, "ownedByDestination"], "missing-account", "S3 wants to know the account", "set account");
    }
    if ((rule.kmsKey === undefined) !== (rule.encryptedObjects !== true)) {
      const message = "S3 copies encrypted objects with a key of the destination: `kmsKey` and `encryptedObjects` go together";
      yield errorAt(at, "conflicting-properties", message);
    }
    const target = state.buckets.get(rule.destination);
    if (target !== undefined && target.versioning !== "enabled") {
      const message = `bucket "${rule.destination}" is declared without versions, and S3 copies only to a bucket that keeps them`;
      yield errorAt([...at, "destination"], "needs-versioning", message, "set versioning: enabled on it");
    }
  }
}

function* checkMetadataTables(
  tables: BucketEntry["metadataTables"],
  path: AuthoredPath,
  state: AuthoredState,
): Iterable<Problem> {
  if (tables === undefined || tables === "none") return;
  const { annotations } = tables;
  if (typeof annotations === "object") yield* checkRole(annotations.role, [...path, "annotations", "role"], state);
}

function* checkRole(role: string, path: AuthoredPath, { roles }: AuthoredState): Iterable<Problem> {
  if (roles.has(role) || role.startsWith("arn:")) return;
  const meant = suggestName(role, roles.keys()) ?? "declare it under roles, or write its ARN";
  yield errorAt(path, "unknown-role", `role "${role}" is not declared`, meant);
}

function* checkTiering(tiering: NonNullable<BucketEntry["intelligentTiering"]>, path: AuthoredPath): Iterable<Problem> {
  for (const [name, { archiveAfterDays: archive, deepArchiveAfterDays: deep }] of Object.entries(tiering)) {
    if (archive === undefined && deep === undefined) {
      yield errorAt([...path, name], "empty-rule", "set archiveAfterDays, deepArchiveAfterDays or both");
    } else if (archive !== undefined && deep !== undefined && deep <= archive) {
      yield errorAt([...path, name, "deepArchiveAfterDays"], "illegal-transition", "the deep archive comes after the archive");
    }
  }
}
