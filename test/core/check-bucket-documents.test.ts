/** What S3 takes of a bucket's documents, and what it does not: the codes say why. */
import { describe, expect, it } from "vitest";
import type { BucketEntry } from "../../src/kinds/authoring.ts";
import { checkBucket } from "../../src/kinds/bucket/check.ts";
import { anAuthoredState, told } from "./authored.ts";

const others = new Map<string, BucketEntry>([
  ["kept", { versioning: "enabled" }],
  ["plain", {}],
]);
const check = (entry: BucketEntry) =>
  told(checkBucket("acme", entry, anAuthoredState({ buckets: others, roles: new Map([["copier", {}]]) }))).map((problem) =>
    problem.replace(" at buckets.acme.", " "),
  );
const OPEN = { blockPublicAcls: false, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
const ROLE = "arn:aws:iam::123456789012:role/copier";

type Row = readonly [what: string, entry: BucketEntry, problems: readonly string[]];

const table = (rows: readonly Row[]) =>
  it.each(rows)("%s", (_what, entry, problems) => {
    expect(check(entry)).toEqual(problems);
  });

describe("an ACL", () => {
  table([
    ["that lets nobody in goes with every ownership", { acl: "private" }, []],
    ["of no grants lets nobody in", { acl: [] }, []],
    ["wants an ownership that has ACLs", { acl: "log-delivery-write" }, ["acl-without-ownership acl"]],
    [
      "is not for owners of everything",
      { acl: "log-delivery-write", ownership: "BucketOwnerEnforced" },
      ["acl-without-ownership acl"],
    ],
    ["may let S3 write logs", { acl: "log-delivery-write", ownership: "ObjectWriter" }, []],
    ["for everyone is blocked by default", { acl: "public-read", ownership: "ObjectWriter" }, ["public-acl-blocked acl"]],
    [
      "for every account is blocked likewise",
      { acl: "authenticated-read", ownership: "ObjectWriter", publicAccess: { ...OPEN, blockPublicAcls: true } },
      ["public-acl-blocked acl"],
    ],
    [
      "for everyone where public ACLs are not blocked",
      { acl: "public-read-write", ownership: "ObjectWriter", publicAccess: OPEN },
      [],
    ],
    ["for everyone where nobody looks", { acl: "public-read", ownership: "ObjectWriter", publicAccess: "unmanaged" }, []],
  ]);
});

describe("a lifecycle rule in full", () => {
  const rule = (more: object): BucketEntry => ({ lifecycle: [{ id: "r", expireAfterDays: 9, ...more }] });
  table([
    ["expires in one way", rule({ expireOn: "2030-01-01" }), ["conflicting-properties lifecycle.0"]],
    ["may only remove delete markers", { lifecycle: [{ id: "r", removeExpiredDeleteMarkers: true }] }, []],
    [
      "does nothing when it does not even that",
      { lifecycle: [{ id: "r", removeExpiredDeleteMarkers: false }] },
      ["empty-rule lifecycle.0"],
    ],
    [
      "may only move old versions",
      { lifecycle: [{ id: "r", noncurrentTransitions: [{ afterDays: 1, storageClass: "GLACIER" }] }] },
      [],
    ],
    ["expires on a day there is", { lifecycle: [{ id: "r", expireOn: "2030-02-30" }] }, ["illegal-date lifecycle.0.expireOn"]],
    [
      "expires on no thirteenth month",
      { lifecycle: [{ id: "r", expireOn: "2030-13-01" }] },
      ["illegal-date lifecycle.0.expireOn"],
    ],
    [
      "keeps versions from an expiry",
      rule({ keepNoncurrentVersions: 2 }),
      ["conflicting-properties lifecycle.0.keepNoncurrentVersions"],
    ],
    ["keeps versions from its expiry", rule({ keepNoncurrentVersions: 2, expireNoncurrentAfterDays: 3 }), []],
    [
      "is of sizes that there are",
      rule({ largerThanBytes: 9, smallerThanBytes: 9 }),
      ["illegal-filter lifecycle.0.smallerThanBytes"],
    ],
    ["is of sizes in between", rule({ largerThanBytes: 9, smallerThanBytes: 10 }), []],
    [
      "aborts uploads of any size",
      rule({ smallerThanBytes: 9, abortIncompleteUploadsAfterDays: 1 }),
      ["conflicting-properties lifecycle.0.abortIncompleteUploadsAfterDays"],
    ],
    [
      "aborts uploads with any tags",
      rule({ tags: { a: "b" }, abortIncompleteUploadsAfterDays: 1 }),
      ["conflicting-properties lifecycle.0.abortIncompleteUploadsAfterDays"],
    ],
    [
      "moves after days or on a day",
      rule({ transitions: [{ storageClass: "GLACIER" }] }),
      ["illegal-transition lifecycle.0.transitions.0"],
    ],
    ["moves on a day", rule({ transitions: [{ on: "2030-01-01", storageClass: "STANDARD_IA" }] }), []],
    [
      "moves on a day there is",
      rule({ transitions: [{ on: "2030-00-01", storageClass: "GLACIER" }] }),
      ["illegal-date lifecycle.0.transitions.0.on"],
    ],
  ]);
});

describe("a website", () => {
  const site = (website: BucketEntry["website"]): BucketEntry => ({ website });
  table([
    ["is not there", site("none"), []],
    ["has an index", site({ indexDocument: "index.html" }), []],
    ["has an index, whatever else it has", site({ errorDocument: "error.html" }), ["missing-index website"]],
    ["has an index without slashes", site({ indexDocument: "a/index.html" }), ["illegal-index website.indexDocument"]],
    ["has an index with a name", site({ indexDocument: "" }), ["illegal-index website.indexDocument"]],
    ["sends every request elsewhere", site({ redirectAllTo: { host: "acme.example" } }), []],
    [
      "sends every request elsewhere or serves some",
      site({ redirectAllTo: { host: "acme.example" }, indexDocument: "index.html" }),
      ["conflicting-properties website"],
    ],
    [
      "redirects to a key or below a prefix",
      site({ indexDocument: "i", routingRules: [{ redirect: { key: "a", keyPrefix: "b" } }] }),
      ["conflicting-properties website.routingRules.0.redirect"],
    ],
    [
      "redirects somewhere",
      site({ indexDocument: "i", routingRules: [{ redirect: {} }] }),
      ["empty-rule website.routingRules.0.redirect"],
    ],
  ]);
});

describe("an object lock", () => {
  table([
    ["needs versions", { objectLock: "enabled" }, ["needs-versioning objectLock"]],
    ["goes with versions", { objectLock: "enabled", versioning: "enabled" }, []],
    ["is for days", { objectLock: { mode: "GOVERNANCE", days: 1 }, versioning: "enabled" }, []],
    [
      "is for days or for years",
      { objectLock: { mode: "GOVERNANCE", days: 1, years: 1 }, versioning: "enabled" },
      ["illegal-lock objectLock"],
    ],
    ["is for some time", { objectLock: { mode: "COMPLIANCE" }, versioning: "enabled" }, ["illegal-lock objectLock"]],
  ]);
});

describe("metadata tables", () => {
  const read = (role: string): BucketEntry => ({ metadataTables: { annotations: { role } } });
  table([
    ["are not there", { metadataTables: "none" }, []],
    ["are a journal alone", { metadataTables: { annotations: "off" } }, []],
    ["are of annotations that a declared role reads", read("copier"), []],
    ["are of annotations that a role of somebody else reads", read(ROLE), []],
    ["are of annotations that nobody known reads", read("copyer"), ["unknown-role metadataTables.annotations.role"]],
  ]);
});

describe("the smallest size of lifecycle rules", () => {
  const lifecycle = [{ id: "old", expireAfterDays: 9 }];
  table([
    ["goes with rules", { lifecycle, lifecycleMinimumSize: "byStorageClass" }, []],
    ["goes without none", { lifecycleMinimumSize: "128K" }, ["conflicting-properties lifecycleMinimumSize"]],
    ["goes with no empty list", { lifecycle: [], lifecycleMinimumSize: "128K" }, ["conflicting-properties lifecycleMinimumSize"]],
  ]);
});

describe("replication", () => {
  const copy = (rule: object, role = ROLE): BucketEntry => ({
    versioning: "enabled",
    replication: { role, rules: [{ id: "r", destination: "kept", ...rule }] },
  });
  const rule = "replication.rules.0";
  table([
    ["is not there", { replication: "none" }, []],
    ["needs versions", { ...copy({}), versioning: "suspended" }, ["needs-versioning replication"]],
    ["runs as a role by its ARN", copy({}), []],
    ["runs as a declared role", copy({}, "copier"), []],
    ["runs as no other role", copy({}, "copyer"), ["unknown-role replication.role"]],
    ["runs as no role that is nothing like one declared", copy({}, "zzzzzzzz"), ["unknown-role replication.role"]],
    ["goes to buckets that are declared elsewhere", copy({ destination: "theirs" }), []],
    ["goes to a bucket with versions", copy({ destination: "plain" }), [`needs-versioning ${rule}.destination`]],
    ["gives copies to an account", copy({ ownedByDestination: true }), [`missing-account ${rule}.ownedByDestination`]],
    ["gives copies to a named account", copy({ ownedByDestination: true, account: "123456789012" }), []],
    ["encrypts copies of encrypted objects", copy({ kmsKey: "arn:k" }), [`conflicting-properties ${rule}`]],
    ["copies encrypted objects with a key", copy({ encryptedObjects: true }), [`conflicting-properties ${rule}`]],
    ["copies encrypted objects with their key", copy({ encryptedObjects: true, kmsKey: "arn:k" }), []],
    [
      "has rules of different names",
      {
        versioning: "enabled",
        replication: { role: ROLE, rules: ["a", "a"].map((id) => ({ id, destination: "kept" })) },
      },
      ["duplicate-rule replication.rules.1.id"],
    ],
  ]);
});

describe("configurations by name", () => {
  table([
    ["have names that S3 takes", { metrics: { "a b": {}, "a.b-c_D1": {} } }, ["illegal-name metrics.a b"]],
    ["have names of some length", { analytics: { ["a".repeat(65)]: {} } }, [`illegal-name analytics.${"a".repeat(65)}`]],
    ["of tiering have a tier", { intelligentTiering: { a: {} } }, ["empty-rule intelligentTiering.a"]],
    [
      "of tiering go deeper later",
      { intelligentTiering: { a: { archiveAfterDays: 180, deepArchiveAfterDays: 180 } } },
      ["illegal-transition intelligentTiering.a.deepArchiveAfterDays"],
    ],
    ["of tiering go deeper at once", { intelligentTiering: { a: { deepArchiveAfterDays: 180 } } }, []],
    ["of tiering go deep step by step", { intelligentTiering: { a: { archiveAfterDays: 90, deepArchiveAfterDays: 180 } } }, []],
  ]);
});
