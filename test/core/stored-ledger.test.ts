import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryState } from "../../src/engine/directory-state.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "ledger-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("the ledger in a file", () => {
  it("remembers what was converged, with the same salt, across processes", async () => {
    const state = join(directory, "state");
    const first = await openLedger(directoryState(state));
    first.record("bucket:b", { versioning: first.digestOf("enabled") });
    await first.save();

    const second = await openLedger(directoryState(state));

    expect(second.warning).toBeNull();
    expect(second.converged("bucket:b")).toEqual({ versioning: second.digestOf("enabled") });
    expect(second.digestOf({ a: 1, b: 2 })).toBe(first.digestOf({ b: 2, a: 1 }));
  });

  it("remembers what our last write replaced, across processes, until it is forgotten", async () => {
    const first = await openLedger(directoryState(directory));
    first.record("bucket:b", { a: "1" }, { at: 5, before: { a: "0" } });
    first.record("role:r", {}, { at: 6, before: null });
    await first.save();
    first.record("bucket:b", { a: "1" });
    first.record("role:r", {}, { at: 7, before: null });
    await first.save();

    const second = await openLedger(directoryState(directory));
    expect(second.written("bucket:b")).toEqual({ at: 5, before: { a: "0" } });
    expect(second.written("role:r")).toEqual({ at: 7, before: null });

    second.forget("bucket:b");
    expect(second.written("bucket:b")).toBeUndefined();
  });

  it("remembers since when history is unused, across processes, and the last look alone", async () => {
    const first = await openLedger(directoryState(directory));
    first.recordIdle?.("function:f", { "version:f/1": 5, "version:f/2": 6 });
    await first.save();
    first.recordIdle?.("function:f", { "version:f/2": 6 });
    await first.save();

    const second = await openLedger(directoryState(directory));
    expect(second.idle?.("function:f")).toEqual({ "version:f/2": 6 });
    expect(second.idle?.("function:other")).toBeUndefined();

    second.forget("function:f");
    expect(second.idle?.("function:f")).toBeUndefined();
  });

  it("of an earlier version, which knew of no writes, is as good", async () => {
    await writeFile(join(directory, "ledger.json"), '{"format":1,"salt":"a","converged":{"bucket:b":{"x":"1"}}}');

    const ledger = await openLedger(directoryState(directory));

    expect([ledger.warning, ledger.converged("bucket:b"), ledger.written("bucket:b")]).toEqual([null, { x: "1" }, undefined]);
  });

  it("forgets what was deleted", async () => {
    const first = await openLedger(directoryState(directory));
    first.record("bucket:b", {});
    await first.save();
    first.forget("bucket:b");
    await first.save();

    expect((await openLedger(directoryState(directory))).converged("bucket:b")).toBeUndefined();
  });

  it("makes no file and no directory before there is something to remember", async () => {
    const ledger = await openLedger(directoryState(join(directory, "state")));
    ledger.forget("bucket:never");
    await ledger.save();

    expect(await readdir(directory)).toEqual([]);
  });

  it("holds no value, only salted digests, and another ledger has another salt", async () => {
    const [one, other] = [
      await openLedger(directoryState(directory)),
      await openLedger(directoryState(join(directory, "other"))),
    ];
    one.record("stage:A/s", { "variables.TOKEN": one.digestOf("hunter2") });
    await one.save();

    expect(await readFile(join(directory, "ledger.json"), "utf8")).not.toContain("hunter2");
    expect(one.digestOf("hunter2")).not.toBe(other.digestOf("hunter2"));
  });

  it.each([
    { name: "cut off in the middle", text: '{"format":1,"salt":"a' },
    { name: "empty", text: "" },
    { name: "of a later format", text: '{"format":2,"salt":"a","converged":{}}' },
    { name: "a list", text: "[]" },
    { name: "without a salt", text: '{"format":1,"converged":{}}' },
    { name: "with odd fields", text: '{"format":1,"salt":"a","converged":{"bucket:b":{"x":1}}}' },
    { name: "with odd writes", text: '{"format":1,"salt":"a","converged":{},"written":{"bucket:b":{"at":"now","before":null}}}' },
    { name: "with writes that are none", text: '{"format":1,"salt":"a","converged":{},"written":[]}' },
    {
      name: "with odd times of history",
      text: '{"format":1,"salt":"a","converged":{},"idle":{"function:f":{"version:f/1":"now"}}}',
    },
    { name: "with odd resources", text: '{"format":1,"salt":"a","converged":{"bucket:b":7}}' },
  ])("that is $name is an empty one with a warning, and is written over", async ({ text }) => {
    await writeFile(join(directory, "ledger.json"), text);
    const broken = await openLedger(directoryState(directory));
    broken.record("bucket:b", { a: "1" });
    await broken.save();

    expect(broken.warning).toMatch(/starting an empty one/);
    expect((await openLedger(directoryState(directory))).converged("bucket:b")).toEqual({ a: "1" });
  });

  it("leaves no temporary file behind, whether it was saved or could not be", async () => {
    const good = await openLedger(directoryState(directory));
    good.record("bucket:b", {});
    await good.save();
    const blocked = join(directory, "blocked");
    await mkdir(join(blocked, "ledger.json"), { recursive: true });
    const bad = await openLedger(directoryState(blocked));
    bad.record("bucket:b", {});

    await expect(bad.save()).rejects.toThrow();
    expect(bad.warning).toMatch(/cannot be read/);
    expect((await readdir(directory)).toSorted()).toEqual(["blocked", "ledger.json"]);
    expect(await readdir(blocked)).toEqual(["ledger.json"]);
  });
});
