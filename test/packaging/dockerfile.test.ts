import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./lock.ts";

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Instructions in order: comments and blank lines dropped, continued lines joined. */
function instructions(): readonly Instruction[] {
  return readFileSync(path.join(ROOT, "Dockerfile"), "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => ({ name: line.slice(0, line.indexOf(" ")), rest: line.slice(line.indexOf(" ") + 1) }));
}

const copies = instructions()
  .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from="))
  .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));

describe("the Dockerfile", () => {
  it.each(copies)("copies %s, which exists and reaches the build", (source) => {
    const admitted = readFileSync(path.join(ROOT, ".dockerignore"), "utf8").split("\n");

    expect(existsSync(path.join(ROOT, source))).toBe(true);
    expect(admitted).toContain(`!${source}`);
  });

  it("runs scripts that package.json has", () => {
    // `scripts` of package.json are texts by name.
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const run = instructions().flatMap(({ name, rest }) => (name === "RUN" ? [...rest.matchAll(/npm run ([\w:-]+)/g)] : []));

    expect(run.length).toBeGreaterThan(0);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run.map(([, script]) => script)));
  });

  it("links the command to where the package has it", () => {
    // `bin` names the one command.
    const { bin } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { bin: { reconcile: string } };
    const links = instructions().filter(
      ({ name, rest }) => name === "RUN" && rest.includes(`/opt/stagekeeper/${bin.reconcile} `),
    );

    expect(links).toHaveLength(1);
  });

  it("builds on a base of one version and runs as nobody in particular", () => {
    const base = instructions().find(({ name }) => name === "ARG")?.rest;
    const last = instructions().slice(-3);

    expect(base).toMatch(/^NODE=node:\d+\.\d+\.\d+-\w+-slim$/);
    expect(last).toEqual([
      { name: "USER", rest: "node" },
      { name: "WORKDIR", rest: "/work" },
      { name: "ENTRYPOINT", rest: '["reconcile"]' },
    ]);
  });
});
