import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Environment } from "../../src/model/json.ts";
import { aDesired, aState, imageUpload, stageVariable } from "./builders.ts";
import { createMemoryAws, type MemoryAws } from "./memory-aws.ts";
import { converge, createMemoryLedger, look } from "./run-pass.ts";

const NAMES = ["a", "b", "c"] as const;
const environments: fc.Arbitrary<Environment | undefined> = fc.constantFrom<Environment | undefined>(
  undefined,
  { MODE: "x" },
  { MODE: "y", EXTRA: "z" },
);
const selections = fc.oneof(
  fc.constant({ select: "$LATEST" as const }),
  fc.constant({ select: "newest" as const }),
  environments.map((environment) => ({ select: "auto" as const, ...(environment === undefined ? {} : { environment }) })),
);

/** A valid desired state: a function with aliases, an API with stages that follow each other or take the latest. */
const states: fc.Arbitrary<DesiredState> = fc
  .record({
    buckets: fc.uniqueArray(fc.constantFrom(...NAMES)),
    versioning: fc.constantFrom("enabled" as const, "suspended" as const),
    code: fc.constantFrom("code-1", "code-2"),
    environment: environments,
    aliases: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), selections), { minLength: 1, selector: ([name]) => name }),
    stages: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.boolean(), fc.nat(2)), { selector: ([name]) => name }),
    path: fc.constantFrom("GET /", "PUT /upload"),
    types: fc.constantFrom(["image/png"], []),
  })
  .map(({ buckets, versioning, code, environment, aliases, stages, path, types }) =>
    aState(
      [
        ...buckets.map((name) => aDesired("bucket", name, { versioning })),
        aDesired("role", "r", { trust: { Statement: [] } }),
        aDesired("function", "F", {
          runtime: "nodejs22.x",
          handler: "i.h",
          role: "arn:role:r",
          codeSha256: code,
          ...(environment && { environment }),
        }),
        ...aliases.map(([name, intent]) => aDesired("alias", `F/${name}`, {}, { intent })),
        aDesired("rest-api", "Api", {
          binaryMediaTypes: types,
          routes: { [path]: { integration: { type: "lambda", function: "F", qualifier: stageVariable("ALIAS") } } },
        }),
        ...stages.map(([name, follows, pick], index) => {
          const followed = follows ? stages[index - 1]?.[0] : undefined;
          const alias = aliases[pick % aliases.length]?.[0] ?? "";
          const intent =
            followed === undefined ? { deployment: "latest" as const } : { deployment: "follow" as const, stage: followed };
          return aDesired("stage", `Api/${name}`, { variables: { ALIAS: alias } }, { intent });
        }),
      ],
      { guards: { maxUpdates: 1, maxDeletes: 1, minExisting: 1 } },
    ),
  );

/** What AWS holds, without the numbers it gave away. */
function contents(aws: MemoryAws): readonly string[] {
  return [...aws.store.values()]
    .map(({ address, kind, spec }) =>
      kind === "version" || kind === "deployment" ? kind : `${address} ${JSON.stringify(spec).replaceAll(/"id\d+"/g, "an id")}`,
    )
    .toSorted();
}

describe("any desired state", () => {
  it("is converged by one pass from empty, and a second one has nothing to do", async () => {
    await fc.assert(
      fc.asyncProperty(states, fc.integer({ min: 1, max: 8 }), async (state, concurrency) => {
        const aws = createMemoryAws();

        const first = await converge(aws, state, { concurrency });
        const second = await look(aws, state);

        expect([first.outcome, first.error, first.plan?.blocked]).toEqual(["converged", undefined, []]);
        expect([second.outcome, second.plan?.steps]).toEqual(["in-sync", []]);
        expect(aws.broken).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is reached from any other, pruned, without a served route losing its permission on the way", async () => {
    await fc.assert(
      fc.asyncProperty(states, states, async (before, after) => {
        const aws = createMemoryAws();
        await converge(aws, before);

        const moved = await converge(aws, after, { prune: true });
        const again = await look(aws, after, { prune: true });

        expect([moved.outcome, again.outcome]).toEqual([moved.plan?.steps.length === 0 ? "in-sync" : "converged", "in-sync"]);
        expect(aws.broken).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is destroyed without anything of ours left, and without a served route losing its permission on the way", async () => {
    await fc.assert(
      fc.asyncProperty(states, async (state) => {
        const aws = createMemoryAws();
        await converge(aws, state);

        const destroyed = await converge(aws, state, { mode: "destroy" });

        expect(destroyed.outcome).toBe("converged");
        expect([...aws.store.keys()]).toEqual([]);
        expect(aws.broken).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a pass that dies at any write and is run again", () => {
  const whole = async () => {
    const aws = createMemoryAws();
    await converge(aws, imageUpload());
    return { writes: aws.writes.length, contents: contents(aws) };
  };

  it.each([true, false])("converges with nothing made twice (the last write took effect: %s)", async (takesEffect) => {
    const expected = await whole();
    for (let write = 1; write <= expected.writes; write++) {
      const aws = createMemoryAws();
      const ledger = createMemoryLedger();
      aws.crashAt({ write, takesEffect });
      const died = await converge(aws, imageUpload(), { ledger });
      aws.restart();

      const healed = await converge(aws, imageUpload(), { ledger });
      const second = await look(aws, imageUpload(), { ledger });

      expect(died.outcome).toBe("failed");
      expect(["converged", "in-sync"]).toContain(healed.outcome);
      expect(second.outcome).toBe("in-sync");
      expect(contents(aws)).toEqual(expected.contents);
      expect(aws.writes).toHaveLength(expected.writes);
      expect(aws.broken).toEqual([]);
    }
  });

  it("also when it dies while destroying", async () => {
    for (let write = 1; write <= 5; write++) {
      const aws = createMemoryAws();
      await converge(aws, imageUpload());
      aws.crashAt({ write: aws.writes.length + write, takesEffect: write % 2 === 0 });
      await converge(aws, imageUpload(), { mode: "destroy" });
      aws.restart();

      const finished = await converge(aws, imageUpload(), { mode: "destroy" });

      expect(["converged", "in-sync"]).toContain(finished.outcome);
      expect([...aws.store.keys()]).toEqual([]);
    }
  });
});
