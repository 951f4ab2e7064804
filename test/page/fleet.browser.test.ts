/** The page of a fleet that workers keep, as `reconcile status --serve` reads it from the state in S3, in a real browser. */
import { spawn } from "node:child_process";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import axe, { type AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connectAws } from "../../src/aws/connection.ts";
import { knownTargets } from "../../src/daemon/known-targets.ts";
import { keepTargetStatus, type TargetFacts } from "../../src/daemon/target-status.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import type { StateStore } from "../../src/model/state-store.ts";
import { anEndedPass, aReport } from "../daemon/builders.ts";
import { anAws, buildCommand, REGION } from "../daemon/daemon-process.ts";
import { openBrowser, openPage, screenshot } from "./browser.ts";

let command: string;
let remove: () => void;
let browser: Browser;

beforeAll(async () => {
  ({ command, remove } = await buildCommand());
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  remove();
});

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const LOGGER = { debug() {}, info() {}, warn() {}, error() {} };
const QUIET = 117;

function named(name: string) {
  return { name, account: "111111111111", region: "eu-west-1" };
}

interface Fleet {
  readonly url: string;
  /** Passes as workers keep them. */
  readonly keep: (name: string, changed?: Partial<TargetFacts>) => Promise<void>;
}

/** State of a fleet in a bucket, a queue with two messages, and the page of both. */
async function aFleet(): Promise<Fleet> {
  const { sandbox, url: aws } = await anAws(1);
  const s3 = new S3({ region: REGION, credentials: CREDENTIALS, requestHandler: sandbox.requestHandler("s3") });
  await s3.createBucket({ Bucket: "acme-state" });
  const sqs = new SQS({ region: REGION, credentials: CREDENTIALS, requestHandler: sandbox.requestHandler("sqs") });
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "work.fifo", Attributes: { FifoQueue: "true" } });
  for (const group of ["prod-eu", "prod-us"]) {
    await sqs.sendMessage({ QueueUrl, MessageBody: "{}", MessageGroupId: group, MessageDeduplicationId: group });
  }
  const state = stateAt(aws);
  const keep: Fleet["keep"] = (name, changed = {}) => {
    const ended = anEndedPass({ startedAt: Date.now() - 60_000 });
    return keepTargetStatus(state, { target: named(name), version: "1.2.3", ended, conditions: [], ...changed }, true);
  };
  return { url: await serve(aws, QueueUrl), keep: async (...facts) => keep(...facts) };

  function stateAt(endpointUrl: string): StateStore {
    const options = { region: REGION, endpointUrl, clock: systemClock, credentials: CREDENTIALS };
    const connection = connectAws({ ...options, packageCode: async () => new Uint8Array() });
    onTestFinished(() => connection.close());
    return connection.state({ bucket: "acme-state", prefix: "fleet" });
  }

  async function serve(endpoint: string, queue: string): Promise<string> {
    const names = ["bad", "drifted", "new", ...Array.from({ length: QUIET }, (_, at) => `prod-${at}`)];
    await knownTargets(state, LOGGER).keep(names.map(named));
    for (const name of names.slice(3)) await keep(name);
    const failed = aReport({ outcome: "failed", error: { code: "denied", message: "role Stagekeeper may not be assumed" } });
    await keep("bad", { ended: anEndedPass({ startedAt: Date.now() - 90_000, report: failed }) });
    await keep("drifted", { conditions: [drift("drifted")] });
    return startServing(endpoint, queue);
  }
}

function drift(target: string) {
  const changes = [{ path: "variables.SIZE", desired: "256", live: "512" }];
  const seen = { severity: "warning", drift: "changed", handling: "pending", since: Date.now() - 120_000 } as const;
  const address = "stage:orders/prod" as const;
  const summary = "stage:orders/prod: variables.SIZE was changed; not put back yet";
  return { id: `${target}/size`, type: "drift", target, address, changes, summary, details: [], ...seen } as const;
}

