import { describe, expect, it } from "vitest";
import { applyMapChanges, changedKeys, changedMembers, mapChanges } from "../../src/aws/changes.ts";
import { readTags, withMark } from "../../src/aws/owner-tag.ts";
import { sendWithRetry } from "../../src/aws/retry.ts";
import { waitFor } from "../../src/aws/wait.ts";
import type { FieldChange } from "../../src/model/plan.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

function change(keys: readonly string[], before?: unknown, after?: unknown): FieldChange {
  return {
    path: keys.join("."),
    keys,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    sensitive: false,
  };
}

describe("the changes of a step", () => {
  it("name the members they touch", () => {
    expect(changedMembers([change(["tags", "a"]), change(["tags", "b"]), change(["description"])])).toEqual(
      new Set(["tags", "description"]),
    );
  });

  it.each([
    { reason: "an entry set", changes: [change(["tags", "a"], "1", "2")], expected: { set: { a: "2" }, remove: [] } },
    { reason: "an entry removed", changes: [change(["tags", "a"], "1")], expected: { set: {}, remove: ["a"] } },
    {
      reason: "the whole map",
      changes: [change(["tags"], { a: "1", b: "2" }, { b: "3" })],
      expected: { set: { b: "3" }, remove: ["a"] },
    },
    { reason: "the whole map taken away", changes: [change(["tags"], { a: "1" })], expected: { set: {}, remove: ["a"] } },
    { reason: "another member", changes: [change(["variables", "a"], "1", "2")], expected: { set: {}, remove: [] } },
  ])("of a map are read from $reason", ({ changes, expected }) => {
    expect(mapChanges(changes, "tags")).toEqual(expected);
  });

  it("applied to a map keep what they do not name", () => {
    expect(applyMapChanges({ a: "1", b: "2", c: "3" }, { set: { b: "x" }, remove: ["a"] })).toEqual({ b: "x", c: "3" });
  });

  it("below a member are its keys, or all of them when the member itself changed", () => {
    expect(changedKeys([change(["routes", "GET /", "integration"]), change(["routes", "PUT /"])], "routes")).toEqual(
      new Set(["GET /", "PUT /"]),
    );
    expect(changedKeys([change(["routes"])], "routes")).toBeNull();
  });
});

describe("tags", () => {
  it("are read without our mark and without AWS's own", () => {
    expect(readTags({ "stagekeeper:owner": "acme", "aws:cloudformation:stack-name": "x", team: "a" })).toEqual({
      tags: { team: "a" },
      owner: "acme",
    });
    expect(readTags(undefined)).toEqual({ tags: {}, owner: null });
    expect(withMark({ team: "a" }, "acme")).toEqual({ team: "a", "stagekeeper:owner": "acme" });
  });
});

describe("waiting", () => {
  it("ends at its bound, and says for what", async () => {
    const clock = createVirtualClock(0);
    const rules = { clock, signal: undefined, everyMs: 1_000, boundMs: 5_000 };

    await expect(waitFor("godot", async () => undefined, rules)).rejects.toThrow("waited 5 s for godot");

    expect(clock.now()).toBe(5_000);
  });

  it("between tries doubles and is spread", async () => {
    const clock = createVirtualClock(0);
    const sent: number[] = [];
    const failure = Object.assign(new Error("later"), { name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } });

    const calls = sendWithRetry(
      "s3.GetBucketTagging",
      async () => {
        sent.push(clock.now());
        throw failure;
      },
      { clock, random: () => 1 },
    );

    await expect(calls).rejects.toMatchObject({ code: "unavailable" });
    expect(sent).toEqual([0, 125, 375]);
  });
});
