/**
 * Bundles the command into one folder that runs without node_modules: what is not needed by an invocation is not loaded,
 * and what nothing uses is not there. `reconcile --help` reads one small file; the AWS clients are chunks of their own.
 */
import { chmod, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import { noticesOf } from "./notices.ts";
import { precompiledValidator } from "./precompiled-validator.ts";

export interface BundleReport {
  readonly files: number;
  readonly bytes: number;
  /** Names of the packages whose code is in the bundle, sorted. */
  readonly packages: readonly string[];
}

/** CommonJS packages call `require` for Node's own modules; ES modules have none until one is made. */
const REQUIRE = 'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);';

/** Entries by their path in the output. The command is one; code that runs in a thread of its own is a file of its own. */
const ENTRIES: Readonly<Record<string, string>> = {
  "cli/main": "src/cli/main.ts",
};

/** Empties `outdir` and writes the bundle of the repository at `root` there. Throws when anything does not resolve. */
export async function bundle({ root, outdir }: { readonly root: string; readonly outdir: string }): Promise<BundleReport> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...ENTRIES },
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    treeShaking: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // The packages' own ES modules, which can be shaken; by default a bundle for Node takes their CommonJS.
    mainFields: ["module", "main"],
    conditions: ["module"],
    banner: { js: REQUIRE },
    plugins: [precompiledValidator(root)],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  await chmod(path.join(outdir, "cli/main.js"), 0o755);
  const packages = packagesIn(metafile);
  await writeFile(path.join(outdir, "THIRD-PARTY-NOTICES.txt"), await noticesOf(packages.map((name) => path.join(root, name))));
  return {
    ...(await sizeOf(Object.keys(metafile.outputs), root)),
    packages: packages.map((name) => name.replace("node_modules/", "")),
  };
}

/** Folders of the packages that gave code to the bundle, relative to the root, sorted. */
function packagesIn(metafile: Metafile): readonly string[] {
  const used = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const folders = used.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

async function sizeOf(outputs: readonly string[], root: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const sizes = await Promise.all(outputs.map(async (file) => (await stat(path.join(root, file))).size));
  return { files: outputs.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
