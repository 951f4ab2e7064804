/** A write that AWS told of as it was made: an event of EventBridge over CloudTrail ("AWS API Call via CloudTrail"). */
import type { NoticedWrite } from "../../model/who.ts";
import { isOwn, readEvent, record, text } from "./audit-event.ts";
import { concerns, concernsAccess, touches } from "./touches.ts";

/** `null`: it is none, it failed, or it only read. */
export function readNoticed(event: unknown): NoticedWrite | null {
  const { account: from, region: at, detail } = record(event);
  const { eventID, eventName, eventTime, readOnly, recipientAccountId, awsRegion } = record(detail);
  // The trail's own word goes before that of whoever passed it on.
  const [account, region] = [text(recipientAccountId) ?? text(from), text(awsRegion) ?? text(at)];
  if (account === undefined || region === undefined || readOnly === true) return null;
  const time = text(eventTime);
  const read = readEvent({
    EventId: text(eventID),
    EventName: text(eventName),
    EventTime: time === undefined ? undefined : new Date(time),
    CloudTrailEvent: JSON.stringify(detail ?? null),
  });
  if (read === null || read.actor.event === "" || read.actor.eventId === "") return null;
  return {
    account,
    region,
    everywhere: read.source === "iam.amazonaws.com",
    actor: read.actor,
    isOwn: (caller) => isOwn(read, caller),
    concerns: (address, id) => concerns(read, address, id),
    concernsAccess: concernsAccess(read),
    made: (question) => touches(read, question),
  };
}
