/**
 * The layers of docs/decisions.md as rules: a folder of src imports itself and what its row names, nothing else.
 * A new folder gets a row here before its first file; test/architecture refuses folders without one.
 *
 *   model ← kinds ← diff ← plan ← engine ← daemon ← cli
 *     ↑_______ desired, aws, alerts, sandbox: adapters, which know the vocabulary and never each other
 */
const LAYERS = {
  model: [],
  kinds: ["model"],
  diff: ["model", "kinds"],
  plan: ["model", "kinds", "diff"],
  engine: ["model", "kinds", "diff", "plan"],
  // What it serves and what it is told; it runs in a browser, and knows nothing of the daemon.
  page: ["model"],
  daemon: ["model", "kinds", "diff", "plan", "engine", "page"],
  alerts: ["model", "kinds"],
  // History tells drift as alerts do, and keeps it as the engine keeps its files.
  history: ["model", "kinds", "engine", "alerts"],
  desired: ["model", "kinds"],
  aws: ["model", "kinds"],
  import: ["model", "kinds"],
  // Not even kinds: an AWS that shared our canonical forms could not contradict them.
  sandbox: ["model"],
  cli: ["model", "kinds", "diff", "plan", "engine", "daemon", "alerts", "history", "desired", "aws", "sandbox", "import", "page"],
};

/** Values in, values out: what these folders compute depends on their arguments alone. */
const PURE = ["model", "kinds", "diff", "plan"];

/** Digests are pure too; the one file that makes them may use these. */
const DIGEST = { file: "^src/kinds/digest\\.ts$", may: ["^crypto$", "node_modules/safe-stable-stringify/"] };

const layerRules = Object.entries(LAYERS).map(([layer, below]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import ${below.length === 0 ? "no other folder" : below.join(", ")}`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: { path: "^(src|test|tools|schemas|functions)/", pathNot: [layer, ...below].map((name) => `^src/${name}/`).concat("^schemas/") },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: "pure-imports-nothing-of-the-world",
      comment: "the pure core uses neither Node's modules nor packages",
      severity: "error",
      from: { path: `^src/(${PURE.join("|")})/`, pathNot: DIGEST.file },
      to: { dependencyTypesNot: ["local"], pathNot: "^(src|schemas)/" },
    },
    {
      name: "digest-imports-what-digests-need",
      severity: "error",
      from: { path: DIGEST.file },
      to: { dependencyTypesNot: ["local"], pathNot: ["^src/", ...DIGEST.may] },
    },
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-development-package",
      comment: "what ships runs on production dependencies",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-undeclared-package",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "undetermined"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "module", "node", "default", "types"] },
  },
};
