import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Failure } from "./failure.mjs";

/**
 * Runs the command, its output going to the log, and reads what it reports. `result` and `markdown` are `null` when it
 * ended before it could report: a usage error, or a signal.
 */
export async function runCommand({ command: [program, ...first], path: desiredState }, options) {
  const directory = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-review-"));
  try {
    const [json, markdown] = ["result.json", "result.md"].map((name) => path.join(directory, name));
    const reports = ["--report", json, "--report", markdown];
    const exitCode = await ended(program, [...first, desiredState, "--format", "text", ...options, ...reports]);
    const text = await readOrNull(json);
    return { exitCode, result: text === null ? null : JSON.parse(text), markdown: await readOrNull(markdown) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function ended(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new Failure(`${program} could not be started (${error.code}): set the command to one that can`)),
    );
    child.once("close", (code, signal) => resolve(code ?? 128 + (os.constants.signals[signal] ?? 0)));
  });
}

async function readOrNull(file) {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}
