import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runStatus } from "../../src/cli/commands/status.ts";
import { runWatch } from "../../src/cli/commands/watch.ts";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import type { ListenAddress } from "../../src/cli/option-values.ts";
import type { StatusOptions, WatchOptions } from "../../src/cli/options.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import type { Output, Terminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { BUCKETS } from "./workspace.ts";

interface Line {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Where the logs go, line by line. */
function aTerminal() {
  const lines: Line[] = [];
  let out = "";
  let err = "";
  let look = () => {};
  const output = (write: (text: string) => void): Output => {
    return { write, isTerminal: false, width: 80, rows: 24, style: createStyle(false) };
  };
  const terminal: Terminal = {
    out: output((text) => {
      out += text;
    }),
    err: output((text) => {
      err += text;
      // pino writes one JSON object a line.
      if (text.startsWith("{")) lines.push(JSON.parse(text) as Line);
      look();
    }),
    interactive: false,
    ask: async () => "",
  };
  return {
    terminal,
    out: () => out,
    err: () => err,
    line: (predicate: (line: Line) => boolean) =>
      new Promise<Line>((resolve) => {
        look = () => {
          const found = lines.find(predicate);
          if (found !== undefined) resolve(found);
        };
        look();
      }),
  };
}

async function aDaemon(text: string, changed: Partial<WatchOptions> = {}) {
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-watch-command-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(path.join(home, "desired-state"));
  const file = path.join(home, "desired-state/buckets.yaml");
  writeFileSync(file, text);
  const sandbox = createSandbox({ clock: systemClock, quotas: "off" });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" })) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
  const seen = aTerminal();
  const options: WatchOptions = {
    color: false,
    dryRun: false,
    only: [],
    prune: false,
    state: path.join(home, "state"),
    concurrency: 4,
    endpointUrl: url,
    region: "us-east-1",
    listen: { host: "127.0.0.1", port: 0 },
    ...changed,
  };
  return { ...seen, file, sandbox, options, ended: runWatch(path.join(home, "desired-state"), options, seen.terminal) };
}

const ended = (outcome: string, trigger: string) => (line: Line) =>
  line.msg === "run finished" && line.outcome === outcome && line.trigger === trigger;

describe("reconcile watch", () => {
  it("passes at its start, at a change and at SIGHUP, and ends with 0 on SIGTERM", async () => {
    const { file, line, ended: end, sandbox, err } = await aDaemon(BUCKETS);
    await line(ended("converged", "start"));

    writeFileSync(file, `${BUCKETS}  acme-cli-three: {}\n`);
    await line(ended("converged", "change"));
    process.emit("SIGHUP", "SIGHUP");
    await line(ended("in-sync", "signal"));
    process.emit("SIGTERM", "SIGTERM");

    expect(await end).toBe(0);
    expect(sandbox.journal.counts()["s3.CreateBucket"]).toBe(3);
    expect(err()).toContain('"msg":"stopped"');
  });

  it("survives what nobody caught, and logs it", async () => {
    const { line, ended: end } = await aDaemon(BUCKETS);
    await line(ended("converged", "start"));

    process.emit("unhandledRejection", new Error("nobody caught this"), Promise.resolve());
    const told = await line(({ msg }) => msg === "unexpected error");
    process.emit("SIGTERM", "SIGTERM");

    expect(told.detail).toContain("nobody caught this");
    expect(await end).toBe(0);
  });

  it("does not start in a state directory that is in use, and says whose it is", async () => {
    const first = await aDaemon(BUCKETS);
    await first.line(ended("converged", "start"));

    const second = await aDaemon(BUCKETS, { state: first.options.state });
    const code = await second.ended;
    process.emit("SIGTERM", "SIGTERM");

    expect(code).toBe(1);
    expect(second.err()).toContain(`error: another daemon, process ${process.pid}, works in this state directory`);
    expect(await first.ended).toBe(0);
  });

  it("does not start for a slip of the pen", async () => {
    const { terminal, err } = aTerminal();
    const { options, ended: end, line } = await aDaemon(BUCKETS);
    await line(ended("converged", "start"));
    process.emit("SIGTERM", "SIGTERM");
    await end;

    const code = await runWatch("statu", options, terminal);

    expect(code).toBe(1);
    expect(err()).toContain("did you mean `reconcile status`?");
  });
});

describe("reconcile status", () => {
  const NOWHERE = path.join(os.tmpdir(), "stagekeeper-no-state-directory");

  async function ask(changed: Partial<StatusOptions>) {
    const seen = aTerminal();
    const options: StatusOptions = { state: NOWHERE, health: false, watch: false, format: "text", color: false, ...changed };
    const code: ExitCode = await runStatus(options, seen.terminal);
    return { code, out: seen.out(), err: seen.err() };
  }

  const statusOf = (listen: ListenAddress | "off", format: StatusOptions["format"] = "text") => ask({ listen, format });

  const addressIn = (started: Line): ListenAddress => ({ host: "127.0.0.1", port: Number(new URL(String(started.url)).port) });

  it("says how the daemon is, its account, its last pass and its next", async () => {
    const { line, ended: end } = await aDaemon(BUCKETS);
    const listen = addressIn(await line(({ msg }) => msg === "started"));
    await line(ended("converged", "start"));

    const text = await statusOf(listen);
    const json = await statusOf(listen, "json");
    process.emit("SIGTERM", "SIGTERM");
    await end;

    expect(text.code).toBe(0);
    expect(text.out).toMatch(/^✓ all as declared\n/);
    expect(text.out).toMatch(/ {2}account {4}000000000000, us-east-1\n/);
    expect(text.out).toMatch(/ {2}last pass {2}converged, by start, \d+\.\d s ago, \d+ AWS calls, \d+\.\d s\n/);
    // Its interval of five minutes varies by a tenth.
    expect(text.out).toMatch(/ {2}next pass {2}in (5 min( \d+ s)?|4 min \d+ s)\n/);
    expect(JSON.parse(json.out)).toMatchObject({ ready: true, lastPass: { outcome: "converged" } });
  });

  it("names what is wrong with the files, and ends with 1", async () => {
    const { line, ended: end } = await aDaemon("buckets: { Acme_Upper: {} }");
    const listen = addressIn(await line(({ msg }) => msg === "started"));
    await line(ended("invalid", "start"));

    const { code, out } = await statusOf(listen);
    process.emit("SIGTERM", "SIGTERM");
    await end;

    expect(code).toBe(1);
    expect(out).toMatch(/^✗ the desired state is invalid: nothing is enforced\n/);
    expect(out).toMatch(/buckets\.yaml:1:\d+\n/);
  });

  it("finds the daemon of a state directory wherever that listens, also on every address", async () => {
    const { line, options, ended: end } = await aDaemon(BUCKETS, { listen: { host: "0.0.0.0", port: 0 } });
    await line(ended("converged", "start"));

    const found = await ask({ state: options.state });
    const asked = await ask({ state: options.state, listen: { host: "127.0.0.1", port: 1 } });
    process.emit("SIGTERM", "SIGTERM");
    await end;

    expect(found).toMatchObject({ code: 0, err: "" });
    expect(asked.err).toContain("no daemon answers at 127.0.0.1:1");
  });

  it("tells what the state directory remembers when the daemon is gone, and that it is of the past", async () => {
    const { line, options, ended: end } = await aDaemon(BUCKETS);
    await line(ended("converged", "start"));
    process.emit("SIGTERM", "SIGTERM");
    await end;

    const text = await ask({ state: options.state });
    const json = await ask({ state: options.state, format: "json" });
    const elsewhere = await ask({ state: options.state, listen: { host: "127.0.0.1", port: 1 } });

    expect(text).toMatchObject({ code: 1, err: expect.stringMatching(/^error: no daemon answers at 127\.0\.0\.1:\d+: /) });
    expect(text.out.split("\n")).toEqual([
      `no daemon answers; what ${options.state} remembers`,
      "  process    none works there",
      expect.stringMatching(/^ {2}desired {4}[0-9a-f]{12}$/),
      "  account    000000000000, us-east-1",
      expect.stringMatching(/^ {2}last pass {2}converged, by start, .* ago, \d+ AWS calls, /),
      expect.stringMatching(/^ {2}success {4}.* ago$/),
      "",
    ]);
    expect(JSON.parse(json.out)).toMatchObject({ answers: false, holder: null, status: { lastPass: { outcome: "converged" } } });
    expect(elsewhere.out).toBe("");
  });

  it("knows of a daemon that answers nobody that it does not", async () => {
    const { line, options, ended: end } = await aDaemon(BUCKETS, { listen: "off" });
    await line(ended("converged", "start"));

    await expect.poll(async () => (await ask({ state: options.state })).out).toContain("  last pass  converged, by start");
    const { code, err, out } = await ask({ state: options.state });
    process.emit("SIGTERM", "SIGTERM");
    await end;

    expect({ code, err }).toEqual({ code: 1, err: "error: --listen off: that daemon answers nobody\n" });
    expect(out).toContain(`  process    ${process.pid} on ${os.hostname()} works there, and did not answer\n`);
  });

  it("calls a daemon healthy whose loop turns, though it has nothing that it could enforce", async () => {
    const { line, options, ended: end } = await aDaemon("buckets: { Acme_Upper: {} }");
    await line(ended("invalid", "start"));

    const text = await ask({ state: options.state, health: true });
    const json = await ask({ state: options.state, health: true, format: "json" });
    const whole = await ask({ state: options.state });
    process.emit("SIGTERM", "SIGTERM");
    await end;
    const gone = await ask({ state: options.state, health: true });

    expect(text).toEqual({ code: 0, out: "✓ the loop turns\n", err: "" });
    expect(JSON.parse(json.out)).toEqual({ healthy: true, stuck: null });
    expect(whole.code).toBe(1);
    expect(gone.code).toBe(1);
    expect(gone.err).toMatch(/no daemon answers at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it("calls a daemon stuck whose loop does not turn, with its own reason", async () => {
    const server = createServer((_, response) => {
      response.writeHead(503).end(JSON.stringify({ healthy: false, state: "running", reason: "no sign of life for 900 s" }));
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    // A server that listens on TCP has an address with a port.
    const { port } = server.address() as AddressInfo;

    const { code, out } = await ask({ health: true, listen: { host: "127.0.0.1", port } });

    expect({ code, out }).toEqual({ code: 1, out: "✗ stuck: no sign of life for 900 s\n" });
  });

  it("says that nobody answers, or somebody else, in a sentence", async () => {
    const other = createSandbox({ clock: systemClock });
    onTestFinished(() => other.close());
    const { port } = new URL((await other.listen(0)).url);
    const left = await other.listen(0);
    await left.close();

    const nobody = await statusOf({ host: "127.0.0.1", port: Number(new URL(left.url).port) });
    const another = await statusOf({ host: "127.0.0.1", port: Number(port) });
    const off = await statusOf("off");

    expect([nobody.code, another.code, off.code]).toEqual([1, 1, 1]);
    expect(nobody.err).toMatch(/^error: no daemon answers at 127\.0\.0\.1:\d+: .*ECONNREFUSED.*; --listen says where it does\n$/);
    expect(another.err).toContain("what answers there (403) is another program");
    expect(off.err).toContain("answers nobody");
  });
});
