/** How the queue of work is, as far as SQS and CloudWatch tell; what one of them refuses is not known, and said once. */
import { messageOf } from "../model/errors.ts";
import type { Logger } from "../model/ports.ts";
import type { WorkQueue } from "../model/work-queue.ts";
import type { QueueFigures } from "../page/overview.ts";

export interface QueueFiguresPorts {
  readonly queue: Pick<WorkQueue, "facts">;
  /** Seconds. */
  readonly age: () => Promise<number | null>;
  readonly logger: Logger;
}

/** Never rejects. */
export function queueFigures({ queue, age, logger }: QueueFiguresPorts): () => Promise<QueueFigures> {
  const said = new Map<string, string>();
  const orNull = async <T>(what: string, asked: Promise<T>): Promise<T | null> => {
    try {
      const answer = await asked;
      said.delete(what);
      return answer;
    } catch (error) {
      const detail = messageOf(error);
      if (said.get(what) !== detail) logger.warn({ what, detail }, "queue not known");
      said.set(what, detail);
      return null;
    }
  };
  return async () => {
    const [facts, oldestSeconds] = await Promise.all([
      orNull("queue not asked", queue.facts()),
      orNull("queue age not read", age()),
    ]);
    return {
      waiting: facts?.waiting ?? null,
      inHands: facts?.inHands ?? null,
      oldestSeconds,
      dead: facts?.dead?.messages ?? null,
    };
  };
}
