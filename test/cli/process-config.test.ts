import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alertSettingsOf, configuredSink } from "../../src/alerts/configured.ts";
import { DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import { readProcessConfig } from "../../src/cli/process-config.ts";
import type { SinkConfig } from "../../src/model/process-config.ts";
import { scratch } from "../desired/scratch.ts";

const read = (cwd: string, more: { readonly config?: string; readonly env?: Readonly<Record<string, string>> } = {}) =>
  readProcessConfig({ path: "desired-state", cwd, env: {}, ...more });

describe("stagekeeper.yaml", () => {
  it("is looked for beside the desired state", async () => {
    const cwd = scratch({ "stagekeeper.yaml": "watch: { interval: 1m }" });
    mkdirSync(join(cwd, "desired-state"));

    expect(await read(cwd)).toMatchObject({ intervalMs: 60_000 });
  });

  it("may be missing, or be somewhere else", async () => {
    const cwd = scratch({ "other.yaml": "watch: { interval: 2m }" });

    expect(await read(cwd)).toEqual({ severity: {}, flapping: {}, sinks: [] });
    expect(await read(cwd, { config: "other.yaml" })).toMatchObject({ intervalMs: 120_000 });
  });

  it("that was asked for and is not there, or is not valid, stops the start and says why", async () => {
    const cwd = scratch({ "stagekeeper.yaml": "wacth: {}\nalert: {}" });

    await expect(read(cwd, { config: "none.yaml" })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("none.yaml:1:1"),
    });
    await expect(read(cwd)).rejects.toMatchObject({
      code: "invalid",
      message:
        'the settings are not valid: stagekeeper.yaml:1:1: unknown property "wacth"; did you mean "watch"? | stagekeeper.yaml:2:1: unknown property "alert"; did you mean "alerts"?',
    });
  });
});

describe("the environment", () => {
  it("alone can ask for a webhook and for Slack, beside what the file asks for", async () => {
    const cwd = scratch({ "stagekeeper.yaml": 'alerts: { sinks: [{ slack: { url: "https://a" } }] }' });
    const env = { STAGEKEEPER_ALERT_WEBHOOK: "https://b", STAGEKEEPER_ALERT_SLACK: "https://c" };

    const { sinks } = await read(cwd, { env });

    expect(sinks).toEqual([
      { kind: "slack", name: "slack", severity: "info", url: "https://a" },
      { kind: "webhook", name: "webhook", severity: "info", url: "https://b" },
      { kind: "slack", name: "slack-env", severity: "info", url: "https://c" },
    ]);
  });

  it.each(["nowhere", "file:///etc/passwd"])("that says %s stops the start", async (url) => {
    await expect(read(scratch({}), { env: { STAGEKEEPER_ALERT_SLACK: url } })).rejects.toMatchObject({ code: "invalid" });
  });

  it("that says nothing asks for nothing", async () => {
    expect((await read(scratch({}), { env: { STAGEKEEPER_ALERT_SLACK: "" } })).sinks).toEqual([]);
  });
});

describe("alerts as configured", () => {
  it("have the standard settings but for what is set", () => {
    expect(alertSettingsOf({ severity: {}, flapping: {}, sinks: [] })).toEqual(DEFAULT_ALERT_SETTINGS);
    expect(
      alertSettingsOf({ severity: { drift: "off" }, flapping: { times: 9 }, reminderMs: null, digestOver: 1, sinks: [] }),
    ).toEqual({
      ...DEFAULT_ALERT_SETTINGS,
      severity: { ...DEFAULT_ALERT_SETTINGS.severity, drift: "off" },
      flapping: { ...DEFAULT_ALERT_SETTINGS.flapping, times: 9 },
      reminderMs: null,
      digestOver: 1,
    });
  });

  it.each<SinkConfig>([
    { kind: "webhook", name: "a", severity: "info", url: "https://a" },
    { kind: "slack", name: "b", severity: "info", url: "https://a" },
    { kind: "alertmanager", name: "c", severity: "critical", url: "https://a" },
    { kind: "sns", name: "d", severity: "info", topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts" },
    { kind: "event-bridge", name: "e", severity: "info", bus: "default" },
  ])("have a sink for $kind", (config) => {
    const { sink, severity } = configuredSink(config, { now: () => 0 });

    expect([sink.name, severity]).toEqual([config.name, config.severity]);
  });
});
