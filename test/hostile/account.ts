/** An account in sync with a desired state of every kind, whose answers can be changed on their way. */
import { AsyncLocalStorage } from "node:async_hooks";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { HttpResponse } from "@smithy/core/protocols";
import { connectAws } from "../../src/aws/connection.ts";
import { preview, reconcile } from "../../src/engine/reconcile.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { RunReport } from "../../src/model/report.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ServiceName } from "../../src/sandbox/service-name.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { zipOf } from "../aws/builders.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";

export interface Answer {
  /** From 0, in the order of the pass. */
  readonly number: number;
  readonly operation: string;
  readonly contentType: string;
  readonly body: string;
}

/** The body of an answer with status 200 instead; `undefined`: as it is. */
export type Rewrite = (answer: Answer) => string | undefined;

export interface HostilePass {
  readonly report: RunReport;
  /** `service.Operation` of every write that was asked for, in order. */
  readonly writes: readonly string[];
  /** Of those, the ones that were not refused. */
  readonly taken: readonly string[];
}

export interface HostileAccount {
  readonly sandbox: Sandbox;
  /** One pass that prunes, forces and adopts nothing. */
  pass(rewrite?: Rewrite): Promise<HostilePass>;
  look(rewrite?: Rewrite): Promise<RunReport>;
}

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** `signal`: ends passes that would not end by themselves. */
export function aHostileAccount(state: DesiredState, signal = new AbortController().signal): HostileAccount {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed: 1, quotas: "off" });
  const ledger = createMemoryLedger();
  // Calls run at once, and only the sandbox knows which operation a request is.
  const calls = new AsyncLocalStorage<{ operation: string }>();
  sandbox.journal.watch(({ service, operation }) => {
    const call = calls.getStore();
    if (call) call.operation = `${service}.${operation}`;
  });
  const connect = (rewrite: Rewrite) => {
    let number = 0;
    return connectAws({
      region: "us-east-1",
      clock,
      packageCode: async () => zipOf(),
      credentials: CREDENTIALS,
      random: () => 0,
      requestHandler(service: ServiceName) {
        const inner = sandbox.requestHandler(service);
        return {
          ...inner,
          async handle(request: Parameters<typeof inner.handle>[0], options?: Parameters<typeof inner.handle>[1]) {
            const call = { operation: `${service}.Unknown` };
            const { response } = await calls.run(call, () => inner.handle(request, options));
            const { statusCode, headers } = response;
            const body = await text(response.body);
            const answer = { number: number++, operation: call.operation, contentType: headers["content-type"] ?? "", body };
            const other = rewrite(answer);
            const { "content-length": _, ...kept } = headers;
            const [status, sent] = other === undefined ? [statusCode, body] : [200, other];
            return {
              response: new HttpResponse({ statusCode: status, headers: kept, body: Readable.from([Buffer.from(sent)]) }),
            };
          },
        };
      },
    });
  };
  const request = { mode: "apply", only: [], prune: true, force: false, concurrency: 1 } as const;
  const ports = () => ({
    source: { load: async () => ({ valid: true as const, state }) },
    ledger,
    clock,
    progress: () => {},
    logger: openRecordingLogger().logger,
    signal,
  });
  return {
    sandbox,
    async pass(rewrite = () => undefined) {
      sandbox.journal.clear();
      const session = connect(rewrite).openWriteSession();
      const report = await reconcile(request, { ...ports(), session, approve: async () => true });
      const asked = sandbox.journal.writes();
      const named = (entries: typeof asked) => entries.map(({ service, operation }) => `${service}.${operation}`);
      return { report, writes: named(asked), taken: named(asked.filter(({ error }) => error === undefined)) };
    },
    look: (rewrite = () => undefined) => preview(request, { ...ports(), session: connect(rewrite).openReadSession() }),
  };
}
