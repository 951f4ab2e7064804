/**
 * Bundles the command into one folder that runs without node_modules: what is not needed by an invocation is not loaded,
 * and what nothing uses is not there. `reconcile --help` reads one small file; the AWS clients are chunks of their own.
 */
import { chmod, copyFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { bundleLambdaRuntime } from "./lambda-runtime.ts";
import { noticesOf } from "./notices.ts";
import { buildPage, builtPage } from "./page.ts";
import { precompiledValidator } from "./precompiled-validator.ts";

export interface BundleReport {
  readonly files: number;
  readonly bytes: number;
  /** Names of the packages whose code is in the bundle, sorted. */
  readonly packages: readonly string[];
}

/** CommonJS packages call `require` for Node's own modules; ES modules have none until one is made. */
const REQUIRE = 'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);';

const ENTRIES = { "cli/main": "src/cli/main.ts" };

/** Files that code loads by their address beside its own, as a thread's first module is. */
const LOADED_BY_ADDRESS = ["src/sandbox/runtime/bootstrap.mjs"];

/** How everything that ships is bundled. */
export const SHIPPED = {
  bundle: true,
  treeShaking: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // The packages' own ES modules, which can be shaken; by default a bundle for Node takes their CommonJS.
  mainFields: ["module", "main"],
  conditions: ["module"],
  // Its other form starts worker threads for zips made in the background; ours are small and made at once.
  alias: { fflate: "fflate/browser" },
  banner: { js: REQUIRE },
  // What is shorter starts sooner. Names stay, and lines short enough to be found and shown by what prints where an error arose.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  legalComments: "none",
  logLevel: "warning",
} satisfies BuildOptions;

/** Empties `outdir` and writes the bundle of the repository at `root` there. Throws when anything does not resolve. */
export async function bundle({ root, outdir }: { readonly root: string; readonly outdir: string }): Promise<BundleReport> {
  await rm(outdir, { recursive: true, force: true });
  const options = { ...SHIPPED, absWorkingDir: root, splitting: true };
  const page = await buildPage(root);
  const { metafile: command } = await build({
    ...options,
    entryPoints: ENTRIES,
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    plugins: [precompiledValidator(root), builtPage(root, page), commanderWithoutPrograms],
    metafile: true,
  });
  const outputs = Object.keys(command.outputs).map((output) => path.join(root, output));
  for (const file of LOADED_BY_ADDRESS) await placeBesideItsLoaders(path.join(root, file), outputs);
  await chmod(path.join(outdir, "cli/main.js"), 0o755);
  const runtime = await bundleLambdaRuntime({ ...options, root, outdir });

  const packages = [...new Set([command, page.metafile, runtime].flatMap(packagesIn))].sort();
  await writeFile(path.join(outdir, "THIRD-PARTY-NOTICES.txt"), await noticesOf(packages.map((name) => path.join(root, name))));
  return { ...(await sizeOf(outputs)), packages: packages.map((name) => name.replace("node_modules/", "")) };
}

/**
 * commander loads Node's module for child processes in case that a command is a program of its own. None of ours is, and that
 * module with the sockets it needs takes a good part of what `--help` takes.
 */
const commanderWithoutPrograms: Plugin = {
  name: "commander-without-programs",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("/node_modules/commander/") ? { path: "child_process", namespace: "nothing" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

/** Throws when nothing loads it: then this list, or the code, has changed without the other. */
async function placeBesideItsLoaders(file: string, outputs: readonly string[]): Promise<void> {
  const name = path.basename(file);
  const texts = await Promise.all(outputs.map(async (output) => ({ output, text: await readFile(output, "utf8") })));
  const loaders = texts.filter(({ text }) => new RegExp(`new URL\\("\\./${name}",\\s*import\\.meta\\.url\\)`).test(text));
  if (loaders.length === 0) throw new Error(`nothing in the bundle loads ${file}`);
  await Promise.all(loaders.map(({ output }) => copyFile(file, path.join(path.dirname(output), name))));
}

/** Folders of the packages that gave code to the bundle, relative to the root. */
function packagesIn(metafile: Metafile): readonly string[] {
  const used = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  return used.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
}

async function sizeOf(outputs: readonly string[]): Promise<{ readonly files: number; readonly bytes: number }> {
  const sizes = await Promise.all(outputs.map(async (file) => (await stat(file)).size));
  return { files: outputs.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
