/** docs/alerts.md: its settings are loaded, its messages are sent, its snippet is run. */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parse } from "yaml";
import { createAlertDesk } from "../../src/alerts/alert-desk.ts";
import { alertSettingsOf, configuredSink } from "../../src/alerts/configured.ts";
import { DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import { loadConfig } from "../../src/desired/load-config.ts";
import type { AlertType, DriftKind } from "../../src/model/alerts.ts";
import type { ProcessConfig } from "../../src/model/process-config.ts";
import { aPlan, aReport, aStep } from "../cli/builders.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { load } from "../desired/scratch.ts";
import { aFact, memoryStore } from "./builders.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const GUIDE = readFileSync(path.join(ROOT, "docs/alerts.md"), "utf8");
const SECRET = "whsec_AAECAwQFBgcICQoLDA0ODw==";
const NOW = Date.UTC(2026, 11, 1, 9, 30);

/** The blocks in one language below a heading, up to the next one. */
function blocks(heading: string, language: string): readonly string[] {
  const [, section = ""] = GUIDE.split(new RegExp(`^#+ ${heading}$`, "m"));
  const [own = ""] = section.split(/^#+ /m);
  return [...own.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, text = ""]) => text);
}

function block(heading: string, language: string): string {
  const [only, ...others] = blocks(heading, language);
  if (only === undefined || others.length > 0) throw new Error(`one ${language} block is expected below "${heading}"`);
  return only;
}

function scratchFile(name: string, text: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), "stagekeeper-guide-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}

async function configOf(text: string, url = "http://127.0.0.1:9"): Promise<ProcessConfig> {
  const env = { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: SECRET, SLACK_WEBHOOK_URL: url, ALERTMANAGER_URL: url };
  const result = await loadConfig({ path: scratchFile("stagekeeper.yaml", text), cwd: "/", env });
  if (!result.valid) throw new Error(result.issues.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  return result.config;
}

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers as whatever is asked would. */
async function aReceiver() {
  const taken: Taken[] = [];
  const published = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const isBus = request.headers["x-amz-target"] === "AWSEvents.PutEvents";
      response.end(isBus ? '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}' : published);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has such an address.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

/** What the sink that a section configures is sent when somebody set the burst limit of prod by hand. */
async function sentBy(heading: string): Promise<Taken> {
  const { url, taken } = await aReceiver();
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const config = await configOf(block(heading, "yaml"), url);
  const clock = { now: () => NOW, sleep: () => new Promise<void>(() => {}) };
  const { logger } = openRecordingLogger();
  const sinks = config.sinks.map((sink) => configuredSink(sink, clock));
  const ports = { sinks, store: memoryStore(), clock, logger, settings: alertSettingsOf(config), random: () => 0.5 };
  const desk = await createAlertDesk(ports);
  const change = { path: 'settings["*"].burstLimit', keys: ["settings", "*", "burstLimit"], before: 900, after: 200 };
  const changes = [{ ...change, sensitive: false }];
  const step = aStep("stage:ImageUploadAPI/prod", { action: "update", cause: "drift", changes });
  const identity = { account: "123456789012", region: "eu-west-1", partition: "aws" };
  const steps = [{ step, result: "done" as const }];
  const plan = aPlan({ steps: [step] });
  desk.passed(
    aReport({ outcome: "converged", revision: "5f3c9a0b77d1", identity, plan, steps }),
    aFact({ runId: "0d6c1f6e-6a3f-4c0e-9d53-0e5b6a1c2f48", now: NOW }),
  );
  await desk.drain(new AbortController().signal);
  const [first, ...others] = taken;
  if (first === undefined || others.length > 0) throw new Error(`one message is expected, not ${taken.length}`);
  return first;
}

/** Every property of the schema, as `alerts.flapping.times`; `#`: of any item. */
function pathsOf(schema: unknown, defs: Readonly<Record<string, unknown>>, prefix = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("$ref" in schema) return pathsOf(defs[String(schema.$ref).replace("#/$defs/", "")], defs, prefix);
  if ("items" in schema) return pathsOf(schema.items, defs, `${prefix}.#`);
  if (!("properties" in schema) || typeof schema.properties !== "object" || schema.properties === null) return [prefix];
  return Object.entries(schema.properties).flatMap(([name, inner]) => pathsOf(inner, defs, `${prefix}.${name}`));
}

/** The same of a document. */
function pathsIn(value: unknown, prefix = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${prefix}.#`));
  if (typeof value !== "object" || value === null) return [prefix];
  return [prefix, ...Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, `${prefix}.${name}`))];
}

