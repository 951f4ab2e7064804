/** A queue of SQS with the credentials of the process: no target's. */
import { openSqsQueue } from "../aws/sqs-queue.ts";
import type { Clock } from "../model/ports.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import type { PlaceOptions } from "./options.ts";

export function openQueue(url: string, clock: Clock, { region, profile, endpointUrl }: PlaceOptions): WorkQueue {
  return openSqsQueue({
    url,
    clock,
    ...(region && { region }),
    ...(profile && { profile }),
    ...(endpointUrl && { endpointUrl }),
  });
}
