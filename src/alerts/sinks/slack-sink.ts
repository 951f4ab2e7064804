/** Alerts to an incoming webhook of Slack, or of what takes the same (Mattermost, Rocket.Chat): one text in its markup. */
import type { Alert, AlertChange, AlertSink, Condition } from "../../model/alerts.ts";
import { actorLine } from "../plain-text.ts";
import { postJson } from "./post-json.ts";

export interface SlackOptions {
  readonly name: string;
  readonly url: string;
}

export function createSlackSink({ name, url }: SlackOptions): AlertSink {
  return {
    name,
    send: (alert, signal) =>
      postJson(
        { url, body: JSON.stringify({ text: slackText(alert) }), headers: { "content-type": "application/json" } },
        signal,
      ),
  };
}

const SIGNS = { info: ":information_source:", warning: ":warning:", critical: ":rotating_light:" } as const;
const STATES = { firing: "Firing", reminded: "Still firing", resolved: "Resolved" } as const;
/** Slack cuts messages at 40,000 characters; nobody reads as many. */
const MAX_CONDITIONS = 20;

export function slackText(alert: Alert): string {
  const { state, severity, conditions, target, account, region } = alert;
  const sign = state === "resolved" ? ":white_check_mark:" : SIGNS[severity];
  const count = conditions.length === 1 ? "" : ` (${conditions.length})`;
  const shown = conditions.slice(0, MAX_CONDITIONS).flatMap((condition) => conditionLines(condition, conditions.length === 1));
  const more = conditions.length - MAX_CONDITIONS;
  const where = [...(target === undefined ? [] : [`target ${target}`]), ...(account === null ? [] : [`${account} ${region}`])];
  return [
    `${sign} *${STATES[state]}*${count}${alert.flapping ? ", it comes and goes" : ""}`,
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
    `_run ${[alert.runId, ...where].map(plain).join(", ")}_`,
  ].join("\n");
}

function conditionLines({ summary, changes = [], details, actor }: Condition, alone: boolean): readonly string[] {
  const line = alone ? plain(summary) : `• ${plain(summary)}`;
  const who = actor === undefined ? [] : [plain(actorLine(actor))];
  return [line, ...changes.map(changeLine), ...who, ...(alone ? details.map((detail) => `• ${plain(detail)}`) : [])];
}

function changeLine({ path, desired = "not set", live = "not set" }: AlertChange): string {
  return `${code(path)}: git says ${code(desired)}, AWS had ${code(live)}`;
}

function code(text: string): string {
  // Nothing inside backticks is markup, so only they could end it.
  return `\`${escaped(text.replaceAll("`", "'"))}\``;
}

/** Text that stays text: no mention, link or emphasis comes of a name. */
function plain(text: string): string {
  return escaped(text).replaceAll(/[*_~`]/g, (mark) => `${WORD_JOINER}${mark}${WORD_JOINER}`);
}

/** Invisible: takes from a mark, or a name that calls everyone, what it would do. */
const WORD_JOINER = "\u2060";

/** Slack's three escapes ("Formatting text for app surfaces"); others that take its markup also listen to bare mentions. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/@(?=all\b|channel\b|everyone\b|group\b|here\b)/gi, `@${WORD_JOINER}`);
}
