/**
 * An API with one function behind an alias that shifts, in a sandbox on virtual time, and customers who never stop asking
 * while it does. What is desired is authored and loaded as the product loads it; answers come from the sandbox's data plane.
 */
import { onTestFinished } from "vitest";
import { type AwsConnection, connectAws } from "../../src/aws/connection.ts";
import { Loop, type Trigger } from "../../src/daemon/loop.ts";
import { endOf, paceOf } from "../../src/daemon/pace.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { type PassRequest, preview, reconcile } from "../../src/engine/reconcile.ts";
import { reconcileAlong } from "../../src/engine/reconcile-along.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { GateReader } from "../../src/model/gates.ts";
import type { Ledger, ProgressEvent, WriteSession } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { HttpProbe } from "../../src/model/verify.ts";
import { serveApi } from "../../src/sandbox/gateway/serve-api.ts";
import type { AliasRecord } from "../../src/sandbox/lambda/state.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { scratch } from "../desired/scratch.ts";

export interface Shop {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  readonly answers: readonly Answer[];
  /** Loads what is desired from these parts. */
  desired(parts: Parts): Promise<DesiredState>;
  /** One run, until all that shifts has arrived or was taken back. */
  run(state: DesiredState, more?: Partial<RunMore>): Promise<RunReport>;
  /** One pass. */
  pass(state: DesiredState, more?: Partial<RunMore>): Promise<RunReport>;
  /** A dry run. */
  preview(state: DesiredState): Promise<RunReport>;
  /** A daemon that enforces what `state` says at the time, until `ms` have passed. */
  watch(state: () => DesiredState, ms: number, more?: Partial<RunMore>): Promise<readonly Passed[]>;
  /** Customers ask for as long as `work` takes: `perSecond` requests, spread. */
  whileServing<T>(work: () => Promise<T>, perSecond?: number): Promise<T>;
  /** One request to the route that customers ask for, at a stage. */
  ask(stage: string): Promise<Answer>;
  alias(): AliasRecord;
}

export interface Answer {
  readonly at: number;
  readonly status: number;
  /** The version that answered; empty: none did. */
  readonly version: string;
}

export interface Parts {
  /** The body of the handler. */
  readonly code: string;
  /** YAML of the alias, beside its version. */
  readonly alias?: string;
  readonly description?: string;
  /** YAML of the alias's version; left out: `auto`. */
  readonly version?: string;
  /** Name of the function's role. */
  readonly role?: string;
  /** YAML of the stage. */
  readonly stage?: string;
  /** YAML of the route that customers ask for. */
  readonly route?: string;
  /** YAML of `keep` of the function, and of the API. */
  readonly keep?: { readonly versions: string; readonly deployments: string };
  /** YAML of routes beside the one that customers ask for. */
  readonly routes?: string;
  /** YAML of aliases beside the one that shifts. */
  readonly aliases?: string;
  /** YAML of the API's authorizers. */
  readonly authorizers?: string;
}

export interface RunMore extends PassRequest {
  readonly gates: GateReader;
  readonly probe: HttpProbe;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

export interface Passed {
  readonly trigger: Trigger;
  readonly at: number;
  readonly report: RunReport;
}

export const GOOD = "return answer(200);";
/** Three in ten throw. */
export const BAD = 'asked += 1; if (asked % 10 < 3) throw new Error("a fault of this version"); return answer(200);';

const REQUEST: PassRequest = { mode: "apply", only: [], prune: false, force: false, concurrency: 4 };

export function openShop({ seed = 1 } = {}): Shop {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed });
  onTestFinished(() => sandbox.close());
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    random: () => 0,
    quotaReserve: 0,
    probe: probeOf(sandbox),
  });
  const answers: Answer[] = [];
  const ledger = createMemoryLedger();
  const portsOf = (state: DesiredState, more: Partial<RunMore>) => ({
    source: { load: async () => ({ valid: true as const, state }) },
    ledger: more.ledger ?? ledger,
    clock,
    progress: more.onProgress ?? (() => {}),
    logger: openRecordingLogger().logger,
    signal: more.signal ?? new AbortController().signal,
    session: sessionOf(connection, more),
    openSession: () => sessionOf(connection, more),
    approve: async () => true,
  });
  const shop: Shop = {
    clock,
    sandbox,
    answers,
    desired: desiredShop,
    run: (state, more = {}) => reconcileAlong({ ...REQUEST, ...requestOf(more) }, portsOf(state, more)),
    pass: (state, more = {}) => reconcile({ ...REQUEST, ...requestOf(more) }, portsOf(state, more)),
    preview: (state) => preview(REQUEST, { ...portsOf(state, {}), session: connection.openReadSession() }),
    async watch(state, ms, more = {}) {
      const passes: Passed[] = [];
      const stop = new AbortController();
      const loop = new Loop(paceOf(300_000), {
        clock,
        logger: openRecordingLogger().logger,
        random: () => 0.5,
        async pass(trigger) {
          const report = await shop.pass(state(), more);
          passes.push({ trigger, at: clock.now(), report });
          return { end: endOf(report), nextMoveAt: report.nextMoveAt };
        },
      });
      const until = clock.sleep(ms).then(() => stop.abort());
      await loop.run(stop.signal);
      await until;
      return passes;
    },
    async whileServing(work, perSecond = 2) {
      let open = true;
      const serving = (async () => {
        while (open) {
          answers.push(await ask(sandbox, clock, "live"));
          await clock.sleep(1_000 / perSecond);
        }
      })();
      try {
        return await work();
      } finally {
        open = false;
        await serving;
      }
    },
    ask: (stage) => ask(sandbox, clock, stage),
    alias: () => {
      const alias = sandbox.world.lambda.functions.get("Uploader")?.aliases.get("live");
      if (alias === undefined) throw new Error("there is no alias yet");
      return alias;
    },
  };
  return shop;
}

