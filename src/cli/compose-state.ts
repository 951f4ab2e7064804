/** The state that `--state` names: a directory, or a place in S3, whose client is loaded only then. */
import { join } from "node:path";
import type { AlertStore } from "../alerts/memory.ts";
import { connectAws } from "../aws/connection.ts";
import { packageCode } from "../desired/package-code.ts";
import { directoryState } from "../engine/directory-state.ts";
import { historyDocuments } from "../history/history-documents.ts";
import { historyFile } from "../history/history-file.ts";
import type { HistoryLog } from "../history/kept-history.ts";
import type { StateStore } from "../model/state-store.ts";
import { awsConfig } from "./aws-config.ts";
import { s3Place } from "./option-values.ts";
import type { PlaceOptions } from "./options.ts";

export interface OpenState {
  readonly store: StateStore;
  /** `null`: it is no directory of this machine. */
  readonly directory: string | null;
  /** Where history is, and below which name, if one is given. */
  historyLog(below?: string): HistoryLog;
  close(): void;
}

/** Nothing is asked or written yet. */
export function openState(options: PlaceOptions & { readonly state: string }): OpenState {
  const place = s3Place(options.state);
  if (place === null) {
    const directory = options.state;
    return {
      store: directoryState(directory),
      directory,
      historyLog: (below) => historyFile(below === undefined ? directory : join(directory, below)),
      close() {},
    };
  }
  const connection = connectAws({ ...awsConfig(options), packageCode });
  const store = connection.state(place);
  return {
    store,
    directory: null,
    historyLog: (below) => historyDocuments(below === undefined ? store : store.below(below)),
    close: () => connection.close(),
  };
}

/** What alerts remember, as one document. */
export function alertStore(state: StateStore): AlertStore {
  const name = "alerts.json";
  const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("utf8"));
  return {
    read: async () => text(await state.read(name)),
    update: (next) => state.update(name, (current) => next(text(current))),
  };
}
