/** What history goes: the table of `retention.ts`, and what holds whatever there is. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HistoryLook, lookAtHistory } from "../../src/engine/look-at-history.ts";
import { type Address, addressOf } from "../../src/model/address.ts";
import type { AnyDesired } from "../../src/model/desired.ts";
import type { Observation } from "../../src/model/observation.ts";
import type { Step } from "../../src/model/plan.ts";
import type { Past } from "../../src/model/retention.ts";
import { type History, retain } from "../../src/plan/retention.ts";
import { aDesired, aLive } from "./builders.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const FUNCTION = addressOf("function", "F");

interface Case {
  readonly owner?: string | null;
  readonly usedBy?: readonly string[];
  /** Hours for which it is known to be unused; left out: it was not yet seen so. */
  readonly idle?: number;
}

/** Version `1` is the oldest; each was made an hour after the one before. */
function versions(cases: readonly Case[], { count = 1, graceMs = HOUR } = {}): History {
  const past = cases.map(({ owner = "acme", usedBy = [] }, index): Past<"version"> => {
    const id = String(index + 1);
    return {
      live: {
        kind: "version",
        address: addressOf("version", "F", id),
        spec: {},
        facts: { number: id },
        outputs: { version: id },
        owner,
      },
      id,
      madeAt: NOW - (100 - index) * HOUR,
      usedBy,
    };
  });
  const idle = cases.flatMap((one, index) =>
    one.idle === undefined ? [] : [[addressOf("version", "F", String(index + 1)), NOW - one.idle * HOUR] as const],
  );
  return { parent: FUNCTION, keep: { count, graceMs }, past, idle: Object.fromEntries(idle) };
}

function gone(
  history: History,
  {
    resources = [],
    observations = new Map<Address, Observation>(),
    changing = [],
  }: {
    readonly resources?: readonly AnyDesired[];
    readonly observations?: ReadonlyMap<Address, Observation>;
    readonly changing?: readonly Step[];
  } = {},
) {
  const derived = { resources, blocked: [], notes: [] };
  return retain([history], { owner: "acme", now: NOW, derived, observations, changing });
}

const names = ({ steps }: ReturnType<typeof gone>) => steps.map(({ address }) => address);
const UNUSED = { idle: 2 };

