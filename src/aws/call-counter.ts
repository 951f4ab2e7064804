/** Counts every request that goes to AWS, by `service.Operation`; a retry counts as a call of its own. */
import type { CallCount } from "../model/report.ts";

export interface CallCounter {
  /** To be called once for each request sent. */
  add(operation: string, retry: boolean): void;
  count(): CallCount;
}

export function createCallCounter(): CallCounter {
  const byOperation = new Map<string, number>();
  let retries = 0;
  return {
    add(operation, retry) {
      byOperation.set(operation, (byOperation.get(operation) ?? 0) + 1);
      if (retry) retries += 1;
    },
    count() {
      const sorted = [...byOperation].toSorted(([left], [right]) => (left < right ? -1 : 1));
      return {
        total: sorted.reduce((total, [, calls]) => total + calls, 0),
        byOperation: Object.fromEntries(sorted),
        retries,
      };
    },
  };
}
