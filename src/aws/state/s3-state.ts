/**
 * State in S3: one object a document, and every write conditional, so that of writers that race none undoes what another
 * has just written (PutObject, If-None-Match and If-Match):
 *
 *   S3 answers                                          then
 *   written                                             done
 *   412, and what is there is our own write             done: the answer to our first try was lost
 *   412 another wrote, 409 is writing, 404 deleted      read again, and make the change to that
 *
 * The ETag of an object follows from its content alone, and a document that goes from A to B and back to A has the ETag that
 * it had. So each write begins with a line of its own that no other has: an ETag stands for one write, not for a content.
 */
import { randomUUID } from "node:crypto";
import type { S3 } from "@aws-sdk/client-s3";
import { StagekeeperError } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";
import type { StateStore } from "../../model/state-store.ts";
import { isNamed, redirectRegion } from "../classify-error.ts";

export interface S3StatePorts {
  /** Of the region given, or of the one that is configured. */
  s3(region?: string): Promise<S3>;
  readonly clock: Clock;
  /** 0 to 1. */
  random(): number;
}

export interface S3Place {
  readonly bucket: string;
  /** Of the keys; empty: none. */
  readonly prefix: string;
}

interface Stored {
  readonly content: Uint8Array;
  readonly write: string;
  readonly etag: string;
}

/** The bytes of one document, as for a file. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Of tries to write one document while others do. */
const MOST_TRIES = 12;
const FIRST_PAUSE_MS = 20;
const HEADER = /^\{"stagekeeper":"state","write":"([0-9a-f-]{36})"\}\n/;
const HEADER_BYTES = `{"stagekeeper":"state","write":"${"0".repeat(36)}"}\n`.length;

/** Nothing is asked yet. */
export function s3State({ bucket, prefix }: S3Place, ports: S3StatePorts): StateStore {
  const trimmed = prefix.replace(/\/+$/, "");
  return storeAt({ bucket, prefix: trimmed === "" ? "" : `${trimmed}/` }, ports);
}

/** The prefix is empty, or ends in a slash. */
function storeAt(place: S3Place, ports: S3StatePorts): StateStore {
  const shown = `s3://${place.bucket}/${place.prefix}`.replace(/\/$/, "");
  return {
    place: shown,
    below: (name) => storeAt({ ...place, prefix: `${place.prefix}${name}/` }, ports),
    read: async (name) => (await readObject(place, name, ports))?.content ?? null,
    update: (name, next) => update({ place, name, shown }, next, ports),
    names: async () => [...(await versionsAt(place, ports)).keys()],
    versions: () => versionsAt(place, ports),
    async remove(name) {
      await withBucketRegion(ports, (s3) => s3.deleteObject({ Bucket: place.bucket, Key: `${place.prefix}${name}` }));
    },
  };
}

async function update(
  { place, name, shown }: { readonly place: S3Place; readonly name: string; readonly shown: string },
  next: Parameters<StateStore["update"]>[1],
  ports: S3StatePorts,
): Promise<void> {
  let stored = await readObject(place, name, ports);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const content = next(stored?.content ?? null);
    if (content === null) return;
    const write = randomUUID();
    if (await putObject({ place, name, over: stored?.etag ?? null }, withHeader(write, content), ports)) return;
    stored = await readObject(place, name, ports);
    if (stored?.write === write) return;
    await ports.clock.sleep(FIRST_PAUSE_MS * 2 ** Math.min(tries, 6) * ports.random());
  }
  throw new StagekeeperError("conflict", `${shown}/${name} not written: others wrote it each of ${MOST_TRIES} times`);
}

/** Whether it took; false: what is there is not what we read. */
async function putObject(
  { place, name, over }: { readonly place: S3Place; readonly name: string; readonly over: string | null },
  body: Uint8Array,
  ports: S3StatePorts,
): Promise<boolean> {
  const condition = over === null ? { IfNoneMatch: "*" } : { IfMatch: over };
  try {
    const put = { Bucket: place.bucket, Key: `${place.prefix}${name}`, Body: body, ...condition };
    await withBucketRegion(ports, (s3) => s3.putObject(put));
    return true;
  } catch (error) {
    // NoSuchKey: the object was deleted since it was read (PutObject, If-Match).
    if (isNamed(error, "PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")) return false;
    throw error;
  }
}

async function readObject(place: S3Place, name: string, ports: S3StatePorts): Promise<Stored | null> {
  try {
    const get = { Bucket: place.bucket, Key: `${place.prefix}${name}` };
    return await withBucketRegion(ports, async (s3) => {
      const { Body, ContentLength = 0, ETag = "" } = await s3.getObject(get);
      if (ContentLength > MOST_BYTES + HEADER_BYTES) {
        throw new StagekeeperError("invalid", `s3://${get.Bucket}/${get.Key} has more than ${MOST_BYTES} bytes`);
      }
      return withoutHeader((await Body?.transformToByteArray()) ?? new Uint8Array(), ETag);
    });
  } catch (error) {
    if (isNamed(error, "NoSuchKey")) return null;
    throw error;
  }
}

function versionsAt(place: S3Place, ports: S3StatePorts): Promise<ReadonlyMap<string, string>> {
  return withBucketRegion(ports, (s3) => listVersions(s3, place));
}

/** The ETag of each, sorted by name. */
async function listVersions(s3: S3, { bucket, prefix }: S3Place): Promise<ReadonlyMap<string, string>> {
  const found: (readonly [string, string])[] = [];
  let token: string | undefined;
  do {
    const page = await s3.listObjectsV2({
      Bucket: bucket,
      Prefix: prefix,
      Delimiter: "/",
      ...(token !== undefined && { ContinuationToken: token }),
    });
    for (const { Key = "", ETag = "" } of page.Contents ?? []) found.push([Key.slice(prefix.length), ETag]);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return new Map(found.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** The bucket may be in another region than what is worked on. */
async function withBucketRegion<T>({ s3 }: S3StatePorts, work: (client: S3) => Promise<T>): Promise<T> {
  try {
    return await work(await s3());
  } catch (error) {
    const region = redirectRegion(error);
    if (region === undefined) throw error;
    return work(await s3(region));
  }
}

function withHeader(write: string, content: string | Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`{"stagekeeper":"state","write":"${write}"}\n`), Buffer.from(content)]);
}

/** An object without our line was put there by somebody else; whoever reads it finds out what it is. */
function withoutHeader(bytes: Uint8Array, etag: string): Stored {
  const [header = "", write = ""] = HEADER.exec(Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString("latin1")) ?? [];
  return { content: bytes.subarray(header.length), write, etag };
}
