import { describe, expect, it } from "vitest";
import { readAudit, verdictOf } from "../../tools/supply-chain/audit.ts";
import { makeSbom } from "../../tools/supply-chain/sbom.ts";
import { productionPackages } from "./lock.ts";

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly "bom-ref": string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

describe("the bill of materials", () => {
  it("names every package that ships, and no other, with its licence and the digest that npm will check", async () => {
    // As people get it; what is relied on is looked at below.
    const sbom = JSON.parse(JSON.stringify(await makeSbom())) as {
      readonly bomFormat: string;
      readonly specVersion: string;
      readonly metadata: { readonly component: Component };
      readonly components: readonly Component[];
      readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
    };

    const shipped = [...productionPackages()].map(
      ([folder, { version }]) => `${folder.replace(/^.*node_modules\//, "")}@${version}`,
    );
    expect([sbom.bomFormat, sbom.specVersion]).toEqual(["CycloneDX", expect.stringMatching(/^1\.[5-9]$/)]);
    expect(sbom.metadata.component.purl).toMatch(/^pkg:npm\/stagekeeper@/);
    expect(sbom.components.map(({ name, version }) => `${name}@${version}`).toSorted()).toEqual([...new Set(shipped)].toSorted());
    for (const { purl, hashes, licenses } of sbom.components) {
      expect(hashes, purl).toEqual([{ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
      expect(licenses?.length, purl).toBeGreaterThan(0);
      expect(purl).toMatch(/^pkg:npm\/.+@\d/);
    }
    const known = new Set([sbom.metadata.component["bom-ref"], ...sbom.components.map((component) => component["bom-ref"])]);
    expect(sbom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !known.has(ref))).toEqual([]);
  });
});

describe("the audit", () => {
  const found = { vulnerabilities: { yaml: { severity: "high", range: "<2.0.0" } } };

  it.each([
    ["nothing known", JSON.stringify({ vulnerabilities: {} }), "audited: no known vulnerability in what ships", 0],
    ["a finding", JSON.stringify(found), "known vulnerabilities in what ships:\n  yaml <2.0.0: high", 1],
    [
      "a registry that does not answer",
      JSON.stringify({ message: "405 Method Not Allowed", statusCode: 405 }),
      "not audited: the registry could not be asked (405 Method Not Allowed)",
      0,
    ],
    ["no report", "", "not audited: the registry could not be asked (npm gave no report)", 0],
    ["a report in no known form", "[]", "not audited: the registry could not be asked (npm gave no report)", 0],
  ])("tells %s from the rest", (_, output, text, exitCode) => {
    expect(verdictOf(readAudit(output))).toEqual({ text, exitCode });
  });
});
