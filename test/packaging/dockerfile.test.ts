import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { admittedBy, contextOf } from "../../tools/container/context.ts";
import { readDockerfile, type Stage, type Step, type Values } from "../../tools/container/dockerfile.ts";
import { ROOT } from "./lock.ts";

const stages = readDockerfile(readFileSync(path.join(ROOT, "Dockerfile"), "utf8"), { REVISION: "5f3c" });
// Checked by the test of how many stages there are.
const [build, image] = stages as readonly [Stage, Stage];

function stepsOf<Kind extends Step["kind"]>(stage: Stage, kind: Kind): readonly Extract<Step, { readonly kind: Kind }>[] {
  return stage.steps.filter((step): step is Extract<Step, { readonly kind: Kind }> => step.kind === kind);
}

const copies = stages
  .flatMap((stage) => stepsOf(stage, "copy").filter(({ from }) => from === null))
  .flatMap(({ sources }) => sources);

describe("the Dockerfile", () => {
  it("builds in one stage and ships another, both on the same base of one version", () => {
    expect(stages.map(({ name }) => name)).toEqual(["build", null]);
    expect(build.base).toMatch(/^node:\d+\.\d+\.\d+-\w+-slim$/);
    expect(image.base).toBe(build.base);
  });

  it.each(copies)("copies %s, which exists and reaches the build", async (source) => {
    const reaches = await contextOf(ROOT);

    expect(existsSync(path.join(ROOT, source))).toBe(true);
    expect(reaches(source)).toBe(true);
  });

  it("runs scripts that package.json has", () => {
    const run = stepsOf(build, "run").flatMap(({ command }) => [...command.join(" ").matchAll(/npm run ([\w:-]+)/g)]);

    expect(run.length).toBeGreaterThan(0);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(run.map(([, script]) => script)));
  });

  it("links the command to where the package has it", () => {
    const links = stepsOf(image, "run").filter(({ command }) =>
      command.join(" ").includes(`ln -s /opt/stagekeeper/${manifest.bin.reconcile} /usr/local/bin/reconcile`),
    );

    expect(links).toHaveLength(1);
  });

  it("says what it is, of which version and commit, and on what base", () => {
    const labels = Object.assign({}, ...stepsOf(image, "label").map(({ values }) => values));

    expect(labels).toEqual({
      "org.opencontainers.image.title": manifest.name,
      "org.opencontainers.image.description": manifest.description,
      "org.opencontainers.image.version": manifest.version,
      "org.opencontainers.image.revision": "5f3c",
      "org.opencontainers.image.licenses": manifest.license,
      "org.opencontainers.image.base.name": `docker.io/library/${image.base}`,
    });
  });

  it("runs the daemon as a user by number that is not root, and keeps its state in a volume", () => {
    const environment: Values = Object.assign({}, ...stepsOf(image, "env").map(({ values }) => values));
    const after = image.steps.slice(image.steps.findIndex(({ kind }) => kind === "user"));

    expect(stepsOf(image, "user")).toEqual([{ kind: "user", user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/) }]);
    expect(after.some(({ kind }) => kind === "run")).toBe(false);
    expect(stepsOf(image, "volume")).toEqual([{ kind: "volume", paths: [environment.STAGEKEEPER_STATE] }]);
    expect(stepsOf(image, "entrypoint")).toEqual([{ kind: "entrypoint", command: ["reconcile"] }]);
    expect(stepsOf(image, "cmd")[0]?.command.slice(0, 2)).toEqual(["watch", "/desired-state"]);
  });
});