describe("the guide to alerts", () => {
  it("has every setting that there is, and they are the defaults", async () => {
    const text = block("Every setting", "yaml");
    const schema = JSON.parse(readFileSync(path.join(ROOT, "schemas/stagekeeper.schema.json"), "utf8"));
    const config = await configOf(text);

    expect(pathsIn(parse(text))).toEqual(expect.arrayContaining([...pathsOf(schema, schema.$defs)]));
    expect(alertSettingsOf(config)).toEqual(DEFAULT_ALERT_SETTINGS);
    expect([config.intervalMs, config.pollMs]).toEqual([300_000, 15_000]);
  });

  it("begins with settings that work", async () => {
    expect((await configOf(block("In one minute", "yaml"))).sinks).toMatchObject([{ kind: "slack", severity: "info" }]);
  });

  it("shows drift policies that can be loaded", async () => {
    const result = await load({ "desired-state/state.yaml": block("What is left alone", "yaml") }, { path: "desired-state" });

    expect(result.valid && result.state.resources.map(({ options }) => options.drift)).toEqual([
      [
        { policy: "alert" },
        { path: "versioning", policy: "ignore", until: "2030-06-30", reason: "INC-7: the migration needs it off" },
      ],
    ]);
  });

  it("names every kind of drift and every type of message", () => {
    const types: { readonly [T in AlertType]: true } = {
      "stagekeeper.drift.firing": true,
      "stagekeeper.drift.resolved": true,
      "stagekeeper.desired.invalid": true,
      "stagekeeper.desired.valid": true,
      "stagekeeper.run.failed": true,
      "stagekeeper.run.recovered": true,
      "stagekeeper.plan.refused": true,
      "stagekeeper.plan.accepted": true,
    };
    const kinds: { readonly [D in DriftKind]: true } = { changed: true, missing: true, snapshot: true, unmanaged: true };

    for (const name of [...Object.keys(types), ...Object.keys(kinds)]) expect(GUIDE).toContain(`\`${name}\``);
  });

  it.each(["Webhook", "Slack", "Alertmanager"])("shows the message that %s is sent", async (heading) => {
    const { body } = await sentBy(heading);

    expect(JSON.parse(block(heading, "json"))).toEqual(JSON.parse(body));
  });

  it("shows what SNS is sent around the webhook's event", async () => {
    const form = new URLSearchParams((await sentBy("SNS")).body);

    const attributes = [1, 2, 3].map((index) => {
      const entry = `MessageAttributes.entry.${index}`;
      return [form.get(`${entry}.Name`), form.get(`${entry}.Value.StringValue`)];
    });
    expect(JSON.parse(block("SNS", "json"))).toEqual({
      Subject: form.get("Subject"),
      MessageAttributes: Object.fromEntries(attributes),
    });
    expect(JSON.parse(form.get("Message") ?? "")).toEqual(JSON.parse(block("Webhook", "json")));
  });

  it("shows what EventBridge is sent around the data of the webhook's event", async () => {
    const { Entries } = JSON.parse((await sentBy("EventBridge")).body);
    const { id, data } = JSON.parse(block("Webhook", "json"));

    const { Detail, Time, ...shown } = Entries[0];
    expect(JSON.parse(block("EventBridge", "json"))).toEqual(shown);
    expect(JSON.parse(Detail)).toEqual({ id, ...data });
    expect(Time).toBe(NOW / 1_000);
  });

  it("has a snippet that tells a message of ours from any other", async () => {
    const { headers, body } = await sentBy("Webhook");
    const module = await import(pathToFileURL(scratchFile("verify.mjs", block("Webhook", "js"))).href);
    const check = (changed: IncomingHttpHeaders, text = body, secret = SECRET, now = NOW) =>
      module.isFromStagekeeper({ ...headers, ...changed }, text, secret, now);

    expect(check({})).toBe(true);
    expect(check({ "webhook-signature": `v1,${"A".repeat(43)}= ${headers["webhook-signature"]}` })).toBe(true);
    expect(check({}, body.replace("900", "901"))).toBe(false);
    expect(check({}, body, "another secret")).toBe(false);
    expect(check({ "webhook-id": "another" })).toBe(false);
    expect(check({ "webhook-signature": undefined })).toBe(false);
    expect(check({ "webhook-signature": "v1,short" })).toBe(false);
    expect(check({}, body, SECRET, NOW + 301_000)).toBe(false);
  });
});
