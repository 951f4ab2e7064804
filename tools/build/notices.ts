/** The licences of the packages whose code is in the bundle: each asks that its text travels with the code. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const LICENCE_FILE = /^licen[cs]e(\.|-|$)/i;
const RULE = "-".repeat(78);

/** One text: every licence once, below the packages that are under it. */
export async function noticesOf(folders: readonly string[]): Promise<string> {
  const packagesByText = new Map<string, string[]>();
  for (const { title, text } of await Promise.all(folders.map(licenceOf))) {
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  const notices = [...packagesByText].map(([text, titles]) => `${RULE}\n${titles.join("\n")}\n\n${text}\n`);
  return `This software contains the following packages.\n\n${notices.join("\n")}`;
}

async function licenceOf(folder: string): Promise<{ readonly title: string; readonly text: string }> {
  // npm refuses a package whose manifest lacks a name or a version; that each names its licence is checked by test/packaging.
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as PackageManifest;
  const file = (await readdir(folder)).find((entry) => LICENCE_FILE.test(entry));
  const text = file === undefined ? `Licence: ${license}` : (await readFile(path.join(folder, file), "utf8")).trim();
  return { title: `${name} ${version} (${license})`, text };
}