describe("reading a Dockerfile", () => {
  it("puts variables in their place, and lets an argument that is given go before its default", () => {
    const text =
      "ARG BASE=node:1\nFROM ${BASE} AS a\nARG BASE\nARG NAME=x\nENV WHERE=/$NAME OTHER=two\nWORKDIR ${WHERE}/in\nLABEL base=${BASE}\n";

    const [stage] = readDockerfile(text, { NAME: "y" });

    expect(stage?.base).toBe("node:1");
    expect(stage?.steps.slice(2)).toEqual([
      { kind: "env", values: { WHERE: "/y", OTHER: "two" } },
      { kind: "workdir", path: "/y/in" },
      { kind: "label", values: { base: "node:1" } },
    ]);
  });

  it("joins what is continued, and leaves the shell's own variables to the shell", () => {
    const [stage] = readDockerfile('FROM a\n# why\nRUN one "$X" \\\n  && two\nRUN ["three", "four five"]\n');

    expect(stage?.steps).toEqual([
      { kind: "run", command: ["/bin/sh", "-c", 'one "$X"   && two'] },
      { kind: "run", command: ["three", "four five"] },
    ]);
  });

  it.each([
    ["FROM a\nADD x /x", /^Dockerfile:2: ADD is not followed here$/],
    ['FROM a\nSHELL ["sh"]', /^Dockerfile:2: SHELL is not followed here$/],
    ["FROM a\nNONSENSE x", /^Dockerfile:2: NONSENSE is not followed here$/],
    ["FROM a\nCOPY --chmod=755 x /x", /^Dockerfile:2: COPY --chmod is not followed here$/],
    ["FROM a\nCOPY x", /^Dockerfile:2: COPY takes sources and a target$/],
    ["FROM a\nCMD reconcile watch", /^Dockerfile:2: CMD is not in exec form/],
    ["FROM a\nENTRYPOINT reconcile", /^Dockerfile:2: ENTRYPOINT is not in exec form/],
    ["FROM a\nHEALTHCHECK --interval=5s CMD curl localhost", /^Dockerfile:2: HEALTHCHECK is not in exec form/],
    ["FROM a\nHEALTHCHECK NONE", /^Dockerfile:2: HEALTHCHECK is not in exec form/],
    ["FROM a\nWORKDIR $NOWHERE", /^Dockerfile:2: WORKDIR \$\{NOWHERE\} is not defined there$/],
    ["FROM a\nWORKDIR ${A:-b}", /^Dockerfile:2: WORKDIR \$\{A:-b\} is not defined there$/],
    ["FROM a\nRUN <<END\ntrue\nEND", /^Dockerfile:2: RUN with a here-document/],
    ["FROM a\nARG 1=2", /^Dockerfile:2: ARG takes NAME or NAME=default$/],
    ["FROM a b", /^Dockerfile:1: FROM is not an image/],
    ["RUN x\nFROM a", /^Dockerfile:1: RUN stands before the first FROM$/],
    ["# syntax=docker/dockerfile:1\nFROM a", /^Dockerfile:1: parser directives/],
    ["", /^Dockerfile:1: there is no FROM$/],
  ])("refuses %j, with its line", (text, message) => {
    expect(() => readDockerfile(text)).toThrow(message);
  });

  it("reads a health check with its options", () => {
    const [stage] = readDockerfile('FROM a\nHEALTHCHECK --interval=30s --retries=3 CMD ["reconcile", "status"]\n');

    expect(stage?.steps).toEqual([
      { kind: "healthcheck", command: ["reconcile", "status"], options: { interval: "30s", retries: "3" } },
    ]);
  });
});

describe("the context of a build", () => {
  it("is what .dockerignore names, and what lies below it", async () => {
    const reaches = await contextOf(ROOT);

    expect(["src/cli/main.ts", "./src", "package.json"].map(reaches)).toEqual([true, true, true]);
    expect([".git", "node_modules", "srcs", "../main", "test/ci"].map(reaches)).toEqual([false, false, false, false, false]);
  });

  it.each(["", "node_modules\n", "*\nsrc\n", "*\n!src/**\n"])(
    "refuses a .dockerignore that could let something slip: %j",
    (text) => {
      expect(() => admittedBy(text)).toThrow(/^\.dockerignore: ".*" is neither/);
    },
  );
});
