/** Alerts to an EventBridge bus: source `stagekeeper`, the alert's type as detail type, a CloudEvent's data as detail. */
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { AlertSink } from "../../model/alerts.ts";
import { StagekeeperError } from "../../model/errors.ts";
import { cloudEvent } from "../cloud-event.ts";
import { type AwsSinkOptions, awsError, clientOptions } from "./aws-sink.ts";

export interface EventBridgeOptions extends AwsSinkOptions {
  readonly name: string;
  /** Name or ARN; `default` is the account's own. */
  readonly bus: string;
}

export function createEventBridgeSink(options: EventBridgeOptions): AlertSink {
  const { name, bus } = options;
  let client: Promise<EventBridgeClient> | undefined;
  return {
    name,
    async send(alert, abortSignal) {
      const { PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
      client ??= openClient(options);
      const { id, data } = cloudEvent(alert);
      const command = new PutEventsCommand({
        Entries: [
          {
            EventBusName: bus,
            Source: "stagekeeper",
            DetailType: alert.type,
            Time: new Date(alert.time),
            Detail: JSON.stringify({ id, ...data }),
          },
        ],
      });
      const answer = await (await client).send(command, { abortSignal }).catch((error: unknown) => {
        throw awsError("eventbridge.PutEvents", error);
      });
      // EventBridge answers 200 also when it did not take the event.
      const [entry] = answer.Entries ?? [];
      if ((answer.FailedEntryCount ?? 0) === 0) return;
      throw new StagekeeperError("unavailable", `eventbridge.PutEvents: ${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
    },
  };
}

async function openClient(options: EventBridgeOptions): Promise<EventBridgeClient> {
  const { EventBridgeClient } = await import("@aws-sdk/client-eventbridge");
  // arn:aws:events:REGION:ACCOUNT:event-bus/NAME
  return new EventBridgeClient(clientOptions(options, options.bus.split(":")[3]));
}
