/** Where a file declares its entries: asked for all of them in every load, so noted while the document is at hand. */
import type { Origin } from "../model/issue.ts";
import { type Declaration, type Declarations, WHOLE_SECTIONS } from "./declarations.ts";
import { follow, spanToShow } from "./positions.ts";
import { originAt, type SourceFile } from "./source-file.ts";

/** By the path as JSON. */
export function entryOrigins(source: SourceFile, declarations: Declarations): ReadonlyMap<string, Origin> {
  const { document } = source;
  const origins = new Map<string, Origin>();
  const note = ({ path, key }: Declaration<unknown>): void => {
    origins.set(key, originAt(source, spanToShow(follow(document, path), "name")));
  };
  for (const section of WHOLE_SECTIONS) declarations[section].forEach(note);
  for (const declaration of declarations.functions) [declaration, ...declaration.aliases].forEach(note);
  for (const declaration of declarations.apis) [declaration, ...declaration.stages].forEach(note);
  return origins;
}
