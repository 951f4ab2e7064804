/** What publishing another environment does to `$LATEST` for a while, and who must not be met by it. */
import { describe, expect, it } from "vitest";
import { refTo } from "../../src/model/ref.ts";
import { makePlan, type PlanInput } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, OWNER } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const live = (more: object = {}, environment: Readonly<Record<string, string>> = { MODE: "theirs" }) =>
  aLive(
    "function",
    "F",
    { environment },
    { facts: { arn: "arn", codeSha256: "c", environment }, outputs: { arn: "arn" }, ...more },
  );
const fn = (more: object = {}) => aDesired("function", "F", {}, { intent: { code: null }, ...more });
const external = { options: { adopt: false, protect: false, external: true } };
const adopted = { options: { adopt: true, protect: false, external: false } };
const version = (environment: Readonly<Record<string, string>>, latestAliases: readonly string[] = []) =>
  aDesired("version", "F/v", { environment }, { intent: { select: "content", publishable: true, latestAliases } });
const prod = aDesired("alias", "F/prod", { version: refTo("version:F/v", "version") });
const dev = (more: object = {}) => aDesired("alias", "F/dev", { version: "$LATEST" }, { intent: { select: "$LATEST" }, ...more });
const liveDev = (owner: string | null, serves = "$LATEST") =>
  aLive("alias", "F/dev", { version: serves, description: "" }, { owner, facts: { arn: "a" } });

function refusals(resources: readonly unknown[], ...lives: readonly ReturnType<typeof aLive>[]) {
  const observations: PlanInput["observations"] = new Map([
    ["version:F/v", ABSENT] as const,
    ["alias:F/prod", ABSENT] as const,
    ...lives.map((one) => [one.address, { state: "present", live: one }] as const),
  ]);
  return makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: anyDesired(...resources), blocked: [], notes: [] },
    observations,
    owned: [],
    only: [],
    force: false,
    memory: createMemoryLedger(),
    now: 0,
  }).blocked;
}

function blockedOf(resources: readonly unknown[], ...lives: readonly ReturnType<typeof aLive>[]) {
  return refusals(resources, ...lives).map(({ address, reason }) => `${address} ${reason}`);
}

const BLOCKED = ["version:F/v not-owned", "alias:F/prod needs-blocked"];
const wished = { MODE: "ours" };

describe("publishing a version with another environment than the function's", () => {
  it.each<{
    reason: string;
    resources: readonly unknown[];
    lives: readonly ReturnType<typeof aLive>[];
    blocked: readonly string[];
  }>([
    {
      reason: "the function is someone else's: its $LATEST would wear our environment",
      resources: [fn(external), version(wished), prod],
      lives: [live({ owner: null })],
      blocked: BLOCKED,
    },
    {
      reason: "it carries another owner's mark",
      resources: [fn(), version(wished), prod],
      lives: [live({ owner: "another-team" })],
      blocked: BLOCKED,
    },
    {
      reason: "the environment is the function's own, so that nothing is set",
      resources: [fn(external), version({ MODE: "theirs" }), prod],
      lives: [live({ owner: null })],
      blocked: [],
    },
    { reason: "it is ours", resources: [fn(), version(wished), prod], lives: [live()], blocked: [] },
    { reason: "it is taken over", resources: [fn(adopted), version(wished), prod], lives: [live({ owner: null })], blocked: [] },
    {
      reason: "an alias that is not ours serves $LATEST, and would have to be moved meanwhile",
      resources: [fn(), dev(), version(wished, ["alias:F/dev"]), prod],
      lives: [live(), liveDev(null)],
      blocked: BLOCKED,
    },
    {
      reason: "that alias is taken over",
      resources: [fn(), dev(adopted), version(wished, ["alias:F/dev"]), prod],
      lives: [live(), liveDev(null)],
      blocked: [],
    },
    {
      reason: "that alias serves a version, so that nothing moves it",
      resources: [fn(), dev(), version(wished, ["alias:F/dev"]), prod],
      lives: [live(), liveDev(null, "7")],
      blocked: ["alias:F/dev not-owned"],
    },
    {
      reason: "whether that alias is there is not known, which holds nothing else back",
      resources: [fn(), dev(), version(wished, ["alias:F/dev"]), prod],
      lives: [live()],
      blocked: ["alias:F/dev unknown-failed"],
    },
    {
      reason: "that alias is ours",
      resources: [fn(), dev(), version(wished, ["alias:F/dev"]), prod],
      lives: [live(), liveDev(OWNER)],
      blocked: [],
    },
  ])("$reason: $blocked", ({ resources, lives, blocked }) => {
    expect(blockedOf(resources, ...lives)).toEqual(blocked);
  });

  it("says what it would touch, and how that may be allowed", () => {
    const published = version(wished, ["alias:F/dev"]);
    const messageOf = (...lives: readonly ReturnType<typeof aLive>[]) => refusals([fn(), dev(), published], ...lives)[0]?.message;

    expect(messageOf(live({ owner: "another-team" }))).toBe(
      "publishing this environment sets that of function F for a while, which is not ours; declare it with adopt: true, or publish there and name the version",
    );
    expect(messageOf(live(), liveDev(null))).toBe(
      "publishing this environment moves alias dev away from $LATEST for a while, which is not ours; declare it with adopt: true",
    );
  });

  it("is no matter for a function that is still to be made", () => {
    expect(blockedOf([fn({ intent: { code: { from: "zip", path: "/c.zip", sha256: "c" } } }), version(wished), prod])).toEqual([
      "function:F unknown-failed",
      "version:F/v needs-blocked",
      "alias:F/prod needs-blocked",
    ]);
  });
});
