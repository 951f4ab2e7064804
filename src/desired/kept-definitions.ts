/**
 * What was made of the documents that a target's APIs name, for the next load to take. Documents are read in every load; what they
 * say is worked out again only where something of it is others than it was:
 *
 *   the API's own part, or its target   its files            values, if it asks for any   what its document says
 *   others                              any                  any                          is worked out
 *   the same                            one reads otherwise  any                          is worked out
 *   the same                            the same texts       others                       is worked out
 *   the same                            the same texts       the same                     is taken
 *
 * What had anything wrong with it is not kept, so that it is told in every load.
 */
import type { ApiEntry } from "../kinds/authoring.ts";
import type { Definition } from "../kinds/openapi/read-document.ts";
import type { Inlined } from "./inline-references.ts";
import type { LastingSource } from "./lasting-source.ts";
import type { Merged } from "./merge.ts";
import type { SourceFile } from "./source-file.ts";
import type { Values } from "./values.ts";

export interface KeptDefinition {
  readonly of: DefinedBy;
  /** Of its document and of all that is put into that, the document first. */
  readonly sources: readonly LastingSource[];
  /** Names of values that it asks for. */
  readonly used: ReadonlySet<string>;
  /** With what the document says. */
  readonly own: ApiEntry["own"];
  readonly document: ReadDocument;
}

/** What it was worked out of, besides files. */
export interface DefinedBy {
  /** As the API's file has it: of one reading of that file, so that it is the same document too. */
  readonly written: ApiEntry["own"];
  readonly target: Merged["target"];
  readonly values: Values;
}

export interface ReadDocument extends Pick<Definition, "routes" | "places"> {
  readonly source: SourceFile;
  readonly inlined: readonly Inlined[];
}

export class DefinitionMemory {
  #before: ReadonlyMap<string, KeptDefinition> = new Map();
  #now = new Map<string, KeptDefinition>();

  /** Undefined: it has to be worked out. `textOf`: what a file says now, by its absolute path. */
  async recall(
    api: string,
    by: DefinedBy,
    textOf: (path: string) => Promise<string | undefined>,
  ): Promise<KeptDefinition | undefined> {
    const kept = this.#before.get(api);
    if (kept === undefined || !isSame(kept, by)) return undefined;
    for (const { path, text } of kept.sources) if ((await textOf(path)) !== text) return undefined;
    this.keep(api, kept);
    return kept;
  }

  keep(api: string, kept: KeptDefinition): void {
    this.#now.set(api, kept);
  }

  /** At the end of a load: what was neither asked for nor kept in it is forgotten. */
  close(): void {
    for (const { sources } of this.#now.values()) for (const source of sources) source.release();
    this.#before = this.#now;
    this.#now = new Map();
  }
}

function isSame({ of, used }: KeptDefinition, { written, target, values }: DefinedBy): boolean {
  const isForTheSame = of.written === written && JSON.stringify(of.target) === JSON.stringify(target);
  return isForTheSame && [...used].every((name) => of.values.get(name) === values.get(name));
}