function requestOf({
  gates: _,
  probe: _p,
  ledger: __,
  signal: ___,
  onProgress: ____,
  ...request
}: Partial<RunMore>): Partial<PassRequest> {
  return request;
}

function sessionOf(connection: AwsConnection, { gates, probe }: Partial<Pick<RunMore, "gates" | "probe">>): WriteSession {
  return { ...connection.openWriteSession(), ...(gates && { gates }), ...(probe && { probe }) };
}

export async function desiredShop({
  code,
  alias = "shift: allAtOnce",
  description = "Live",
  role = "uploader",
  version = "auto",
  route = 'GET /order: { lambda: "Uploader:live" }',
  routes = "",
  aliases = "",
  stage = "",
  authorizers = "",
  keep,
}: Parts): Promise<DesiredState> {
  const handler = `let asked = 0;
export const handler = async (event, context) => {
  const answer = (statusCode) => ({ statusCode, headers: { "x-version": context.functionVersion }, body: String(asked) });
  ${code}
};
`;
  const cwd = scratch({
    "uploader/index.mjs": handler,
    "desired.yaml": `owner: shop
roles: { ${role}: { assumedBy: lambda.amazonaws.com } }
functions:
  Uploader:
    code: uploader
    runtime: nodejs22.x
    handler: index.handler
    role: ${role}${keep === undefined ? "" : `\n    keep: ${keep.versions}`}
    aliases:
      live: { version: ${version}, description: ${description}, ${alias} }
      ${aliases}
apis:
  Shop:${keep === undefined ? "" : `\n    keep: ${keep.deployments}`}
    routes: { ${route}, ${routes} }
    authorizers: { ${authorizers} }
    stages:
      live: { ${stage} }
`,
  });
  const loaded = await createDesiredSource({ path: "desired.yaml", cwd }).load(new AbortController().signal);
  if (!loaded.valid) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
  return loaded.state;
}

async function ask({ world }: Sandbox, clock: VirtualClock, stage: string): Promise<Answer> {
  const at = clock.now();
  const [apiId = ""] = [...world.apigateway.apis.keys()];
  const request = {
    method: "GET",
    path: `/${stage}/order`,
    query: {},
    headers: {},
    body: new Uint8Array(),
    apiId,
    sourceIp: "10.0.0.1",
  };
  const { statusCode, headers } = await serveApi(world, request);
  return { at, status: statusCode, version: headers["x-version"] ?? "" };
}

/** Asks the sandbox's data plane at the URL that the product made up, as fetch would. */
function probeOf({ world }: Sandbox): HttpProbe {
  return {
    async ask({ method, url }) {
      const { hostname, pathname, searchParams } = new URL(url);
      const { statusCode, body } = await serveApi(world, {
        method,
        path: pathname,
        query: Object.fromEntries([...searchParams].map(([name, value]) => [name, [value]])),
        headers: {},
        body: new Uint8Array(),
        apiId: hostname.split(".")[0] ?? "",
        sourceIp: "10.0.0.2",
      });
      return { status: statusCode, body: Buffer.from(body).toString("utf8") };
    },
  };
}

/** `{ "200": 598, "502": 2 }`. */
export function statusesOf(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { status } of answers) counts.set(String(status), (counts.get(String(status)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted());
}
