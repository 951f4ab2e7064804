import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
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

/** As people get it. */
const BILL = JSON.stringify(await makeSbom());

describe("the bill of materials", () => {
  it("names every package that ships, and no other, with its licence and the digest that npm will check", () => {
    // What is relied on is looked at below.
    const sbom = JSON.parse(BILL) as {
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

describe("the form of the bill of materials", () => {
  /** What CycloneDX's own schema of the version that a bill names has against it; `null`: nothing. */
  async function refused(change: (bill: Record<string, unknown>) => void = () => {}): Promise<unknown> {
    const bill = JSON.parse(BILL) as Record<string, unknown>;
    const version = Object.values(Spec.Version).find((known) => known === bill.specVersion);
    if (version === undefined) return `no schema of version ${String(bill.specVersion)}`;
    change(bill);
    return new Validation.JsonStrictValidator(version).validate(JSON.stringify(bill));
  }

  it("is what the schema of CycloneDX asks for, down to licences and members that it does not know", async () => {
    expect(await refused()).toBeNull();
  });

  it("is looked at in earnest: what the schema forbids is refused", async () => {
    expect(await refused((bill) => Object.assign(bill, { signedBy: "nobody" }))).not.toBeNull();
    expect(await refused((bill) => Object.assign(bill, { components: [{ type: "library" }] }))).not.toBeNull();
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
