import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { KINDS } from "../kinds.ts";
import type { WholeKind } from "../whole-kind.ts";
import { ALL, endsAt, keptFields, loses, namedFields, objection, refuses } from "./kind-deviation.ts";
import { KIND_DEVIATIONS, SEEN_IN } from "./tables.ts";

const DEPARTED = { at: "looking at it", why: 'looking at it: converged: update bucket:acme ["abac"]' };

describe("a life", () => {
  it("that goes through is fine without a row, and takes its row away", () => {
    expect(objection(null, undefined)).toBeNull();
    expect(objection(null, loses('["abac"]', "forgets"))).toContain("take its row out");
  });

  it("that ends needs a row that says where, and in what", () => {
    expect(objection(DEPARTED, loses('["abac"]', "forgets"))).toBeNull();
    expect(objection(DEPARTED, undefined)).toContain(DEPARTED.why);
    expect(objection(DEPARTED, refuses('["abac"]', "refuses"))).toContain("its row says that it ends making it");
    expect(objection(DEPARTED, loses('["acl"]', "forgets"))).toContain(DEPARTED.why);
  });
});

describe("the fields of a kind", () => {
  const field = (name: string) => ({ name, first: 1 });
  const kind: WholeKind = {
    name: "a kind",
    address: "bucket:acme",
    fields: [field("acl"), field("url"), field("url"), field("tags")],
    declare: (properties) => properties,
  };

  it("are told apart by a number where several have one name", () => {
    expect([...namedFields(kind).keys()]).toEqual(["acl", "url", "url 2", "tags"]);
  });

  it("that are lost when they are made are not made with all others, and those that fail later are", () => {
    const rows = { "url 2": loses("url", "loses it"), acl: endsAt("changing it by hand", "refused", "lets nobody") };

    expect(keptFields(kind, rows).map(({ name }) => name)).toEqual(["acl", "tags"]);
  });
});

it.each(Object.entries(KIND_DEVIATIONS))("the table of %s has rows of kinds and fields that there are alone", (_, table) => {
  const stray = Object.entries(table).flatMap(([key, rows]) => {
    // The keys of a table are of this type.
    const names = [...namedFields(KINDS[key as keyof typeof KINDS]).keys(), ALL];
    return Object.keys(rows).filter((name) => !names.includes(name));
  });
  expect(stray).toEqual([]);
});

it.each(Object.keys(KIND_DEVIATIONS))("the table of %s is of the release that runs", async (emulator) => {
  const pins = path.resolve(import.meta.dirname, `../../../tools/emulators/${emulator}.requirements.txt`);
  const pinned = (await readFile(pins, "utf8"))
    .split("\n")
    .find((line) => line.replace("[server]", "").startsWith(`${emulator}==`));
  expect(pinned?.split("==")[1]).toBe(SEEN_IN[emulator]);
});
