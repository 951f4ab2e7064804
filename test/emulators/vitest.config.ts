import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Some cases silence an emulator for good, so whatever else asks it comes first. */
class ConformanceLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => moduleId.endsWith("/conformance.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ["test/emulators/**/*.test.ts"],
    globalSetup: ["test/emulators/global-setup.ts"],
    // One account is shared; a file empties it before it begins.
    fileParallelism: false,
    sequence: { sequencer: ConformanceLast },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    allowOnly: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
