/** From what an operator configured to settings and sinks. Clients of AWS are only loaded by the sinks that need them. */
import type { AlertSink } from "../model/alerts.ts";
import type { Clock } from "../model/ports.ts";
import type { ProcessConfig, SinkConfig } from "../model/process-config.ts";
import type { ConfiguredSink } from "./alert-desk.ts";
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from "./settings.ts";
import { createAlertmanagerSink } from "./sinks/alertmanager-sink.ts";
import { createEventBridgeSink } from "./sinks/event-bridge-sink.ts";
import { createSlackSink } from "./sinks/slack-sink.ts";
import { createSnsSink } from "./sinks/sns-sink.ts";
import { createWebhookSink } from "./sinks/webhook-sink.ts";

export function alertSettingsOf({ severity, reminderMs, flapping, digestOver }: ProcessConfig): AlertSettings {
  const standard = DEFAULT_ALERT_SETTINGS;
  return {
    ...standard,
    severity: { ...standard.severity, ...severity },
    flapping: { ...standard.flapping, ...flapping },
    ...(reminderMs === undefined ? {} : { reminderMs }),
    ...(digestOver === undefined ? {} : { digestOver }),
  };
}

export function configuredSink(config: SinkConfig, clock: Pick<Clock, "now">): ConfiguredSink {
  return { sink: sinkOf(config, clock), severity: config.severity };
}

function sinkOf(config: SinkConfig, clock: Pick<Clock, "now">): AlertSink {
  switch (config.kind) {
    case "webhook":
      return createWebhookSink(config, clock);
    case "slack":
      return createSlackSink(config);
    case "alertmanager":
      return createAlertmanagerSink(config);
    case "sns":
      return createSnsSink(config);
    case "event-bridge":
      return createEventBridgeSink(config);
  }
}
