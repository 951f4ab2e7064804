/**
 * The ledger as a document of the state. It only ever tells rollout from drift, so nothing about it may fail a pass: a
 * missing or broken document is an empty ledger with a warning. Written whole or not at all, and what another pass has
 * written meanwhile stays: only what this one recorded is changed.
 * Values are kept as salted digests; the salt stays in the document.
 */
import { createHmac, randomBytes } from "node:crypto";
import { canonicalJson } from "../kinds/digest.ts";
import type { Address } from "../model/address.ts";
import { messageOf } from "../model/errors.ts";
import type { Ledger, Written } from "../model/ports.ts";
import type { Idle } from "../model/retention.ts";
import type { StateStore } from "../model/state-store.ts";

export interface StoredLedger extends Ledger {
  /** Why it is empty although a document was there; `null`: all is well. */
  readonly warning: string | null;
}

const NAME = "ledger.json";
const FORMAT = 1;

type Fields = Readonly<Record<string, string>>;

interface Contents {
  readonly format: typeof FORMAT;
  readonly salt: string;
  readonly converged: Readonly<Record<Address, Fields>>;
  /** Left out by earlier versions of this program. */
  readonly written?: Readonly<Record<Address, Written>>;
  /** As above. */
  readonly idle?: Readonly<Record<Address, Idle>>;
}

/** Reads only: nothing is written, and no directory made, before `save`. */
export async function openLedger(store: StateStore): Promise<StoredLedger> {
  const { contents, warning } = await readContents(store);
  const salt = contents?.salt ?? randomBytes(16).toString("hex");
  const known = memoryOf(contents);
  const { converged, written, idle } = known;
  const touched = new Set<Address>();
  return {
    warning,
    converged: (address) => converged.get(address),
    written: (address) => written.get(address),
    record(address, fields, write) {
      if (write !== undefined) written.set(address, write);
      if (canonicalJson(converged.get(address)) !== canonicalJson(fields) || write !== undefined) touched.add(address);
      converged.set(address, fields);
    },
    forget(address) {
      written.delete(address);
      idle.delete(address);
      if (converged.delete(address)) touched.add(address);
    },
    idle: (parent) => idle.get(parent),
    recordIdle(parent, since) {
      if (canonicalJson(idle.get(parent)) !== canonicalJson(since)) touched.add(parent);
      idle.set(parent, since);
    },
    digestOf: (value) => createHmac("sha256", salt).update(canonicalJson(value)).digest("hex").slice(0, 32),
    async save() {
      if (touched.size === 0) return;
      const saving = [...touched];
      await store.update(NAME, (current) => {
        const theirs = current === null ? null : readable(current);
        if (theirs === null) return textOf(salt, known);
        // Begun anew meanwhile: our digests mean nothing beside that salt, and the next pass records what this one saw.
        return theirs.salt === salt ? textOf(salt, takenOver(memoryOf(theirs), known, saving)) : null;
      });
      for (const address of saving) touched.delete(address);
    },
  };
}

interface Known {
  readonly converged: Map<Address, Fields>;
  readonly written: Map<Address, Written>;
  readonly idle: Map<Address, Idle>;
}

function memoryOf(contents: Contents | null): Known {
  // The keys of an object parsed from our own document are the addresses that we wrote.
  return {
    converged: new Map(Object.entries(contents?.converged ?? {}) as [Address, Fields][]),
    written: new Map(Object.entries(contents?.written ?? {}) as [Address, Written][]), // as above
    idle: new Map(Object.entries(contents?.idle ?? {}) as [Address, Idle][]), // as above
  };
}

/** What others know, but of these addresses what we do. */
function takenOver(theirs: Known, ours: Known, addresses: readonly Address[]): Known {
  for (const address of addresses) {
    carry(ours.converged, theirs.converged, address);
    carry(ours.written, theirs.written, address);
    carry(ours.idle, theirs.idle, address);
  }
  return theirs;
}

function carry<V>(from: ReadonlyMap<Address, V>, to: Map<Address, V>, address: Address): void {
  const value = from.get(address);
  if (value === undefined) to.delete(address);
  else to.set(address, value);
}

function textOf(salt: string, { converged, written, idle }: Known): string {
  return canonicalJson({
    format: FORMAT,
    salt,
    converged: Object.fromEntries(converged),
    written: Object.fromEntries(written),
    idle: Object.fromEntries(idle),
  } satisfies Contents);
}

async function readContents(store: StateStore): Promise<{ readonly contents: Contents | null; readonly warning: string | null }> {
  const place = `${store.place}/${NAME}`;
  try {
    const bytes = await store.read(NAME);
    if (bytes === null) return { contents: null, warning: null };
    const contents = contentsIn(bytes);
    if (contents !== null) return { contents, warning: null };
    return { contents: null, warning: `the ledger ${place} is not in a form that this version knows; starting an empty one` };
  } catch (error) {
    const why = messageOf(error);
    return { contents: null, warning: `the ledger ${place} cannot be read (${why}); starting an empty one` };
  }
}

/** `null`: it is not one of ours. Throws when it is no JSON. */
function contentsIn(bytes: Uint8Array): Contents | null {
  const contents: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
  return isContents(contents) ? contents : null;
}

function readable(bytes: Uint8Array): Contents | null {
  try {
    return contentsIn(bytes);
  } catch {
    return null;
  }
}

function isContents(value: unknown): value is Contents {
  if (!isRecord(value) || value.format !== FORMAT || typeof value.salt !== "string" || !isRecord(value.converged)) return false;
  const { converged, written, idle } = value;
  return (
    Object.values(converged).every(isFields) &&
    (written === undefined || areWrites(written)) &&
    (idle === undefined || areIdle(idle))
  );
}

function areIdle(idle: unknown): boolean {
  if (!isRecord(idle)) return false;
  return Object.values(idle).every((times) => isRecord(times) && Object.values(times).every((time) => typeof time === "number"));
}

function isFields(fields: unknown): fields is Fields {
  return isRecord(fields) && Object.values(fields).every((digest) => typeof digest === "string");
}

function areWrites(writes: unknown): boolean {
  if (!isRecord(writes)) return false;
  return Object.values(writes).every(
    (write) => isRecord(write) && typeof write.at === "number" && (write.before === null || isFields(write.before)),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
