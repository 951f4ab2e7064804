/**
 * Digests of files' contents, read again only when a file may have changed, as git's index does it: by its identity,
 * size and times. A file that was written just before it was read may be written again within the same tick of the file
 * system's clock, so its digest is not trusted until some time has passed.
 */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { readFile } from "node:fs/promises";

/** The coarsest times a file system keeps: FAT's 2 s. */
const COARSEST_TIME_MS = 2_000;

interface Known {
  readonly identity: string;
  readonly digest: string;
}

export class ContentDigests {
  #known = new Map<string, Known>();
  #asked = new Map<string, Known>();

  /** `found`: what `stat` says of the file now. A file that cannot be read has a digest too: that of its being so. */
  async of(path: string, found: BigIntStats): Promise<string> {
    const identity = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ");
    const known = this.#known.get(path);
    if (known?.identity === identity) {
      this.#asked.set(path, known);
      return known.digest;
    }
    const readAt = Date.now();
    const digest = await digestOfFile(path);
    if (Number(found.ctimeMs) + COARSEST_TIME_MS < readAt) this.#asked.set(path, { identity, digest });
    return digest;
  }

  /** Forgets every file that was not asked about since the last call. */
  forgetOthers(): void {
    this.#known = this.#asked;
    this.#asked = new Map();
  }
}

async function digestOfFile(path: string): Promise<string> {
  try {
    return createHash("sha256")
      .update(await readFile(path))
      .digest("base64");
  } catch (error) {
    return `unreadable ${error instanceof Error && "code" in error ? error.code : ""}`;
  }
}
