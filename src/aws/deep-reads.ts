/**
 * Answers about what moves no traffic, kept from pass to pass. A shallow look takes what was last read; a full one reads
 * everything anew. Every write of ours forgets all of it, for what AWS has of one thing may follow from another.
 *
 *   every look                                    only a full look
 *   APIs (GetRestApis), stages                    working copies (GetResources), deployments, which are immutable
 *   versions and `$LATEST` of functions, aliases  tags of functions, and their configuration when its revision is the same
 *   alarms and metrics of shifts under way        policies of functions, buckets, roles, who we are
 */
export class DeepReads {
  #answers = new Map<string, unknown>();

  /** Undefined: never read, or forgotten. */
  known(key: string): { readonly answer: unknown } | undefined {
    return this.#answers.has(key) ? { answer: this.#answers.get(key) } : undefined;
  }

  /** Failures are not kept: what could not be read is tried again at once. */
  keep(key: string, answer: unknown): void {
    this.#answers.set(key, answer);
  }

  forget(): void {
    this.#answers = new Map();
  }
}
