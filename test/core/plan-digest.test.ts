import { expect, it } from "vitest";
import type { Blocked, FieldChange, Step } from "../../src/model/plan.ts";
import { planDigest } from "../../src/plan/plan-digest.ts";
import { aStep } from "./builders.ts";

const TIMEOUT: FieldChange = { path: "timeoutSeconds", keys: ["timeoutSeconds"], before: 3, after: 10, sensitive: false };
const UPDATE = aStep("function:F", { action: "update", changes: [TIMEOUT] });
const BLOCKED: Blocked = { address: "bucket:b", reason: "not-owned", message: "is not ours" };
const REVIEWED = planDigest([UPDATE], [BLOCKED]);

it.each<[string, readonly Step[], readonly Blocked[]]>([
  ["something else", [{ ...UPDATE, address: "function:G" }], [BLOCKED]],
  ["deleted instead", [{ ...UPDATE, action: "delete" }], [BLOCKED]],
  ["taken over as well", [{ ...UPDATE, adopts: true }], [BLOCKED]],
  ["set to another value", [{ ...UPDATE, changes: [{ ...TIMEOUT, after: 11 }] }], [BLOCKED]],
  ["changed from another value", [{ ...UPDATE, changes: [{ ...TIMEOUT, before: 4 }] }], [BLOCKED]],
  ["changed in another field", [{ ...UPDATE, changes: [{ ...TIMEOUT, path: "memoryMb" }] }], [BLOCKED]],
  ["changed in one field more", [{ ...UPDATE, changes: [TIMEOUT, TIMEOUT] }], [BLOCKED]],
  ["not blocked any more", [UPDATE], []],
  ["something else that is blocked", [UPDATE], [{ ...BLOCKED, address: "bucket:c" }]],
  ["blocked for another reason", [UPDATE], [{ ...BLOCKED, reason: "unknown-denied" }]],
])("a reviewed plan is another once it has %s", (_what, steps, blocked) => {
  expect(planDigest(steps, blocked)).not.toBe(REVIEWED);
});

it("a reviewed plan stays itself when only words, causes and revisions are new", () => {
  const seenAgain: Step = { ...UPDATE, cause: "drift", drifted: ["timeoutSeconds"], changes: [{ ...TIMEOUT, sensitive: true }] };

  expect(planDigest([seenAgain], [{ ...BLOCKED, message: "belongs to someone else" }])).toBe(REVIEWED);
});
