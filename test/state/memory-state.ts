/** State in memory, by its whole path: for daemons on virtual time, which no disk is to hold up. */

import type { OpenState } from "../../src/cli/compose-state.ts";
import { historyDocuments } from "../../src/history/history-documents.ts";
import type { StateStore } from "../../src/model/state-store.ts";

export interface MemoryState {
  readonly open: OpenState;
  /** As text, by path. */
  readonly documents: Map<string, string>;
}

export function memoryState(): MemoryState {
  const documents = new Map<string, string>();
  const store = storeAt("", documents);
  return {
    documents,
    open: {
      store,
      directory: null,
      historyLog: (below) => historyDocuments(below === undefined ? store : store.below(below)),
      close() {},
    },
  };
}

function storeAt(prefix: string, documents: Map<string, string>): StateStore {
  const bytes = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
  return {
    place: `memory/${prefix}`,
    below: (name) => storeAt(`${prefix}${name}/`, documents),
    read: async (name) => bytes(documents.get(`${prefix}${name}`)),
    async update(name, next) {
      const content = next(bytes(documents.get(`${prefix}${name}`)));
      if (content !== null) documents.set(`${prefix}${name}`, Buffer.from(content).toString("utf8"));
    },
    async names() {
      const below = [...documents.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
      return below.filter((name) => !name.includes("/")).toSorted();
    },
    async versions() {
      const names = await this.names();
      return new Map(names.map((name) => [name, documents.get(`${prefix}${name}`) ?? ""]));
    },
    remove: async (name) => void documents.delete(`${prefix}${name}`),
  };
}
