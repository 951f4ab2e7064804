import path from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The packages that a module and all that it imports load: at once, or with the first call that needs them. */
async function packagesOf(entry: string) {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    metafile: true,
    write: false,
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.filter(({ external }) => external));
  const named = (dynamic: boolean) =>
    new Set(imports.filter(({ kind }) => (kind === "dynamic-import") === dynamic).map(({ path: name }) => name));
  return { atOnce: named(false), whenNeeded: named(true) };
}

describe("the clients of SNS and EventBridge", () => {
  it("are loaded with the first alert for them, and not by a daemon that has no such sink", async () => {
    const { atOnce, whenNeeded } = await packagesOf("src/alerts/configured.ts");

    expect([...whenNeeded].toSorted()).toEqual(["@aws-sdk/client-eventbridge", "@aws-sdk/client-sns"]);
    expect([...atOnce].filter((name) => !name.startsWith("node:"))).toEqual([]);
  });
});
