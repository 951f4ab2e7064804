/** A desired state before the embedded AWS on virtual time, pass by pass, as the page would tell of it. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { connectAws } from "../../src/aws/connection.ts";
import { seenApis } from "../../src/daemon/seen-apis.ts";
import { seenWorld } from "../../src/daemon/seen-world.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { reconcile, type Sight } from "../../src/engine/reconcile.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { ApiOverview } from "../../src/page/overview.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { loadIn, scratch } from "../desired/scratch.ts";

export interface Told {
  readonly report: RunReport;
  readonly apis: readonly ApiOverview[];
}

export interface Seen {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  /** One pass over the desired state that this YAML says. */
  pass(yaml: string): Promise<Told>;
}

const HANDLER = "export const handler = async () => ({ statusCode: 200 });\n";

export function openSeen(): Seen {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock });
  onTestFinished(() => sandbox.close());
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    random: () => 0,
  });
  const ledger = createMemoryLedger();
  const directory = scratch({ "functions/uploader/index.mjs": HANDLER, "desired-state/.keep": "" });
  return {
    clock,
    sandbox,
    async pass(yaml) {
      writeFileSync(path.join(directory, "desired-state/uploads.yaml"), yaml);
      const loaded = await loadIn(directory, { path: "desired-state" });
      if (!loaded.valid) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
      let sight: Sight | undefined;
      const request = { mode: "apply", only: [], prune: false, force: false, concurrency: 4 } as const;
      const report = await reconcile(request, {
        source: { load: async () => loaded },
        ledger,
        clock,
        progress: () => {},
        saw: (seen) => {
          sight = seen;
        },
        logger: openRecordingLogger().logger,
        signal: new AbortController().signal,
        session: connection.openWriteSession(),
        approve: async () => true,
      });
      if (sight === undefined) throw new Error(`the pass saw nothing: ${report.error?.message}`);
      const told = { world: seenWorld(sight, report), plan: report.plan, endedAt: clock.now(), salt: "salt" };
      return { report, apis: seenApis(told) };
    },
  };
}