describe("what goes of the versions of a function", () => {
  it("is what is older than those that stay, and used by nothing for long enough", () => {
    const { steps } = gone(versions([UNUSED, UNUSED, UNUSED]));
    expect(steps).toMatchObject([
      { address: "version:F/1", action: "delete", cause: "retention", lane: FUNCTION, live: { facts: { number: "1" } } },
      { address: "version:F/2", action: "delete", cause: "retention" },
    ]);
  });

  it.each<{ readonly name: string; readonly of: readonly Case[]; readonly goes: readonly string[] }>([
    {
      name: "not what is used, which counts among the newest too",
      of: [{ usedBy: ["alias F/prod"] }, UNUSED, UNUSED],
      goes: ["version:F/2"],
    },
    { name: "not what has no mark, nor counts it", of: [UNUSED, UNUSED, { owner: null, idle: 9 }], goes: ["version:F/1"] },
    { name: "not what somebody else marked", of: [{ owner: "other", idle: 9 }, UNUSED], goes: [] },
    { name: "not what was never seen unused before", of: [{}, UNUSED], goes: [] },
    { name: "not what is unused for a moment only", of: [{ idle: 0.5 }, UNUSED], goes: [] },
    { name: "what is unused for just the grace", of: [{ idle: 1 }, UNUSED], goes: ["version:F/1"] },
    { name: "not what a clock that runs back says is unused since tomorrow", of: [{ idle: -24 }, UNUSED], goes: [] },
  ])("is $name", ({ of, goes }) => {
    expect(names(gone(versions(of)))).toEqual(goes);
  });

  it("is nothing that an alias is declared to serve, wherever it points now", () => {
    const alias = aDesired("alias", "F/prod", { version: "1", weights: { 2: 0.5 } });
    expect(names(gone(versions([UNUSED, UNUSED, UNUSED, UNUSED]), { resources: [alias] }))).toEqual(["version:F/3"]);
  });

  it("is nothing that a route names by its number", () => {
    const permission = aDesired("permission", "F/1/Api/prod", { function: "F", qualifier: "1", stage: "prod" });
    expect(names(gone(versions([UNUSED, UNUSED, UNUSED]), { resources: [permission] }))).toEqual(["version:F/2"]);
  });

  it("is nothing in a plan that changes the function", () => {
    const changing = [{ address: addressOf("alias", "F", "prod"), lane: FUNCTION } as unknown as Step];
    const retention = gone(versions([UNUSED, {}, UNUSED]), { changing });
    expect(retention.steps).toEqual([]);
    // Though it is remembered what is used by nothing.
    expect(Object.keys(retention.idle[FUNCTION] ?? {})).toHaveLength(3);
  });

  it("is remembered from the first look on, and forgotten with the first use", () => {
    const { idle } = gone(versions([{ idle: 0.5 }, {}, { idle: 7, usedBy: ["alias F/prod"] }]));
    expect(idle[FUNCTION]).toEqual({ "version:F/1": NOW - HOUR / 2, "version:F/2": NOW });
  });

  it("is in the order of numbers where two were published in one second", () => {
    const history = versions(
      Array.from({ length: 12 }, () => UNUSED),
      { count: 3 },
    );
    const sameTime = { ...history, past: history.past.map((one) => ({ ...one, madeAt: NOW - HOUR })) };
    expect(names(gone(sameTime))).not.toContain("version:F/10");
    expect(names(gone(sameTime))).toHaveLength(9);
  });

  it("is of deployments what no declared stage is pinned to, nor is a snapshot that one asks for", () => {
    const deployment = (id: string, index: number): Past<"deployment"> => ({
      live: {
        kind: "deployment",
        address: addressOf("deployment", "Api", id),
        spec: {},
        facts: { id },
        outputs: { id },
        owner: "acme",
      },
      id,
      madeAt: NOW - (100 - index) * HOUR,
      usedBy: [],
    });
    const past = ["old", "pinned", "found", "new"].map(deployment);
    const idle = Object.fromEntries(past.map(({ live }) => [live.address, NOW - 2 * HOUR]));
    const history: History = { parent: addressOf("rest-api", "Api"), keep: { count: 1, graceMs: HOUR }, past, idle };
    const snapshot = aDesired("deployment", "Api/f1");
    const found: Observation = { state: "present", live: { ...aLive("deployment", "Api/f1"), facts: { id: "found" } } };

    const retention = gone(history, {
      resources: [aDesired("stage", "Api/prod", { deploymentId: "pinned" }), snapshot],
      observations: new Map([[snapshot.address, found]]),
    });

    expect(names(retention)).toEqual(["deployment:Api/old"]);
  });

  it.each([
    ["aaaaaa", "bbbbbb"],
    ["bbbbbb", "aaaaaa"],
  ])("is, of two deployments of one second, the one that no stage serves: %s serves, and %s goes", (served, other) => {
    const past = [served, other].map((id): Past<"deployment"> => {
      const live = { ...aLive("deployment", `Api/${id}`, {}), facts: { id }, kind: "deployment" as const };
      return { live, id, madeAt: NOW - 9 * HOUR, usedBy: id === served ? ["stage:Api/live"] : [] };
    });
    const idle = { [addressOf("deployment", "Api", other)]: NOW - 9 * HOUR };

    const history: History = { parent: addressOf("rest-api", "Api"), keep: { count: 1, graceMs: HOUR }, past, idle };

    expect(names(gone(history))).toEqual([addressOf("deployment", "Api", other)]);
  });

  it("is never in use, never not ours, never among the newest, never within its grace", () => {
    const aCase = fc.record({
      owner: fc.constantFrom("acme", "other", null),
      usedBy: fc.oneof(fc.constant([]), fc.constant(["alias F/prod"])),
      idle: fc.option(fc.double({ min: -5, max: 50, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(aCase, { maxLength: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 40 }),
        (cases, count, hours) => {
          const of = cases.map(({ idle, ...rest }) => ({ ...rest, ...(idle !== undefined && { idle }) }));
          const removed = new Set(gone(versions(of, { count, graceMs: hours * HOUR })).steps.map(({ address }) => address));
          const ours = of
            .map((one, index) => ({ ...one, address: addressOf("version", "F", String(index + 1)) }))
            .filter(({ owner }) => owner === "acme");
          const newest = new Set(ours.slice(-count).map(({ address }) => address));
          for (const { address, usedBy, idle } of ours) {
            const mayGo = usedBy.length === 0 && !newest.has(address) && Math.max(idle ?? 0, 0) >= hours;
            expect(removed.has(address)).toBe(mayGo);
          }
          expect([...removed].every((address) => ours.some((one) => one.address === address))).toBe(true);
        },
      ),
    );
  });
});

describe("the look at a history", () => {
  const desired = { ...aDesired("function", "F"), intent: { code: null, keep: { count: 1, graceMs: HOUR } } };
  const present: Observation = { state: "present", live: aLive("function", "F") };
  const observed = {
    derived: { resources: [desired, aDesired("function", "Other")], blocked: [], notes: [] },
    observations: new Map([[desired.address, present]]),
  };
  const lookWith = (past: () => Promise<readonly Past[]>, signal = new AbortController().signal) =>
    lookAtHistory(observed, {
      // Of an observer, only what is asked here.
      observers: { version: { past }, deployment: {} } as unknown as HistoryLook["observers"],
      context: { signal } as HistoryLook["context"],
      concurrency: 2,
      idle: () => undefined,
    });

  it("is of what declares keep, and of nothing else", async () => {
    const { past } = versions([UNUSED]);
    const seen = await lookWith(async () => past);
    expect(seen).toEqual({ histories: [{ parent: FUNCTION, keep: desired.intent.keep, past, idle: {} }], notes: [] });
  });

  it("removes nothing when it fails, and says so", async () => {
    const seen = await lookWith(() => Promise.reject(new Error("lambda.ListAliases: denied")));
    expect(seen).toEqual({
      histories: [],
      notes: [
        {
          address: FUNCTION,
          code: "retention-unread",
          message: expect.stringContaining("nothing of it goes: lambda.ListAliases: denied"),
        },
      ],
    });
  });

  it("ends with the pass", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(lookWith(() => Promise.reject(new Error("aborted")), stop.signal)).rejects.toThrow("enough");
  });
});
