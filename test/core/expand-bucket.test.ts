/** That a bucket's documents come to what S3 tells of them, however they are written. */
import { describe, expect, it } from "vitest";
import type { BucketEntry } from "../../src/kinds/authoring.ts";
import { expandBucket } from "../../src/kinds/bucket/expand.ts";
import { anAuthoredState } from "./authored.ts";

const ORIGIN = { file: "a.yaml", line: 1, column: 1 };
const expand = (entry: BucketEntry, buckets: Readonly<Record<string, BucketEntry>> = {}) => {
  const state = anAuthoredState({
    buckets: new Map(Object.entries({ acme: entry, ...buckets })),
    roles: new Map([["copier", {}]]),
  });
  return expandBucket("acme", entry, { state, originOf: () => ORIGIN });
};
const to = (bucket: string): BucketEntry => ({ accessLogging: { bucket } });

describe("a bucket comes after", () => {
  it.each<[string, BucketEntry, Readonly<Record<string, BucketEntry>>, readonly string[]]>([
    ["the bucket that its logs go to", to("logs"), { logs: {} }, ["bucket:logs"]],
    ["no bucket that is not declared", to("theirs"), {}, []],
    ["not itself", to("acme"), {}, []],
    ["no bucket that writes back", to("logs"), { logs: to("acme") }, []],
    ["nothing when there are no logs", { accessLogging: "none", replication: "none" }, {}, []],
    [
      "those that copies, analyses and lists go to",
      {
        replication: { role: "arn:r", rules: [{ id: "r", destination: "copies" }] },
        analytics: { a: { export: { bucket: "analyses" } }, b: {} },
        inventory: { a: { destination: { bucket: "lists", format: "CSV" } } },
      },
      { copies: {}, analyses: {}, lists: {} },
      ["bucket:copies", "bucket:analyses", "bucket:lists"],
    ],
  ])("%s", (_what, entry, buckets, after) => {
    expect(expand(entry, buckets).after).toEqual(after);
  });
});

describe("a document of a bucket", () => {
  it.each<[string, BucketEntry, object]>([
    ["that lets nobody in", { acl: "private" }, { acl: null }],
    [
      "of grants, in any order",
      {
        acl: [
          { grantee: "everyone", permission: "WRITE" },
          { grantee: "everyone", permission: "READ" },
        ],
      },
      {
        acl: [
          { grantee: "everyone", permission: "READ" },
          { grantee: "everyone", permission: "WRITE" },
        ],
      },
    ],
    ["of a lock in one word", { objectLock: "enabled" }, { objectLock: { enabled: true } }],
    [
      "of a lock",
      { objectLock: { mode: "GOVERNANCE", days: 1 } },
      { objectLock: { enabled: true, mode: "GOVERNANCE", days: 1 } },
    ],
    [
      "that is none",
      { website: "none", accessLogging: "none", replication: "none" },
      { website: null, accessLogging: null, replication: null },
    ],
    [
      "of logs without a prefix",
      { accessLogging: { bucket: "logs", grants: [] } },
      { accessLogging: { bucket: "logs", prefix: "" } },
    ],
    [
      "of copies, with a declared role and what is off left out",
      {
        replication: {
          role: "copier",
          rules: [
            { id: "a", destination: "b", prefix: "", tags: {}, metrics: false, existingObjects: false },
            { id: "c", destination: "b", replicationTime: true },
          ],
        },
      },
      {
        replication: {
          role: { $ref: "role:copier", output: "arn" },
          rules: [
            { id: "a", destination: "b", enabled: true, priority: 0, deleteMarkers: false },
            { id: "c", destination: "b", enabled: true, priority: 1, deleteMarkers: false, replicationTime: true, metrics: true },
          ],
        },
      },
    ],
    [
      "of metadata tables, complete, with a declared role",
      { lifecycleMinimumSize: "128K", metadataTables: { journalDays: 30, annotations: { role: "copier" } } },
      {
        lifecycleMinimumSize: "128K",
        metadataTables: { journalDays: 30, inventory: false, annotationRole: { $ref: "role:copier", output: "arn" } },
      },
    ],
    [
      "of a journal alone, whose entries stay",
      { metadataTables: { annotations: "off" } },
      { metadataTables: { journalDays: null, inventory: false, annotationRole: null } },
    ],
    ["of no metadata tables", { metadataTables: "none" }, { metadataTables: null }],
    [
      "of configurations by name",
      {
        intelligentTiering: { a: { archiveAfterDays: 90 } },
        analytics: { a: {} },
        inventory: { a: { destination: { bucket: "b", format: "CSV" } } },
        metrics: { a: { tags: { b: "c" } } },
      },
      {
        intelligentTiering: { a: { enabled: true, archiveAfterDays: 90 } },
        analytics: { a: { prefix: "" } },
        inventory: { a: { enabled: true, versions: "All", frequency: "Weekly", destination: { bucket: "b", format: "CSV" } } },
        metrics: { a: { prefix: "", tags: { b: "c" } } },
      },
    ],
    [
      "of no configurations",
      { intelligentTiering: {}, analytics: {}, inventory: {}, metrics: {} },
      { intelligentTiering: null, analytics: null, inventory: null, metrics: null },
    ],
    [
      "of rules, with what is off left out",
      { lifecycle: [{ id: "a", removeExpiredDeleteMarkers: false, tags: {} }] },
      { lifecycle: [{ id: "a", enabled: true, prefix: "" }] },
    ],
  ])("%s", (_what, entry, expected) => {
    const { publicAccessBlock: _, ...spec } = expand(entry).spec;
    expect(spec).toEqual(expected);
  });
});
