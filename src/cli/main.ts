#!/usr/bin/env node
/** The entry of `reconcile`: parses the line, runs the command, ends with its exit code once all output is written. */
import module from "node:module";
import { CommanderError } from "commander";
import { printable } from "../model/printable.ts";
import type { ExitCode } from "./exit-code.ts";
import { EXIT } from "./exit-code.ts";
import { createProgram, tidyEnvironment } from "./program.ts";

// From Node 22.8 on, compiled code is kept between runs; the types are those of Node 20, the oldest we run on.
if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") module.enableCompileCache();

// A reader that goes away (`reconcile | head`) must not end an apply half way: what it does not read is dropped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<ExitCode> {
  const problems = tidyEnvironment(process.env);
  if (problems.length > 0) {
    process.stderr.write(problems.map((problem) => `error: ${problem}\n`).join(""));
    return EXIT.failed;
  }
  let code: ExitCode = EXIT.ok;
  try {
    await createProgram((ended) => {
      code = ended;
    }).parseAsync(argv);
    return code;
  } catch (error) {
    // commander has printed its message already; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    const { errorReportOf } = await import("./failure.ts");
    process.stderr.write(`error: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  }
}
