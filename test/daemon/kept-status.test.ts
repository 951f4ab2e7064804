import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { keepStatus, readKeptStatus } from "../../src/daemon/kept-status.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { aStatus } from "./builders.ts";

function aDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-kept-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe("the status that is kept", () => {
  it("is read as it was kept last", async () => {
    const directory = aDirectory();

    await keepStatus(directoryState(directory), { ...aStatus(), pid: 1 });
    await keepStatus(directoryState(directory), aStatus());

    expect(await readKeptStatus(directoryState(directory))).toEqual(aStatus());
  });

  it.each([
    { what: "there is none", text: undefined },
    { what: "it was cut short", text: '{"format":1,' },
    { what: "another version wrote it", text: '{"format":2,"status":{}}' },
    { what: "it is something else", text: "[]" },
    { what: "it holds nothing", text: '{"format":1}' },
  ])("is none when $what", async ({ text }) => {
    const directory = aDirectory();
    if (text !== undefined) writeFileSync(path.join(directory, "status.json"), text);

    expect(await readKeptStatus(directoryState(directory))).toBeNull();
  });
});
