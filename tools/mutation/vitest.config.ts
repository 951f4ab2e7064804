/**
 * The tests that mutants of the pure core have to get past: tables, properties and scenarios in memory. Left out is what runs
 * for seconds a test, or starts servers and processes, for every mutant would pay for it.
 */
import { defineConfig } from "vitest/config";
import type { TestSequencer, TestSpecification } from "vitest/node";

/** A mutant is done with at the first test that notices it: those that load least go first. A class, for Vitest makes it. */
class CoreFirst implements TestSequencer {
  sort(files: TestSpecification[]): TestSpecification[] {
    const isCore = ({ moduleId }: TestSpecification) => moduleId.includes("/test/core/");
    return [...files.filter(isCore), ...files.filter((file) => !isCore(file))];
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

export default defineConfig({
  test: {
    include: [
      "test/core/**/*.test.ts",
      "test/desired/{bad-inputs,expand,limits,load}.test.ts",
      "test/shift/{authored-shift,decide-shift,judge-verify,shift-note}.test.ts",
      "test/openapi/{errors,meaning}.test.ts",
      "test/cli/{plan-text,result,text}.test.ts",
      "test/bench/least-time.test.ts",
      "test/aws/{statement,scheduler/priority}.test.ts",
    ],
    exclude: ["test/core/{convergence,engine-parts,pass,stored-ledger}.test.ts"],
    sequence: { sequencer: CoreFirst },
    testTimeout: 30_000,
    allowOnly: false,
  },
});
