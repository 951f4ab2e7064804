/**
 * The simulation as a program of its own: bundled, for without a loader between its modules a life takes half the time; and
 * a fault can be put into the product on the way, without touching a file of it.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "esbuild";

/** One change of one source file. */
export interface SourceEdit {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

const ROOT = path.resolve(import.meta.dirname, "../..");
/** Below the root, so that packages are found. */
const PLACE = path.join(ROOT, ".cache/simulation");

/** Gives the path of the program; `edit`: of one that has a fault. Throws when the edit does not fit the source. */
export async function bundleProgram(name: string, edit?: SourceEdit): Promise<string> {
  const outdir = path.join(PLACE, name);
  await build({
    absWorkingDir: ROOT,
    entryPoints: { program: "tools/simulation/crew-member.ts" },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Dynamic imports stay what they are: loaded when first asked for.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: "linked",
    logLevel: "error",
    plugins: edit === undefined ? [] : [editing(edit)],
  });
  return path.join(outdir, "program.mjs");
}

/** Throws when what is looked for is not there exactly once. */
export function edited(text: string, { file, find, replace }: SourceEdit): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} has ${times} times what the fault replaces: ${find}`);
  return text.replace(find, () => replace);
}

function editing(edit: SourceEdit): Plugin {
  return {
    name: "put a fault into the product",
    setup({ onLoad }) {
      const target = path.join(ROOT, edit.file);
      onLoad({ filter: /\.ts$/ }, async ({ path: file }) =>
        file === target ? { contents: edited(await readFile(file, "utf8"), edit), loader: "ts" } : undefined,
      );
    },
  };
}
