import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deploymentDescription,
  isOwnStatement,
  markAliasDescription,
  readAliasDescription,
  readDeploymentDescription,
  readVersionOwner,
  statementId,
  versionDescription,
} from "../../src/kinds/mark.ts";

describe("our mark", () => {
  it("on an alias stands behind the author's description, and is taken off again when read", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const description = text.trim();
        fc.pre(!/\[stagekeeper:/.test(description));

        expect(readAliasDescription(markAliasDescription(description, "acme"))).toEqual({ description, owner: "acme" });
      }),
    );
    expect(markAliasDescription(undefined, "acme")).toBe("[stagekeeper:acme]");
    expect(readAliasDescription(undefined)).toEqual({ description: "", owner: null });
    expect(readAliasDescription("theirs")).toEqual({ description: "theirs", owner: null });
  });

  it("on an alias carries a note, cut where AWS takes no more (256 characters, Lambda UpdateAlias)", () => {
    const stored = markAliasDescription("Production", "acme", "shift:1@10");
    const long = markAliasDescription("d".repeat(200), "acme", "n".repeat(100));

    expect(stored).toBe("Production [stagekeeper:acme shift:1@10]");
    expect(readAliasDescription(stored)).toEqual({ description: "Production", owner: "acme", note: "shift:1@10" });
    expect(long).toHaveLength(256);
    expect(readAliasDescription(long)).toEqual({ description: "d".repeat(200), owner: "acme", note: "n".repeat(36) });
    // Cut off right behind the owner, there is no note, and no space in its place.
    expect(markAliasDescription("d".repeat(237), "acme", "note")).toBe(`${"d".repeat(237)} [stagekeeper:acme]`);
    expect(readAliasDescription("theirs [stagekeeper:acme] and more")).toEqual({
      description: "theirs [stagekeeper:acme] and more",
      owner: null,
    });
  });

  it("on a deployment carries the fingerprint, and a short revision for people", () => {
    const stored = deploymentDescription("acme", "0123abcd", "f".repeat(64));

    expect(stored).toBe("stagekeeper:acme fingerprint:0123abcd revision:ffffffffffff");
    expect(readDeploymentDescription(stored)).toEqual({ owner: "acme", fingerprint: "0123abcd" });
    expect(readDeploymentDescription("made by hand")).toBeNull();
    expect(readDeploymentDescription(undefined)).toBeNull();
  });

  it("on a deployment made from a checkout says the commit too, which changes nothing of what is read back", () => {
    const stored = deploymentDescription("acme", "0123abcd", "f".repeat(64), `${"a".repeat(40)}-dirty`);

    expect(stored).toBe(`stagekeeper:acme fingerprint:0123abcd revision:ffffffffffff commit:${"a".repeat(40)}-dirty`);
    expect(readDeploymentDescription(stored)).toEqual({ owner: "acme", fingerprint: "0123abcd" });
  });

  it("on a version names the owner", () => {
    expect(readVersionOwner(versionDescription("acme", "f".repeat(64)))).toBe("acme");
    expect(readVersionOwner("theirs")).toBeNull();
    expect(readVersionOwner(undefined)).toBeNull();
  });

  it("on a statement keeps to AWS's alphabet and 100 characters (Lambda AddPermission), and stays distinct", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (key) => {
        const id = statementId("acme corp", key);

        expect(id).toMatch(/^[A-Za-z0-9_-]{1,100}$/);
        expect(isOwnStatement(id, "acme corp")).toBe(true);
      }),
    );
    const whole = "a".repeat(100 - "stagekeeper-acme-".length);
    expect(statementId("acme", whole)).toBe(`stagekeeper-acme-${whole}`);
    expect(statementId("acme", `${whole}b`)).toMatch(/^stagekeeper-acme-a{70}-[0-9a-f]{12}$/);
    expect(statementId("a.b", "c/d")).toBe("stagekeeper-a-b-c-d");
    expect(statementId("acme", "a".repeat(200))).not.toBe(statementId("acme", `${"a".repeat(199)}b`));
    expect(isOwnStatement("console-made", "acme")).toBe(false);
    expect(isOwnStatement(statementId("others", "x"), "acme")).toBe(false);
  });
});
