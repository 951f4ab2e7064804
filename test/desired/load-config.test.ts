import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/desired/load-config.ts";
import { scratch } from "./scratch.ts";

const ENV = { HOOK: "https://hooks.example.com/x", KEY: "k", EMPTY: "", ODD: "ftp://x" };

function load(text: string) {
  const cwd = scratch({ "stagekeeper.yaml": text });
  return loadConfig({ path: join(cwd, "stagekeeper.yaml"), cwd, env: ENV });
}

async function issuesOf(text: string): Promise<readonly string[]> {
  const result = await load(text);
  if (result.valid) return [];
  return result.issues.map(({ line, code, message, suggestion = "" }) => `${line} ${code}: ${message} | ${suggestion}`);
}

describe("the settings of the process", () => {
  it("are read with their times in milliseconds and their secrets in place", async () => {
    const result = await load(`
watch: { interval: 10m, poll: 30s }
alerts:
  severity: { drift: critical, unmanaged: "off" }
  reminder: 2d
  flapping: { times: 4, within: 2h, quiet: 1m }
  digestOver: 10
  sinks:
    - webhook: { url: { env: HOOK }, secret: { env: KEY }, headers: { authorization: { env: KEY }, x-team: a } }
      severity: warning
    - slack: { url: "https://hooks.slack.com/services/x" }
      name: team
    - alertmanager: { url: http://alertmanager:9093, headers: { x-scope-orgid: t } }
    - sns: { topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts", profile: ops }
    - eventBridge: {}
    - eventBridge: { bus: ops, region: eu-west-1 }
      name: other-bus
    - { name: plain, webhook: { url: "http://127.0.0.1:8080" } }
    - { name: plain-am, alertmanager: { url: "http://127.0.0.1:9093" } }
`);

    expect(result).toEqual({
      valid: true,
      config: {
        intervalMs: 600_000,
        pollMs: 30_000,
        severity: { drift: "critical", unmanaged: "off" },
        reminderMs: 172_800_000,
        flapping: { times: 4, windowMs: 7_200_000, quietMs: 60_000 },
        digestOver: 10,
        sinks: [
          {
            kind: "webhook",
            name: "webhook",
            severity: "warning",
            url: "https://hooks.example.com/x",
            secret: "k",
            headers: { authorization: "k", "x-team": "a" },
          },
          { kind: "slack", name: "team", severity: "info", url: "https://hooks.slack.com/services/x" },
          {
            kind: "alertmanager",
            name: "alertmanager",
            severity: "info",
            url: "http://alertmanager:9093",
            headers: { "x-scope-orgid": "t" },
          },
          {
            kind: "sns",
            name: "sns",
            severity: "info",
            topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts",
            profile: "ops",
          },
          { kind: "event-bridge", name: "eventBridge", severity: "info", bus: "default" },
          { kind: "event-bridge", name: "other-bus", severity: "info", bus: "ops", region: "eu-west-1" },
          { kind: "webhook", name: "plain", severity: "info", url: "http://127.0.0.1:8080" },
          { kind: "alertmanager", name: "plain-am", severity: "info", url: "http://127.0.0.1:9093" },
        ],
      },
    });
  });

  it("set nothing where the file is empty, and no reminder where there is to be none", async () => {
    expect(await load("# nothing\n")).toEqual({ valid: true, config: { severity: {}, flapping: {}, sinks: [] } });
    expect(await load("alerts: { reminder: never }")).toMatchObject({ config: { reminderMs: null } });
  });

  it.each([
    { text: "alert: {}", issue: '1 unknown-property: unknown property "alert" | did you mean "alerts"?' },
    { text: "a: [", issue: "1 syntax:" },
    { text: "watch: {}\nwatch: {}", issue: '2 duplicate-key: "watch" is there already, on line 1' },
    { text: "watch: { interval: 5 }", issue: '1 wrong-type: "interval" has to be text, not' },
    { text: "watch: { interval: 5 minutes }", issue: '1 illegal-value: "interval" is not as it has to be | A time as in' },
    { text: "watch: { poll: 2d }", issue: '1 out-of-range: "poll" has to be from 1s to 24h' },
    {
      text: "alerts: { severity: { drift: high } }",
      issue: '1 illegal-value: "drift" has to be "info", "warning", "critical" or "off", not "high"',
    },
    {
      text: "alerts:\n  sinks:\n    - { name: a }",
      issue: "3 unclear-sink: a sink without a kind | known: webhook, slack, alertmanager, sns, eventBridge",
    },
    {
      text: 'alerts:\n  sinks:\n    - { slack: { url: "https://a" }, webhook: { url: "https://b" } }',
      issue: "3 unclear-sink: a sink is one of webhook and slack",
    },
    {
      text: 'alerts:\n  sinks:\n    - slack: { url: "https://a" }\n    - slack: { url: "https://b" }',
      issue: '4 same-name: there is a sink named "slack" already | give it a name of its own',
    },
    {
      text: 'alerts:\n  sinks:\n    - { name: log, slack: { url: "https://a" } }',
      issue: '3 same-name: there is a sink named "log" already',
    },
    {
      text: "alerts:\n  sinks:\n    - slack:\n        url: { env: NONE }",
      issue: "4 unset-variable: the environment variable NONE is not set",
    },
    {
      text: "alerts:\n  sinks:\n    - slack:\n        url: { env: EMPTY }",
      issue: "4 unset-variable: the environment variable EMPTY is not set",
    },
    { text: "alerts:\n  sinks:\n    - webhook: { url: ftp://secret }", issue: '3 illegal-value: "url" is no http or https URL' },
    { text: "alerts:\n  sinks:\n    - webhook: { url: { env: ODD } }", issue: '3 illegal-value: "url" is no http or https URL' },
    {
      text: "alerts:\n  sinks:\n    - webhook: { url: 5 }",
      issue: '3 wrong-type: "url" has to be text or a map, not a number',
    },
    {
      text: 'alerts:\n  sinks:\n    - webhook:\n        url: "https://a"\n        secret: { env: NONE }',
      issue: "5 unset-variable: the environment variable NONE is not set",
    },
    {
      text: 'alerts:\n  sinks:\n    - alertmanager: { url: "https://a", headers: { x: { env: NONE } } }',
      issue: "3 unset-variable: the environment variable NONE is not set",
    },
    {
      text: "alerts:\n  sinks:\n    - sns: { topicArn: my-topic }",
      issue: '3 illegal-value: "topicArn" is not as it has to be | ARN of the topic.',
    },
  ])("$text is refused with its place and remedy", async ({ text, issue }) => {
    const issues = await issuesOf(text);

    expect(issues[0]).toContain(issue);
    expect(issues).toHaveLength(1);
    expect(issues.join(" ")).not.toContain("ftp");
  });

  it("that are not there are an issue too", async () => {
    const cwd = scratch({});

    const result = await loadConfig({ path: join(cwd, "none.yaml"), cwd, env: {} });

    expect(result).toMatchObject({ valid: false, issues: [{ file: "none.yaml", code: "missing-file" }] });
  });
});
