/** An account on the sandbox, made by desired states and by hand, and the files that importing reads and writes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { connectAws } from "../../src/aws/connection.ts";
import { runAccept } from "../../src/cli/commands/accept.ts";
import { runImport } from "../../src/cli/commands/import.ts";
import { loadText } from "../../src/cli/compose.ts";
import { forgetfulLedger } from "../../src/cli/forgetful-ledger.ts";
import type { AcceptOptions, ImportOptions } from "../../src/cli/options.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode, zip } from "../../src/desired/package-code.ts";
import { preview, reconcile } from "../../src/engine/reconcile.ts";
import { onlyAdopts } from "../../src/model/plan.ts";
import type { Logger } from "../../src/model/ports.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import type { ServiceName } from "../../src/sandbox/service-name.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { watch } from "../cli/person.ts";

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const REQUEST = { mode: "apply", only: [], prune: false, force: false, concurrency: 4 } as const;
const CODE = zip([{ name: "index.js", bytes: Buffer.from("exports.handler = async () => ({ statusCode: 200 });\n") }]);

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function openAccount() {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-import-"));
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, quotas: "off", region: "us-east-1" });
  const options = (service: ServiceName) => ({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAHAND", secretAccessKey: "by hand" },
    requestHandler: sandbox.requestHandler(service),
    maxAttempts: 1,
  });
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "AKIAOURS", secretAccessKey: "ours" },
  });
  onTestFinished(async () => {
    connection.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const at = (name: string) => path.join(directory, name);
  const ports = {
    ledger: forgetfulLedger,
    clock,
    progress: () => undefined,
    logger: SILENT,
    signal: new AbortController().signal,
  };
  const sourceOf = (name: string, values?: string) =>
    createDesiredSource({ path: at(name), cwd: directory, ...(values !== undefined && { valuesFile: at(values) }) });

  return {
    sandbox,
    clock,
    at,
    hands: {
      apigateway: new APIGateway(options("apigateway")),
      lambda: new Lambda(options("lambda")),
      s3: new S3(options("s3")),
      iam: new IAM(options("iam")),
    },
    code: CODE,
    write: (name: string, text: string | Uint8Array) => writeFileSync(at(name), text),
    read: (name: string) => readFileSync(at(name), "utf8"),

    /** Brings the account to a desired state. */
    async make(text: string): Promise<void> {
      mkdirSync(at("made"), { recursive: true });
      writeFileSync(at("made/state.yaml"), text);
      writeFileSync(at("made/code.zip"), CODE);
      const session = connection.openWriteSession();
      const report = await reconcile(REQUEST, {
        ...ports,
        source: sourceOf("made/state.yaml"),
        session,
        approve: async () => true,
      });
      if (report.outcome !== "converged")
        throw new Error(`${report.outcome}: ${JSON.stringify(report.issues)} ${report.error?.message}`);
      await clock.sleep(120_000);
    },

    /** What a dry run of a file says. */
    async planOf(name: string, values?: string) {
      const report = await preview(REQUEST, { ...ports, source: sourceOf(name, values), session: connection.openReadSession() });
      const steps = report.plan?.steps ?? [];
      return {
        outcome: report.outcome,
        issues: report.issues.map(({ message }) => message),
        adopts: steps.filter(onlyAdopts).map(({ address }) => address),
        steps: steps.filter((step) => !onlyAdopts(step)).map(({ address }) => address),
        /** Address and keys of each field that is to change. */
        changes: steps.flatMap(({ address, changes }) => changes.map(({ keys }) => [address, ...keys])),
        blocked: report.plan?.blocked ?? [],
      };
    },

    async import(changed: Partial<ImportOptions>, answers?: readonly string[]): Promise<Ended> {
      const person = watch(answers === undefined ? {} : { answers });
      const all = { api: [], function: [], bucket: [], tag: [], color: false, ...changed };
      const world = { session: connection.openReadSession(), clock, loadText, close: () => undefined };
      const code = await runImport(all, person.terminal, world);
      return { code, out: person.out(), err: person.err() };
    },

    async accept(addresses: readonly string[], name: string, changed: Partial<AcceptOptions> = {}): Promise<Ended> {
      const person = watch();
      const all = { in: at(name), state: at("state"), dryRun: false, concurrency: 4, color: false, ...changed };
      const world = {
        othersOf: async () => new Map(),
        sourceOf: (instead: ReadonlyMap<string, string>) => createDesiredSource({ path: at(name), cwd: process.cwd(), instead }),
        openSession: () => connection.openReadSession(),
        ledger: forgetfulLedger,
        clock,
        close: () => undefined,
      };
      const code = await runAccept(addresses, all, person.terminal, world);
      return { code, out: person.out(), err: person.err() };
    },
  };
}

export type Account = ReturnType<typeof openAccount>;
