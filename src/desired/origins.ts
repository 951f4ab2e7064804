/** Where a file declares its entries: asked for all of them in every load, so noted while the document is at hand. */
import type { DesiredStateFile } from "../kinds/authored.ts";
import type { AuthoredPath } from "../kinds/authoring.ts";
import type { Origin } from "../model/issue.ts";
import { follow, spanToShow } from "./positions.ts";
import { originAt, type SourceFile } from "./source-file.ts";

/** By the path as JSON. */
export function entryOrigins(source: SourceFile, value: DesiredStateFile): ReadonlyMap<string, Origin> {
  const { document } = source;
  const origins = new Map<string, Origin>();
  const note = (...path: AuthoredPath) => {
    origins.set(JSON.stringify(path), originAt(source, spanToShow(follow(document, path), "name")));
  };
  for (const section of ["buckets", "roles", "clientCertificates", "apiKeys", "usagePlans", "domains"] as const) {
    for (const name of Object.keys(value[section] ?? {})) note(section, name);
  }
  for (const [name, entry] of Object.entries(value.functions ?? {})) {
    note("functions", name);
    for (const alias of Object.keys(entry?.aliases ?? {})) note("functions", name, "aliases", alias);
  }
  for (const [name, entry] of Object.entries(value.apis ?? {})) {
    note("apis", name);
    for (const stage of Object.keys(entry?.stages ?? {})) note("apis", name, "stages", stage);
  }
  return origins;
}
