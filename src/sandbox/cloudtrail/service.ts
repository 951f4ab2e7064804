/** CloudTrail of the sandbox: the event history of the account's writes, found minutes after they were made. */

import type { LookupAttribute } from "@aws-sdk/client-cloudtrail";
import * as cloudtrail from "@aws-sdk/client-cloudtrail";
import { AwsError } from "../wire/aws-error.ts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { TrailEvent } from "./state.ts";

/** LookupEvents: 1 to 50. */
const MOST_RESULTS = 50;

export function createCloudTrailService(world: World): SchemaServer<typeof cloudtrail> {
  const client = new cloudtrail.CloudTrailClient({
    region: world.region,
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
  });
  return new SchemaServer(cloudtrail, client).on({
    /** Newest first. At most one attribute (LookupEvents); only writes are recorded here. */
    LookupEvents({ LookupAttributes: attributes = [], StartTime, EndTime, MaxResults = MOST_RESULTS, NextToken }) {
      if (attributes.length > 1) {
        throw new AwsError("InvalidLookupAttributesException", "Only one lookup attribute may be specified.", 400);
      }
      if (MaxResults < 1 || MaxResults > MOST_RESULTS) {
        throw new AwsError("InvalidMaxResultsException", `MaxResults must be from 1 to ${MOST_RESULTS}.`, 400);
      }
      if (StartTime && EndTime && StartTime > EndTime) {
        throw new AwsError("InvalidTimeRangeException", "The start time is after the end time.", 400);
      }
      const from = NextToken === undefined ? 0 : Number(NextToken);
      if (!Number.isInteger(from)) throw new AwsError("InvalidNextTokenException", "The next token is not valid.", 400);
      const [since, until] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? Number.POSITIVE_INFINITY];
      const found = world.cloudtrail.events
        .filter(({ at, visibleFrom }) => at >= since && at <= until && visibleFrom <= world.clock.now())
        .filter((event) => attributes.every((attribute) => matches(event, attribute)))
        .toReversed();
      const next = from + MaxResults;
      return {
        Events: found.slice(from, next).map(described),
        NextToken: next < found.length ? String(next) : undefined,
      };
    },
  });
}

function matches(event: TrailEvent, { AttributeKey: key, AttributeValue: value = "" }: LookupAttribute): boolean {
  switch (key) {
    case "EventId":
      return event.id === value;
    case "EventName":
      return event.name === value;
    case "EventSource":
      return event.source === value;
    case "Username":
      return event.username === value;
    case "AccessKeyId":
      return event.accessKeyId === value;
    case "ReadOnly":
      return value === "false";
    case "ResourceName":
      return event.resources.some(({ name }) => name === value);
    case "ResourceType":
      return event.resources.some(({ type }) => type === value);
    default:
      throw new AwsError("InvalidLookupAttributesException", `There is no lookup attribute ${key}.`, 400);
  }
}

function described({ id, name, source, accessKeyId, username, at, resources, document }: TrailEvent): cloudtrail.Event {
  return {
    EventId: id,
    EventName: name,
    ReadOnly: "false",
    AccessKeyId: accessKeyId,
    EventTime: new Date(Math.floor(at / 1000) * 1000),
    EventSource: source,
    Username: username,
    Resources: resources.map((resource) => ({ ResourceType: resource.type, ResourceName: resource.name })),
    CloudTrailEvent: document,
  };
}
