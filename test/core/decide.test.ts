import { describe, expect, it } from "vitest";
import type { AnyLive, Observation } from "../../src/model/observation.ts";
import { decide } from "../../src/plan/decide.ts";
import { ABSENT, aDesired, aLive, anyDesired, OWNER, present } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const bucket = (options: object = {}, spec: object = { versioning: "enabled" }) =>
  anyDesired(aDesired("bucket", "b", spec, { options }))[0];
const live = (owner: string | null, spec: object = { versioning: "suspended" }, more: Partial<AnyLive> = {}): Observation =>
  present({ ...aLive("bucket", "b", spec, { owner }), ...more } as AnyLive); // a live bucket
const SAME = { versioning: "enabled" };

const CHANGE = { path: "versioning", keys: ["versioning"], before: "suspended", after: "enabled", sensitive: false };
const MARK = { path: "owner", keys: ["owner"], after: OWNER, sensitive: false };

describe("deciding about one resource", () => {
  it.each([
    {
      name: "unknown: denied",
      desired: bucket(),
      observation: { state: "unknown", reason: "denied", message: "403" },
      verdict: { verdict: "blocked", reason: "unknown-denied", message: "403" },
    },
    {
      name: "unknown: parent",
      desired: bucket(),
      observation: { state: "unknown", reason: "parent", message: "p" },
      verdict: { verdict: "blocked", reason: "unknown-parent" },
    },
    {
      name: "absent, external",
      desired: bucket({ external: true }),
      observation: ABSENT,
      verdict: { verdict: "blocked", reason: "not-found" },
    },
    {
      name: "absent, cannot be created",
      desired: anyDesired(aDesired("role", "r"))[0],
      observation: ABSENT,
      verdict: { verdict: "blocked", reason: "not-found", message: expect.stringContaining("assumedBy") },
    },
    {
      name: "absent",
      desired: bucket(),
      observation: ABSENT,
      verdict: { verdict: "create", changes: [{ path: "versioning", after: "enabled" }] },
    },
    { name: "present, external", desired: bucket({ external: true }), observation: live(null), verdict: { verdict: "leave" } },
    {
      name: "present, found by content",
      desired: anyDesired(aDesired("deployment", "A/1", { fingerprint: "a" }))[0],
      observation: present(aLive("deployment", "A/1", {}, { owner: null })),
      verdict: { verdict: "unchanged" },
    },
    {
      name: "as declared, unmarked, adopt",
      desired: bucket({ adopt: true }),
      observation: live(null, SAME),
      verdict: { verdict: "update", changes: [MARK], adopts: true },
    },
    {
      name: "as declared, ours, adopt",
      desired: bucket({ adopt: true }),
      observation: live(OWNER, SAME),
      verdict: { verdict: "unchanged" },
    },
    { name: "as declared, unmarked", desired: bucket(), observation: live(null, SAME), verdict: { verdict: "unchanged" } },
    {
      name: "as declared, another's",
      desired: bucket({ adopt: true }),
      observation: live("others", SAME),
      verdict: { verdict: "unchanged" },
    },
    {
      name: "differs, another's",
      desired: bucket({ adopt: true }),
      observation: live("others"),
      verdict: { verdict: "blocked", reason: "owned-by-other", message: expect.stringContaining('"others"') },
    },
    {
      name: "differs, unmarked",
      desired: bucket(),
      observation: live(null),
      verdict: {
        verdict: "blocked",
        reason: "not-owned",
        message: "exists without our mark and differs in versioning; set adopt: true to take it over",
      },
    },
    {
      name: "differs, unmarked, adopt",
      desired: bucket({ adopt: true }),
      observation: live(null),
      verdict: { verdict: "update", changes: [MARK, CHANGE], adopts: true },
    },
    {
      name: "differs in what AWS cannot change",
      desired: bucket({}, { region: "eu-west-1" }),
      observation: live(OWNER, { region: "us-east-1" }),
      verdict: {
        verdict: "blocked",
        reason: "immutable",
        message: expect.stringContaining('region is "us-east-1", declared "eu-west-1"'),
      },
    },
    {
      name: "differs in what cannot be set afterwards",
      desired: bucket({}, { region: "eu-west-1" }),
      observation: live(OWNER, {}),
      verdict: { verdict: "blocked", reason: "immutable", message: expect.stringContaining("region is not set") },
    },
    {
      name: "differs",
      desired: bucket(),
      observation: live(OWNER),
      verdict: { verdict: "update", changes: [CHANGE], adopts: false },
    },
    {
      name: "differs only in what AWS is changing",
      desired: bucket(),
      observation: live(OWNER, {}, { settling: { versioning: "UPDATING" } }),
      verdict: { verdict: "unchanged" },
    },
  ] as const)("$name", ({ desired, observation, verdict }) => {
    expect(desired && decide(desired, observation, { owner: OWNER, memory: createMemoryLedger(), now: 0 })).toMatchObject(
      verdict,
    );
  });
});
