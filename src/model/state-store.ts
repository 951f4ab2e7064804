/** Where passes keep what they remember of each other: documents by name. All of it may be lost at any time without harm. */

export interface StateStore {
  /** For people: a directory, or `s3://bucket/prefix`. */
  readonly place: string;
  /** The same, one level deeper. */
  below(name: string): StateStore;
  /** `null`: there is none. Rejects when it cannot be read. */
  read(name: string): Promise<Uint8Array | null>;
  /**
   * Puts what `next` makes of the document in its place, whole or not at all; `next` gives `null` where there is nothing to
   * change. Where several write at once, `next` is asked again with what the others wrote meanwhile, so it is to change what
   * it is given rather than to know better. What cannot be read is given as `null`.
   */
  update(name: string, next: (current: Uint8Array | null) => string | Uint8Array | null): Promise<void>;
  /** Of the documents here, sorted; of none that is deeper. */
  names(): Promise<readonly string[]>;
  /** The same by name, each with what tells one write of it from another, so that what is known already is not read again. */
  versions(): Promise<ReadonlyMap<string, string>>;
  /** Not there counts as done. */
  remove(name: string): Promise<void>;
}
