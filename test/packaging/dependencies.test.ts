import { readFileSync } from "node:fs";
import path from "node:path";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { lockedPackages, productionPackages, ROOT } from "./lock.ts";

const OLDEST_NODE = "20.19.0";

/** Licences that ask for no more than their text beside the code. */
const LICENCES = ["Apache-2.0", "MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

describe("what is installed", () => {
  it("is known package by package", () => {
    expect(productionPackages().size).toBeGreaterThan(20);
    expect(lockedPackages().size).toBeGreaterThan(productionPackages().size);
  });

  it(`runs on Node ${OLDEST_NODE}: no production package's engines leave it out`, () => {
    const leftOut = [...productionPackages()].filter(
      ([, { engines }]) => engines?.node !== undefined && !semver.satisfies(OLDEST_NODE, engines.node),
    );

    expect(leftOut).toEqual([]);
  });

  it("has licences that allow to ship it", () => {
    const others = [...productionPackages()].filter(([, { license }]) => license === undefined || !LICENCES.includes(license));

    expect(others).toEqual([]);
  });

  it("is locked without addresses, so that it comes from whatever registry a machine uses", () => {
    const withAddress = [...lockedPackages()].filter(([, { resolved }]) => resolved !== undefined);

    expect(withAddress).toEqual([]);
  });

  it("is what was asked for to the digit: every version in package.json is exact", () => {
    // npm refuses a manifest in which these are anything else.
    const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Record<
      "dependencies" | "devDependencies",
      Readonly<Record<string, string>>
    >;
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^(npm:.+@)?\d+\.\d+\.\d+$/.test(version),
    );

    expect(ranges).toEqual([]);
  });
});
