import { defineConfig } from "vitest/config";

const PURE_CORE = ["src/model/**", "src/kinds/**", "src/diff/**", "src/plan/**"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They need an AWS to talk to, an image to run, and a browser: `npm run test:emulators`, `npm run test:container` and
    // `npm run test:page` have a configuration of their own.
    exclude: ["test/emulators/**", "test/container/**", "test/page/**/*.browser.test.ts"],
    // The default leaves one core to others, which on two is half of all.
    maxWorkers: "100%",
    // They catch what hangs; how long a test takes depends on what else the machine does.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    allowOnly: false,
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      // Nothing a test calls may reach a real account by way of what this machine has configured.
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // Runs in a browser, where `npm run test:page` looks at what it shows.
      exclude: ["src/page/browser/**"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        lines: 90,
        ...Object.fromEntries(PURE_CORE.map((folder) => [folder, { lines: 100 }])),
      },
    },
  },
});
