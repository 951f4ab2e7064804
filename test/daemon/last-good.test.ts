import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { directoryState } from "../../src/engine/directory-state.ts";
import { type LastGood, type LastGoodOptions, openLastGood } from "../../src/engine/last-good.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { CodeSource } from "../../src/model/specs/function.ts";
import { aDesired, aState } from "../core/builders.ts";

const CODE = Buffer.from("code, version 1");
const OTHER_CODE = Buffer.from("code, version 2");

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function stateWith(bytes: Uint8Array, revision: string): DesiredState {
  const code: CodeSource = { from: "directory", path: "/functions/app", sha256: sha256Of(bytes) };
  const fromS3: CodeSource = { from: "s3", bucket: "code", key: "app.zip", sha256: "elsewhere" };
  return aState(
    [
      aDesired("bucket", "images", { versioning: "enabled" }),
      aDesired("function", "app", { environment: { TOKEN: "hunter2" } }, { intent: { code } }),
      aDesired("function", "theirs", {}, { intent: { code: null } }),
      aDesired("function", "other", {}, { intent: { code: fromS3 } }),
    ],
    { revision },
  );
}

function aStateDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-last-good-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function open(stateDirectory: string, changed: Partial<LastGoodOptions> = {}): Promise<LastGood> {
  const packageCode = async (source: CodeSource) => (source.sha256 === sha256Of(CODE) ? CODE : OTHER_CODE);
  return openLastGood({ state: directoryState(stateDirectory), writtenBy: "1.2.3", packageCode, ...changed });
}

describe("the last good desired state", () => {
  it("is there again after a restart, with the code that it ships", async () => {
    const directory = aStateDirectory();
    await (await open(directory)).keep(stateWith(CODE, "one"));

    const again = await open(directory);

    expect(await again.newest()).toEqual(stateWith(CODE, "one"));
    expect(await again.code(sha256Of(CODE))).toEqual(CODE);
  });

  it("is for its owner's eyes alone, for it may hold secrets", async () => {
    const directory = aStateDirectory();
    await (await open(directory)).keep(stateWith(CODE, "one"));

    const modes = await Promise.all(
      ["last-good.json", "code", `code/${Buffer.from(sha256Of(CODE), "base64").toString("hex")}.zip`].map(
        async (name) => (await stat(path.join(directory, name))).mode & 0o777,
      ),
    );

    expect(modes).toEqual([0o600, 0o700, 0o600]);
  });

  it("keeps the code of the newest one only", async () => {
    const directory = aStateDirectory();
    const lastGood = await open(directory);
    await lastGood.keep(stateWith(CODE, "one"));

    await lastGood.keep(stateWith(OTHER_CODE, "two"));

    expect(await lastGood.code(sha256Of(CODE))).toBeNull();
    expect(await lastGood.code(sha256Of(OTHER_CODE))).toEqual(OTHER_CODE);
    expect(await readdir(path.join(directory, "code"))).toHaveLength(1);
  });

  it("is written once, and not at every pass", async () => {
    const directory = aStateDirectory();
    let packaged = 0;
    const lastGood = await open(directory, {
      async packageCode() {
        packaged += 1;
        return CODE;
      },
    });

    for (let pass = 0; pass < 3; pass += 1) await lastGood.keep(stateWith(CODE, "one"));
    const again = await open(directory, { packageCode: () => Promise.reject(new Error("packaged again")) });
    await again.keep(stateWith(CODE, "one"));

    expect(packaged).toBe(1);
  });

  it.each<{ readonly what: string; readonly spoil: (text: string) => string; readonly writtenBy?: string }>([
    { what: "cut off", spoil: (text) => text.slice(0, -10) },
    { what: "edited", spoil: (text) => text.replace("hunter2", "hunter3") },
    { what: "empty", spoil: () => "" },
    { what: "not an object", spoil: () => "null" },
    { what: "another version's", spoil: (text) => text, writtenBy: "1.2.4" },
  ])("is as if it had never been kept when it is $what", async ({ spoil, writtenBy = "1.2.3" }) => {
    const directory = aStateDirectory();
    const file = path.join(directory, "last-good.json");
    await (await open(directory)).keep(stateWith(CODE, "one"));
    await writeFile(file, spoil(await readFile(file, "utf8")));

    expect(await (await open(directory, { writtenBy })).newest()).toBeNull();
  });

  it("does not give code that is broken", async () => {
    const directory = aStateDirectory();
    const lastGood = await open(directory);
    await lastGood.keep(stateWith(CODE, "one"));
    const [name = ""] = await readdir(path.join(directory, "code"));

    await writeFile(path.join(directory, "code", name), "half of");

    expect(await lastGood.code(sha256Of(CODE))).toBeNull();
  });

  it("is kept in memory although it cannot be written, and is written the next time", async () => {
    const directory = aStateDirectory();
    let broken = true;
    const lastGood = await open(directory, {
      packageCode: () => (broken ? Promise.reject(new Error("the code has changed since")) : Promise.resolve(CODE)),
    });

    const first = lastGood.keep(stateWith(CODE, "one"));

    await expect(first).rejects.toThrow("the code has changed since");
    expect((await lastGood.newest())?.revision).toBe("one");
    broken = false;
    await lastGood.keep(stateWith(CODE, "one"));
    expect((await (await open(directory)).newest())?.revision).toBe("one");
  });

  it("is written the next time it is enforced, so that others who share the place enforce it, too", async () => {
    const directory = aStateDirectory();
    let broken = true;
    const packageCode = () => (broken ? Promise.reject(new Error("no space left")) : Promise.resolve(CODE));
    const [lastGood, other] = [await open(directory, { packageCode }), await open(directory)];
    await lastGood.keep(stateWith(CODE, "one")).catch(() => {});

    broken = false;
    await lastGood.newest();

    expect((await other.newest())?.revision).toBe("one");
  });

  it("is the one that was kept last, whichever process saw it, and its code is there for all", async () => {
    const directory = aStateDirectory();
    const [one, other] = [await open(directory), await open(directory)];
    for (const lastGood of [one, other]) await lastGood.keep(stateWith(CODE, "one"));

    await one.keep(stateWith(OTHER_CODE, "two"));

    expect((await other.newest())?.revision).toBe("two");
    expect(await other.code(sha256Of(OTHER_CODE))).toEqual(OTHER_CODE);
  });

  it("is not replaced by what a slow process saw before, nor loses its code to that", async () => {
    const directory = aStateDirectory();
    const [one, slow] = [await open(directory), await open(directory)];
    await one.keep(stateWith(OTHER_CODE, "two"));

    await slow.keep(stateWith(CODE, "one"));

    expect((await slow.newest())?.revision).toBe("two");
    expect((await (await open(directory)).newest())?.revision).toBe("two");
    expect(await one.code(sha256Of(OTHER_CODE))).toEqual(OTHER_CODE);
  });

  it("is replaced by what the files say when they are looked at again", async () => {
    const directory = aStateDirectory();
    const [one, other] = [await open(directory), await open(directory)];
    await one.keep(stateWith(OTHER_CODE, "two"));

    for (let pass = 0; pass < 2; pass += 1) await other.keep(stateWith(CODE, "one"));

    expect((await one.newest())?.revision).toBe("one");
  });

  it("is this process's own, while what is kept cannot be read", async () => {
    const directory = aStateDirectory();
    const lastGood = await open(directory);
    await lastGood.keep(stateWith(CODE, "one"));

    await writeFile(path.join(directory, "last-good.json"), "half of");

    expect((await lastGood.newest())?.revision).toBe("one");
  });
});
