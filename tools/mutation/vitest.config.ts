/**
 * The tests that mutants of the pure core have to get past: tables, properties and scenarios in memory. Left out is what runs
 * for seconds a test, or starts servers and processes, for every mutant would pay for it.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "test/core/**/*.test.ts",
      "test/desired/{bad-inputs,expand,limits,load}.test.ts",
      "test/cli/{plan-text,result,text}.test.ts",
      "test/bench/least-time.test.ts",
      "test/aws/{statement,scheduler/priority}.test.ts",
    ],
    exclude: ["test/core/{convergence,engine-parts,file-ledger,pass}.test.ts"],
    testTimeout: 30_000,
    allowOnly: false,
  },
});
