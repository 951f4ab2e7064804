/** The calls that a sandbox was asked for, in order: what tests count, and what tells reads from writes. */
import type { ServiceName } from "./service-name.ts";

export interface JournalEntry {
  /** From 1, over the life of the sandbox. */
  readonly sequence: number;
  readonly service: ServiceName;
  readonly operation: string;
  /** Blobs are replaced by their length, so that a journal does not keep every upload alive. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Milliseconds of the sandbox's clock. */
  readonly at: number;
  /** Whether the operation changes what the account holds (invoking a function does not). */
  readonly write: boolean;
  /** The caller's access key id; undefined when the request was not signed. */
  readonly accessKeyId: string | undefined;
  readonly userAgent?: string | undefined;
  readonly sourceIp?: string | undefined;
  /** The code of the error it was answered with; undefined: none, or not answered yet. */
  readonly error?: string | undefined;
}

export interface Journal {
  /** Oldest first. */
  entries(): readonly JournalEntry[];
  writes(): readonly JournalEntry[];
  /** Calls by `service.Operation`, in the order of names. */
  counts(): Readonly<Record<string, number>>;
  clear(): void;
  /** Told of each call right after it took effect or was refused, before it is answered. Gives what ends it. */
  watch(watcher: (entry: JournalEntry) => void): () => void;
}

export interface RecordingJournal extends Journal {
  record(call: Omit<JournalEntry, "sequence" | "write" | "error">): JournalEntry;
  fail(entry: JournalEntry, error: string): void;
  handled(entry: JournalEntry): void;
}

/** A sandbox may serve for days; older entries are forgotten. */
const CAPACITY = 100_000;

const READS = /^(Get|List|Head|Describe|Lookup|Test|Simulate|Invoke|Assume)/;

export function createJournal(): RecordingJournal {
  let sequence = 0;
  const entries = new Map<number, JournalEntry>();
  const watchers = new Set<(entry: JournalEntry) => void>();
  return {
    entries: () => [...entries.values()],
    writes: () => [...entries.values()].filter((entry) => entry.write),
    counts() {
      const counts = new Map<string, number>();
      for (const { service, operation } of entries.values()) {
        const name = `${service}.${operation}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    clear: () => entries.clear(),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    handled(entry) {
      for (const watcher of watchers) watcher(entries.get(entry.sequence) ?? entry);
    },
    record(call) {
      sequence++;
      const entry: JournalEntry = { ...call, input: withoutBlobs(call.input), sequence, write: isWrite(call.operation) };
      entries.set(sequence, entry);
      if (entries.size > CAPACITY) entries.delete(sequence - CAPACITY);
      return entry;
    },
    fail(entry, error) {
      if (entries.has(entry.sequence)) entries.set(entry.sequence, { ...entry, error });
    },
  };
}

function isWrite(operation: string): boolean {
  return !READS.test(operation);
}

function withoutBlobs(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (member instanceof Uint8Array) return [name, { bytes: member.byteLength }];
      // A plain object of the input, such as CreateFunction's `Code`, may hold the blob one level down.
      return [name, isPlainObject(member) ? withoutBlobs(member) : member];
    }),
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
