import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTypeScript from "dependency-cruiser/config-utl/extract-ts-config";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROOT, sourcesBelow } from "./sources.ts";

const ADAPTERS = ["desired", "aws", "alerts", "sandbox"];
const COMPOSITION = ["compose", "compose-daemon", "compose-state", "compose-targets", "compose-view", "compose-worker"].map(
  (name) => `src/cli/${name}.ts`,
);
const RULES = path.join(ROOT, ".dependency-cruiser.cjs");

async function cruiseFrom(root: string): Promise<ICruiseResult> {
  const options: ICruiseOptions = { ...(await extractOptions(RULES)), baseDir: root, validate: true };
  const { output } = await cruise(["src"], options, undefined, { tsConfig: extractTypeScript(path.join(ROOT, "tsconfig.json")) });
  // Without an output type the result is the object itself, not a text.
  return output as ICruiseResult;
}

function layerOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

describe("the layers of src", () => {
  let result: ICruiseResult;

  beforeAll(async () => {
    result = await cruiseFrom(ROOT);
  });

  it("are looked at file by file, none left out", () => {
    const cruised = result.modules.map((module) => module.source).filter((source) => /^src\/.+\.tsx?$/.test(source));

    expect(cruised.toSorted()).toEqual(sourcesBelow("src").map((source) => source.path));
    expect(result.summary.totalDependenciesCruised).toBeGreaterThan(cruised.length);
  });

  it("import only what lies below them, and never in a circle", () => {
    const violations = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);

    expect(violations).toEqual([]);
  });

  it("each have a rule", () => {
    // The configuration is CommonJS; its `forbidden` rules are the ones read above.
    const { forbidden } = createRequire(import.meta.url)(RULES) as { forbidden: readonly { name: string }[] };
    const ruled = forbidden.map((rule) => rule.name).filter((name) => name.startsWith("layer-"));

    const layers = new Set(sourcesBelow("src").map((source) => layerOf(source.path)));

    expect(ruled).toEqual(expect.arrayContaining([...layers].map((layer) => `layer-${layer}`)));
  });

  it("meet in cli/compose, compose-daemon, compose-state, compose-targets, compose-view and compose-worker alone: no other file imports both the engine and an adapter", () => {
    const meeting = result.modules
      .filter((module) => module.source.startsWith("src/cli/") && !COMPOSITION.includes(module.source))
      .filter((module) => {
        const values = module.dependencies.filter((dependency) => !dependency.dependencyTypes.includes("type-only"));
        const layers = values.map((dependency) => layerOf(dependency.resolved));
        return layers.includes("engine") && layers.some((layer) => layer !== undefined && ADAPTERS.includes(layer));
      })
      .map((module) => module.source);

    expect(meeting).toEqual([]);
  });
});

describe("the rules themselves", () => {
  const made: string[] = [];

  afterEach(() => {
    for (const root of made.splice(0)) rmSync(root, { recursive: true });
  });

  /** A tree of a few files that import one another. */
  function treeOf(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-layers-"));
    made.push(root);
    for (const [name, text] of Object.entries({ "package.json": "{}", "tsconfig.json": "{}", ...files })) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    return root;
  }

  const target = "export const it = 1;\n";
  const forbidden: readonly { readonly from: string; readonly to: string; readonly rule: string }[] = [
    { from: "src/model/a.ts", to: "src/kinds/b.ts", rule: "layer-model" },
    { from: "src/kinds/a.ts", to: "src/diff/b.ts", rule: "layer-kinds" },
    { from: "src/diff/a.ts", to: "src/plan/b.ts", rule: "layer-diff" },
    { from: "src/plan/a.ts", to: "src/engine/b.ts", rule: "layer-plan" },
    { from: "src/engine/a.ts", to: "src/aws/b.ts", rule: "layer-engine" },
    { from: "src/desired/a.ts", to: "src/sandbox/b.ts", rule: "layer-desired" },
    { from: "src/aws/a.ts", to: "src/desired/b.ts", rule: "layer-aws" },
    { from: "src/alerts/a.ts", to: "src/aws/b.ts", rule: "layer-alerts" },
    { from: "src/daemon/a.ts", to: "src/alerts/b.ts", rule: "layer-daemon" },
    { from: "src/sandbox/a.ts", to: "src/kinds/b.ts", rule: "layer-sandbox" },
    { from: "src/engine/a.ts", to: "src/daemon/b.ts", rule: "layer-engine" },
    { from: "src/daemon/a.ts", to: "src/aws/b.ts", rule: "layer-daemon" },
    { from: "src/daemon/a.ts", to: "src/cli/b.ts", rule: "layer-daemon" },
    { from: "src/page/a.ts", to: "src/daemon/b.ts", rule: "layer-page" },
  ];

  it.each(forbidden)("refuse an import of $to in $from", async ({ from, to, rule }) => {
    const root = treeOf({ [to]: target, [from]: `export { it } from "${path.posix.relative(path.posix.dirname(from), to)}";\n` });

    const { summary } = await cruiseFrom(root);

    expect(summary.violations.map((violation) => violation.rule.name)).toEqual([rule]);
  });

  it.each(["node:fs", "node:crypto", "yaml"])("refuse %s in the pure core", async (module) => {
    const root = treeOf({ "src/plan/a.ts": `import it from "${module}";\nexport { it };\n` });

    const { summary } = await cruiseFrom(root);

    expect(summary.violations.map((violation) => violation.rule.name)).toContain("pure-imports-nothing-of-the-world");
  });

  it("let the digest have its hash", async () => {
    const root = treeOf({ "src/kinds/digest.ts": 'import it from "node:crypto";\nexport { it };\n' });

    const { summary } = await cruiseFrom(root);

    expect(summary.violations).toEqual([]);
  });

  it("refuse a circle, of types too", async () => {
    const root = treeOf({
      "src/model/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/model/b.ts": 'import type { A } from "./a.ts";\nexport type B = { a: A };\n',
    });

    const { summary } = await cruiseFrom(root);

    expect(summary.violations.map((violation) => violation.rule.name)).toContain("no-cycle");
  });
});
