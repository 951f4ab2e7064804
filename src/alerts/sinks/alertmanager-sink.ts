/**
 * Alerts to Prometheus Alertmanager (API v2, `POST /api/v2/alerts`), one there for each condition here, however they are
 * put together in messages: grouping is its own business. Labels never change between firing and resolved, for they are
 * what Alertmanager knows an alert by.
 */
import type { Alert, AlertSink, Condition, ConditionType } from "../../model/alerts.ts";
import { isoTime } from "../cloud-event.ts";
import { actorLine } from "../plain-text.ts";
import { postJson } from "./post-json.ts";

export interface AlertmanagerOptions {
  readonly name: string;
  /** Of Alertmanager itself, without the path of its API. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Alertmanager takes an alert without an end for resolved after five minutes, unless it is told again. */
const ENDS_UNLESS_TOLD_MS = 30 * 24 * 60 * 60_000;

export function createAlertmanagerSink({ name, url, headers }: AlertmanagerOptions): AlertSink {
  const endpoint = `${url.replace(/\/+$/, "")}/api/v2/alerts`;
  return {
    name,
    send: (alert, signal) =>
      postJson(
        {
          url: endpoint,
          body: JSON.stringify(alert.conditions.map((condition) => alertmanagerAlert(condition, alert))),
          headers: { ...headers, "content-type": "application/json" },
        },
        signal,
      ),
  };
}

const NAMES: { readonly [T in ConditionType]: string } = {
  drift: "StagekeeperDrift",
  "desired-invalid": "StagekeeperDesiredStateInvalid",
  "run-failed": "StagekeeperRunFailed",
  "plan-refused": "StagekeeperPlanRefused",
};

function alertmanagerAlert(condition: Condition, { state, time, target, account, region, runId }: Alert): object {
  const { id, type, severity, address, drift, summary, changes = [], details, since, actor } = condition;
  const differences = changes.map(
    ({ path, desired = "not set", live = "not set" }) => `${path}: git says ${desired}, AWS had ${live}`,
  );
  return {
    labels: {
      alertname: NAMES[type],
      severity,
      condition: id,
      ...(address && { address }),
      ...(drift && { drift }),
      ...(target && { target }),
      ...(account && { account }),
      ...(region && { region }),
    },
    annotations: { summary, description: [...differences, ...(actor ? [actorLine(actor)] : []), ...details].join("\n"), runId },
    startsAt: isoTime(since),
    endsAt: isoTime(state === "resolved" ? time : time + ENDS_UNLESS_TOLD_MS),
  };
}
