/** When a check fails, by what the command said. */
import { expect, it } from "vitest";

interface Policy {
  whyItFails(result: object | null, exitCode: number, failOn: string): string | null;
}

// Plain JavaScript, which brings no types.
const { whyItFails } = (await import("../../deploy/pull-request/policy.mjs" as string)) as Policy;

const update = (address: string) => ({ address, action: "update", cause: "rollout", changes: [] });
const MARKS = [update("bucket:legacy"), update("stage:legacy/live")];

it.each([
  // Putting our mark on what is as declared changes nothing: the command says in-sync, and exits with 0.
  { what: "marks alone", result: { outcome: "in-sync", steps: MARKS }, failOn: "changes", why: null },
  { what: "changes", result: { outcome: "changes", steps: MARKS }, failOn: "changes", why: "2 would change" },
  { what: "changes", result: { outcome: "changes", steps: MARKS }, failOn: "drift", why: null },
  { what: "a first step of a shift", result: { outcome: "shifting", steps: MARKS }, failOn: "changes", why: "2 would change" },
])("$what under fail-on: $failOn", ({ result, failOn, why }) => {
  const whole = { digest: "3f1c0a", interrupted: false, blocked: [], tolerated: [], ...result };

  expect(whyItFails(whole, result.outcome === "in-sync" ? 0 : 2, failOn)).toBe(why);
});
