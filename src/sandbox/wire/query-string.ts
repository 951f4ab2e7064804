/** The query of a URL, as both transports and TestInvokeMethod hand it on. */
import type { WireQuery } from "./message.ts";

/** A parameter given once is a string, several times a list. */
export function parseQuery(search: string): WireQuery {
  const parameters = new URLSearchParams(search);
  const query: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  return query;
}
