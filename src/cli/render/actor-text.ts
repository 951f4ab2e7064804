/** Who made a drift, on one line for people. */

import type { Actor } from "../../model/actor.ts";
import { printable } from "../../model/printable.ts";

/** `assumed-role/Admin/alice (AssumedRole) from 203.0.113.7 with aws-cli/2.31.0 at 2026-11-22 13:59:00, UpdateAlias20150331`. */
export function actorText({ arn, type, sourceIp, userAgent, event, time }: Actor): string {
  const from = sourceIp === undefined ? "" : ` from ${printable(sourceIp)}`;
  const tool = userAgent === undefined ? "" : ` with ${printable(shortAgent(userAgent))}`;
  return `${shortArn(arn)} (${printable(type)})${from}${tool} at ${when(new Date(time).toISOString())}, ${printable(event)}`;
}

/** The program and its version; what follows tells of its parts. */
function shortAgent(userAgent: string): string {
  return userAgent.split(" ", 1)[0] ?? userAgent;
}

/** `user/alice`, `assumed-role/Admin/alice`: the account is the one that the pass works in. */
export function shortArn(arn: string): string {
  return printable(arn.startsWith("arn:") ? arn.split(":").slice(5).join(":") : arn);
}

/** `2026-11-22 14:01:55`, in UTC. */
export function when(time: string): string {
  return printable(time.slice(0, 19).replace("T", " "));
}
