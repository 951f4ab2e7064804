/**
 * What IAM and S3 answered the last time they were asked the same: for both are eventually consistent in parts (aws-facts
 * 6.3, 7), and a stale answer is one that was right a moment ago.
 */
import type { JournalEntry } from "./journal.ts";
import type { WireResponse } from "./wire/message.ts";

export interface EarlierAnswers {
  /** Undefined: this was not asked before, or never answers stale. */
  answerTo(call: JournalEntry): WireResponse | undefined;
  remember(call: JournalEntry, response: WireResponse): void;
}

/** A sandbox may serve for days; older answers are forgotten. */
const CAPACITY = 500;

export function createEarlierAnswers(): EarlierAnswers {
  const answers = new Map<string, WireResponse>();
  return {
    answerTo: (call) => (maySayOldThings(call) ? answers.get(keyOf(call)) : undefined),
    remember(call, response) {
      if (!maySayOldThings(call)) return;
      const key = keyOf(call);
      answers.delete(key);
      answers.set(key, response);
      const [oldest] = answers.keys();
      if (answers.size > CAPACITY && oldest !== undefined) answers.delete(oldest);
    },
  };
}

/** Objects are read as they were written last, always (aws-facts 6.3). */
function maySayOldThings({ service, operation, write }: JournalEntry): boolean {
  return (service === "iam" || service === "s3") && !write && !/Object|Part|Upload/.test(operation);
}

function keyOf({ service, operation, input }: JournalEntry): string {
  return `${service}.${operation} ${JSON.stringify(input)}`;
}
