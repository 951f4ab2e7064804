/**
 * The temporary directory that handlers are unpacked into, once for each code. What Node runtimes bring along, `@aws-sdk`
 * and `@smithy` of version 3, is linked above it and nothing else of the project is, so `aws-sdk` of version 2 is
 * missing here as it is there.
 *
 *   ROOT/node_modules/@aws-sdk -> the project's
 *   ROOT/code/DIGEST/…         the files of one zip
 */
import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unpackZip } from "./unpack-zip.ts";

interface PackagedCode {
  readonly zip: Uint8Array;
  /** Base64. */
  readonly sha256: string;
}

const PROVIDED_SCOPES = ["@aws-sdk", "@smithy"];

export class CodeDirectory {
  #root: Promise<string> | undefined;
  readonly #unpacked = new Map<string, Promise<string>>();
  #removeAtExit: (() => void) | undefined;

  /** The directory with the files of that code. Throws when the zip would write outside of it. */
  async unpack(code: PackagedCode): Promise<string> {
    const known = this.#unpacked.get(code.sha256);
    if (known) return await known;
    const unpacking = this.#write(code);
    this.#unpacked.set(code.sha256, unpacking);
    // A full disk may have room again.
    unpacking.catch(() => this.#unpacked.delete(code.sha256));
    return await unpacking;
  }

  /** The private root; also what handlers see as their home. */
  async root(): Promise<string> {
    this.#root ??= this.#create();
    return await this.#root;
  }

  /** Precondition: nothing runs from it any more. */
  async remove(): Promise<void> {
    if (!this.#root) return;
    const root = await this.#root;
    this.#root = undefined;
    this.#unpacked.clear();
    if (this.#removeAtExit) process.removeListener("exit", this.#removeAtExit);
    await rm(root, { recursive: true, force: true });
  }

  async #create(): Promise<string> {
    const root = await realpath(await mkdtemp(join(tmpdir(), "stagekeeper-lambda-")));
    // A process that ends without closing the sandbox leaves nothing behind either.
    this.#removeAtExit = () => rmSync(root, { recursive: true, force: true });
    process.once("exit", this.#removeAtExit);
    await mkdir(join(root, "node_modules"));
    await mkdir(join(root, "code"));
    for (const scope of PROVIDED_SCOPES) {
      const target = scopeDirectory(scope);
      if (target !== undefined) await symlink(target, join(root, "node_modules", scope), "junction");
    }
    return root;
  }

  /** Written beside its place and renamed into it: a half-written directory is never run. */
  async #write(code: PackagedCode): Promise<string> {
    const unpacked = unpackZip(code.zip);
    if (!unpacked.ok) throw new Error(`cannot unpack code: ${code.sha256}: ${unpacked.reason}`);
    const root = await this.root();
    const target = join(root, "code", Buffer.from(code.sha256, "base64").toString("hex"));
    const draft = join(root, "code", randomUUID());
    await mkdir(draft);
    for (const [name, bytes] of unpacked.files) {
      const path = join(draft, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    await rename(draft, target);
    return target;
  }
}

/** Where the project's packages of that scope are: beside the S3 client, which the project depends on. */
function scopeDirectory(scope: string): string | undefined {
  const manifest = createRequire(import.meta.url).resolve("@aws-sdk/client-s3/package.json");
  const directory = join(dirname(manifest), "..", "..", scope);
  return existsSync(directory) ? directory : undefined;
}
