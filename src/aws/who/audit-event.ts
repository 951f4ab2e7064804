/** An event of CloudTrail's history, read without trusting its shape: it is a text that AWS hands on from many services. */
import type { Event } from "@aws-sdk/client-cloudtrail";
import type { Actor } from "../../model/actor.ts";

export interface AuditEvent {
  readonly actor: Actor;
  /** `lambda.amazonaws.com`. */
  readonly source: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** By it our calls are known from others made with the same credentials. */
export const USER_AGENT = "stagekeeper";

/** Null: it failed, so it changed nothing; or it is no event. */
export function readEvent({
  EventId: eventId = "",
  EventName: event = "",
  EventTime,
  CloudTrailEvent,
}: Event): AuditEvent | null {
  const document = parsed(CloudTrailEvent ?? "");
  if (document === null || text(document.errorCode) !== undefined) return null;
  const identity = record(document.userIdentity);
  const [type, arn] = [text(identity.type) ?? "Unknown", text(identity.arn)];
  const [sourceIp, userAgent] = [text(document.sourceIPAddress), text(document.userAgent)];
  const session = type === "AssumedRole" ? arn?.split("/").at(-1) : undefined;
  return {
    source: text(document.eventSource) ?? "",
    parameters: record(document.requestParameters),
    actor: {
      arn: arn ?? text(identity.invokedBy) ?? text(identity.accountId) ?? "unknown",
      type,
      ...(session !== undefined && { session }),
      ...(sourceIp !== undefined && { sourceIp }),
      ...(userAgent !== undefined && { userAgent }),
      event,
      eventId,
      time: EventTime?.getTime() ?? 0,
    },
  };
}

/** Whether it was us: our program, as our user or role. A session's name is another after every start. */
export function isOwn({ actor }: AuditEvent, caller: string): boolean {
  return (actor.userAgent?.includes(USER_AGENT) ?? false) && principalOf(actor.arn) === principalOf(caller);
}

/** `arn:aws:sts::123456789012:assumed-role/Admin` of each of its sessions. */
function principalOf(arn: string): string {
  return arn.includes(":assumed-role/") ? arn.slice(0, arn.lastIndexOf("/")) : arn;
}

function parsed(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? record(value) : null;
  } catch {
    return null;
  }
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  // Any object can be read by string keys; what comes out is unknown.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
