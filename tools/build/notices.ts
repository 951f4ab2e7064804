/** The licences of the packages whose code is in the bundle: each asks that its text travels with the code. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const LICENCE_FILE = /^licen[cs]e(\.|-|$)/i;

/** One text with name, version, licence and the licence's own text of each package folder, in the order given. */
export async function noticesOf(folders: readonly string[]): Promise<string> {
  const notices = await Promise.all(folders.map(noticeOf));
  return `This software contains the following packages.\n\n${notices.join("\n")}`;
}

async function noticeOf(folder: string): Promise<string> {
  // npm refuses a package whose manifest lacks a name or a version; the licence is checked by test/packaging.
  const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as PackageManifest;
  const file = (await readdir(folder)).find((name) => LICENCE_FILE.test(name));
  const text = file === undefined ? "" : `\n${(await readFile(path.join(folder, file), "utf8")).trim()}\n`;
  return `${"-".repeat(78)}\n${manifest.name} ${manifest.version} (${manifest.license})\n${text}`;
}
