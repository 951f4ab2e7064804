import type { Document, LineCounter } from "yaml";
import type { FoundFile } from "./files.ts";
import { documentOf } from "./parse.ts";
import type { SourceFile } from "./source-file.ts";
import { settleStructure } from "./structure.ts";
import { takeOutTargets } from "./targets.ts";
import { putValues, type Values } from "./values.ts";

/**
 * A file that outlives the load that read it. Its document is many times as large as its text and asked for only to say where
 * something stands, so it is let go between uses, and made again from the text, with the same values put in. For the values of
 * another target it is copied instead, without what the file says of targets: with all of them in one file, each would else
 * read all others once more.
 */
export class LastingSource implements SourceFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly lineCounter: LineCounter;
  /** Keeps nothing of what the file was made from: that has its document. */
  readonly #make: (source: LastingSource) => Document;
  #document: Document | undefined;
  #values: Values | undefined;
  /** What documents for other values are copies of. */
  #template: Document | undefined;

  constructor(
    { name, path }: FoundFile,
    parsed: Pick<SourceFile, "text" | "lineCounter"> & { readonly document?: Document },
    make: (source: LastingSource) => Document = ({ text }) => documentOf(text),
  ) {
    this.#make = make;
    this.name = name;
    this.path = path;
    this.text = parsed.text;
    this.lineCounter = parsed.lineCounter;
    this.#document = parsed.document;
  }

  get document(): Document {
    if (this.#document !== undefined) return this.#document;
    this.#document = this.#make(this);
    if (this.#values !== undefined) this.#putIn(this.#values, new Set());
    return this.#document;
  }

  /** Puts values in, after which the document has the form it keeps; notes in `used` which. */
  settle(values: Values, used: Set<string>): ReturnType<typeof putValues> {
    if (this.#values !== undefined) this.#document = undefined;
    this.#values = undefined;
    // The getter makes the document anew, as it was before values were put in.
    const issues = this.#putIn(values, used);
    this.#values = values;
    return issues;
  }

  /** The same file for other values: each has a document of its own, which says where things stand with these. */
  again(): LastingSource {
    return new LastingSource(this, { text: this.text, lineCounter: this.lineCounter }, () => this.#copy());
  }

  release(): void {
    this.#document = undefined;
    this.#template = undefined;
  }

  #copy(): Document {
    if (this.#template === undefined) {
      this.#template = this.#make(this);
      takeOutTargets(this.#template);
    }
    return this.#template.clone();
  }

  #putIn(values: Values, used: Set<string>): ReturnType<typeof putValues> {
    return [...putValues(this, values, used), ...settleStructure(this)];
  }
}
