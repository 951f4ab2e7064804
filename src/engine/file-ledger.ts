/**
 * The ledger in a file. It only ever tells rollout from drift, so nothing about it may fail a pass: a missing or broken
 * file is an empty ledger with a warning. Written whole or not at all.
 * Values are kept as salted digests; the salt stays in the file.
 */
import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../kinds/digest.ts";
import type { Address } from "../model/address.ts";
import type { Ledger, Written } from "../model/ports.ts";
import type { Idle } from "../model/retention.ts";
import { makeOwnDirectory, readWholeFile, writeWholeFile } from "./whole-file.ts";

export interface FileLedger extends Ledger {
  /** Why it is empty although a file was there; `null`: all is well. */
  readonly warning: string | null;
}

const FILE_NAME = "ledger.json";
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
export async function openFileLedger(stateDirectory: string): Promise<FileLedger> {
  const path = join(stateDirectory, FILE_NAME);
  const { contents, warning } = await readContents(path);
  const salt = contents?.salt ?? randomBytes(16).toString("hex");
  // The keys of an object parsed from our own file are the addresses that we wrote.
  const converged = new Map(Object.entries(contents?.converged ?? {}) as [Address, Fields][]);
  const writes = new Map(Object.entries(contents?.written ?? {}) as [Address, Written][]); // as above
  const idle = new Map(Object.entries(contents?.idle ?? {}) as [Address, Idle][]); // as above
  let dirty = false;
  return {
    warning,
    converged: (address) => converged.get(address),
    written: (address) => writes.get(address),
    record(address, fields, written) {
      if (written !== undefined) writes.set(address, written);
      dirty ||= canonicalJson(converged.get(address)) !== canonicalJson(fields) || written !== undefined;
      converged.set(address, fields);
    },
    forget(address) {
      writes.delete(address);
      idle.delete(address);
      dirty = converged.delete(address) || dirty;
    },
    idle: (parent) => idle.get(parent),
    recordIdle(parent, since) {
      dirty ||= canonicalJson(idle.get(parent)) !== canonicalJson(since);
      idle.set(parent, since);
    },
    digestOf: (value) => createHmac("sha256", salt).update(canonicalJson(value)).digest("hex").slice(0, 32),
    async save() {
      if (!dirty) return;
      await makeOwnDirectory(stateDirectory);
      await writeWholeFile(
        path,
        canonicalJson({
          format: FORMAT,
          salt,
          converged: Object.fromEntries(converged),
          written: Object.fromEntries(writes),
          idle: Object.fromEntries(idle),
        } satisfies Contents),
      );
      dirty = false;
    },
  };
}

async function readContents(path: string): Promise<{ readonly contents: Contents | null; readonly warning: string | null }> {
  try {
    const text = await readWholeFile(path);
    if (text === null) return { contents: null, warning: null };
    const contents: unknown = JSON.parse(text);
    if (isContents(contents)) return { contents, warning: null };
    return { contents: null, warning: `the ledger ${path} is not in a form that this version knows; starting an empty one` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { contents: null, warning: `the ledger ${path} cannot be read (${why}); starting an empty one` };
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