/** Resolves with where it answers. */
async function startServing(endpoint: string, queue: string): Promise<string> {
  const where = ["--state", "s3://acme-state/fleet", "--queue", queue, "--listen", "127.0.0.1:0", "--interval", "1s"];
  const child = spawn(process.execPath, [command, "status", "--serve", ...where], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGTERM"));
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, url] = /"url":"([^"]+)","msg":"serving"/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once("close", (code) => reject(new Error(`it ended with ${code}:\n${said}`)));
  });
}

describe("the page of a fleet from its state", () => {
  it("shows how many targets are how, the worst first, the oldest success and the queue", async () => {
    const { url } = await aFleet();
    const { page, faults } = await openPage(browser, url, { bypassCSP: true }, "Targets");
    await page.getByText("1 of 120 targets failing.").waitFor();

    const targets = page.getByRole("region", { name: "Targets" });
    const rows = await targets.getByRole("row").allInnerTexts();
    const head = await page.getByRole("banner").innerText();

    expect(rows.slice(1, 4).map((text) => text.split(/\s+/, 1)[0])).toEqual(["bad", "drifted", "new"]);
    expect(rows.length).toBe(21);
    expect(rows[1]).toContain("may not be assumed");
    expect(rows[3]).toContain("no pass yet");
    expect(await targets.innerText()).toContain("1 failing · 1 with drift · 1 without a pass yet · 117 as git says");
    expect(head).toContain("120 targets of s3://acme-state/fleet");
    expect(head).toMatch(/117 of 120 as git says[\s\S]*Oldest success[\s\S]*1 min ago[\s\S]*2 waiting, 0 in hands/);
    expect(await page.getByRole("region", { name: "To look at" }).innerText()).toMatch(/declared\s+256\s+found\s+512/);
    expect(await page.getByRole("heading", { name: "APIs" }).count()).toBe(0);
    await page.evaluate(axe.source);
    // What axe itself answers, as it documents it.
    const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults;
    expect(violations.map(({ id }) => id)).toEqual([]);
    await screenshot(page, "fleet", { fullPage: false });
    expect(faults).toEqual([]);
  });

  it("finds a target by its name, and lists all of them when asked", async () => {
    const { url } = await aFleet();
    const { page } = await openPage(browser, url, {}, "Targets");
    const rows = page.getByRole("region", { name: "Targets" }).getByRole("row");

    await page.getByRole("button", { name: "Show 100 more targets" }).click();
    expect(await rows.count()).toBe(121);
    await page.getByRole("searchbox").fill("prod-99");

    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(2);
    expect(await rows.last().innerText()).toContain("prod-99");
  });

  it("hears of the next pass of a target without being asked again", async () => {
    const { url, keep } = await aFleet();
    const { page } = await openPage(browser, url, {}, "Targets");
    await page.getByText("1 of 120 targets failing.").waitFor();

    await keep("bad", { ended: anEndedPass({ startedAt: Date.now() }) });

    await page.getByText("1 of 120 targets with drift.").waitFor();
  });

  it("answers probes, scrapers and scripts", async () => {
    const { url } = await aFleet();
    const get = async (route: string) => (await fetch(`${url}${route}`)).text();
    await expect.poll(() => get("/readyz"), { timeout: 20_000 }).toContain('"ready":true');

    const metrics = await get("/metrics");
    const status: unknown = JSON.parse(await get("/api/status"));

    expect(metrics).toContain('stagekeeper_targets{state="failing"} 1');
    expect(metrics).toContain('stagekeeper_desired_valid{target="prod-7"} 1');
    expect(metrics).toContain("stagekeeper_queue_waiting_messages 2");
    expect(await get("/healthz")).toContain('"healthy":true');
    expect(status).toMatchObject({ states: { failing: 1, drift: 1, unseen: 1, "in-sync": 117 }, queue: { waiting: 2 } });
  });
});
