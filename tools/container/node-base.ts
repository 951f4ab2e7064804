/**
 * Stands in for Docker's `node:VERSION-…-slim`, which only a registry has: this machine's Debian, read-only, and below
 * /usr/local the very Node of that version with npm, from their npm packages.
 */
import { execFile } from "node:child_process";
import { access, chmod, lstat, mkdir, readlink, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Mount } from "./isolated.ts";

const run = promisify(execFile);

const CACHE = path.resolve(import.meta.dirname, "../../.cache/container");
/** Of the 10 that Node 22 comes with. Not a dependency: as one, its `npm` would stand before the real one in scripts. */
const NPM = "10.9.9";

/** A file system in the making: what is written below /usr/local lies beside the rest, for /usr is the machine's. */
export interface Tree {
  readonly root: string;
  readonly local: string;
}

/** Where commands of a build find what npm has on this machine. */
export const MOUNT_POINTS = { cache: "/run/npm", settings: "/run/npmrc" };

export const BASE_ENVIRONMENT = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };

/** Fills two directories that exist and are empty. Throws for an image that it cannot stand in for. */
export async function layNodeBase(image: string, { root, local }: Tree): Promise<void> {
  const version = /^node:(\d+\.\d+\.\d+)-\w+-slim(?:@sha256:[0-9a-f]{64})?$/.exec(image)?.[1];
  if (version === undefined) throw new Error(`nothing stands in for the image ${image}: known is node:VERSION-SUITE-slim`);
  const packages = await nodePackages(version);
  for (const directory of ["usr", "etc", "proc", "dev", "run", "root", "var/lib"])
    await mkdir(path.join(root, directory), { recursive: true });
  for (const device of DEVICES) await writeFile(path.join(root, "dev", device), "");
  await mkdir(path.join(root, MOUNT_POINTS.cache));
  await writeFile(path.join(root, MOUNT_POINTS.settings), "");
  await mkdir(path.join(root, "tmp"));
  await chmod(path.join(root, "tmp"), 0o1777);
  for (const name of SYSTEM) await likeThisMachines(name, root);
  for (const directory of ["bin", "lib/node_modules"]) await mkdir(path.join(local, directory), { recursive: true });
  await run("cp", ["-al", path.join(packages, `node-linux-${process.arch}/bin/node`), path.join(local, "bin/node")]);
  await run("cp", ["-al", path.join(packages, "npm"), path.join(local, "lib/node_modules/npm")]);
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", path.join(local, "bin/npm"));
}

/** Where a path of the image lies while it is made. */
export function placeIn({ root, local }: Tree, target: string): string {
  const relative = path.posix.relative("/usr/local", target);
  if (!relative.startsWith("..")) return path.join(local, relative);
  const owned = [...SYSTEM, "usr", "etc", "dev", "proc"].find((name) => target === `/${name}` || target.startsWith(`/${name}/`));
  if (owned !== undefined) throw new Error(`${target} is the base image's, for which this machine's /${owned} stands in`);
  return path.join(root, target);
}

/** What the tree is run with; while it is built, /usr/local is written to. */
export async function baseMounts({ root, local }: Tree, writable: boolean): Promise<readonly Mount[]> {
  const real = await Promise.all(SYSTEM.map(async (name) => ((await isDirectory(path.join(root, name))) ? [name] : [])));
  const readOnly = ["usr", "etc", ...real.flat()].map((name) => ({ source: `/${name}`, target: `/${name}`, writable: false }));
  const devices = DEVICES.map((name) => ({ source: `/dev/${name}`, target: `/dev/${name}`, writable: true }));
  return [...readOnly, { source: local, target: "/usr/local", writable }, ...devices];
}

const DEVICES = ["null", "zero", "random", "urandom"];
/** Directories on some systems, on others symbolic links into /usr. */
const SYSTEM = ["bin", "sbin", "lib", "lib64"];

async function likeThisMachines(name: string, root: string): Promise<void> {
  const found = await lstat(`/${name}`).catch(() => null);
  if (found?.isSymbolicLink()) await symlink(await readlink(`/${name}`), path.join(root, name));
  else if (found?.isDirectory()) await mkdir(path.join(root, name));
}

async function isDirectory(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null))?.isDirectory() ?? false;
}

/** Folder of the packages; installed once a version. */
async function nodePackages(version: string): Promise<string> {
  const home = path.join(CACHE, `node-${version}-npm-${NPM}`);
  const finished = path.join(home, "installed");
  const isThere = await access(finished).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const packages = [`node-linux-${process.arch}@${version}`, `npm@${NPM}`];
    await mkdir(home, { recursive: true });
    await run("npm", ["install", "--prefix", home, "--no-save", "--no-package-lock", "--silent", ...packages]);
    await writeFile(finished, "");
  }
  return path.join(home, "node_modules");
}
