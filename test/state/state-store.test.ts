import { describe, expect, it } from "vitest";
import { aBucket, aDirectoryStore, adding, textOf } from "./builders.ts";

const PLACES = [
  { place: "a directory", open: async () => aDirectoryStore() },
  { place: "S3", open: async () => (await aBucket()).open() },
];

describe.each(PLACES)("state in $place", ({ open }) => {
  it("is nothing before something is written", async () => {
    const state = await open();

    expect([await state.read("a"), await state.below("deep").read("a"), await state.names()]).toEqual([null, null, []]);
  });

  it("is read as it was written last, bytes as they are", async () => {
    const state = await open();
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);

    await state.update("text", () => "one");
    await state.update("text", (current) => `${textOf(current)} two`);
    await state.below("code").update("zip", () => bytes);
    await state.update("empty", () => "");

    expect(textOf(await state.read("text"))).toBe("one two");
    expect(textOf(await state.read("empty"))).toBe("");
    expect(new Uint8Array((await state.below("code").read("zip")) ?? [])).toEqual(bytes);
  });

  it("stays as it is where there is nothing to change", async () => {
    const state = await open();
    await state.update("a", () => "1");

    await state.update("a", () => null);
    await state.update("b", () => null);

    expect([textOf(await state.read("a")), await state.read("b")]).toEqual(["1", null]);
  });

  it("tells one write of a document from another, also when the content is the same again", async () => {
    const state = await open();
    for (const name of ["a", "b"]) await state.below("here").update(name, () => "1");
    const before = await state.below("here").versions();

    await state.below("here").update("b", () => "2");
    await state.below("here").update("b", () => "1");

    const after = await state.below("here").versions();
    expect([...after.keys()]).toEqual(["a", "b"]);
    expect(after.get("a")).toBe(before.get("a"));
    expect(after.get("b")).not.toBe(before.get("b"));
    expect(await state.below("nowhere").versions()).toEqual(new Map());
  });

  it("names what is here, not what is deeper, and forgets what is removed", async () => {
    const state = await open();
    for (const name of ["b", "a", "c"]) await state.below("here").update(name, adding(name));
    await state.below("here").below("deep").update("d", adding("d"));
    await state.update("above", adding("x"));

    await state.below("here").remove("b");
    await state.below("here").remove("never");

    const names = await state.below("here").names();
    expect(names.filter((name) => name !== "deep")).toEqual(["a", "c"]);
  });
});
