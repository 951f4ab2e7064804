import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { keepStatus, readKeptStatus } from "../../src/daemon/kept-status.ts";
import { PassHistory, statusOf } from "../../src/daemon/status.ts";
import { anEndedPass } from "./builders.ts";

function aDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-kept-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function aStatus() {
  const history = new PassHistory();
  history.ended(anEndedPass());
  const loop = { latch: "open", since: 0, dueAt: null, dueFor: "interval", inARow: 0 } as const;
  return statusOf({
    version: "1.2.3",
    pid: 7,
    startedAt: 0,
    now: 1,
    ending: false,
    stuck: null,
    loop,
    history,
    conditions: [],
  });
}

describe("the status that is kept", () => {
  it("is read as it was kept last", async () => {
    const directory = aDirectory();

    await keepStatus(directory, { ...aStatus(), pid: 1 });
    await keepStatus(directory, aStatus());

    expect(await readKeptStatus(directory)).toEqual(aStatus());
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

    expect(await readKeptStatus(directory)).toBeNull();
  });
});
