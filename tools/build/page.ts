/** The page that the daemon serves: its script bundled for browsers, its style minified, and a module that holds them as texts. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import type { PageFiles } from "../../src/page/assets.ts";

const SOURCE = "src/page/browser";
/** The module that says that there is no page where the source is run. */
const MODULE = "src/page/assets.ts";
/** Browsers of the last three years. */
const BROWSERS = ["chrome109", "firefox115", "safari16.4"];

export interface BuiltPage {
  readonly files: NonNullable<PageFiles>;
  readonly metafile: Metafile;
}

/** `root` is the repository's. Throws when anything does not resolve. */
export async function buildPage(root: string): Promise<BuiltPage> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`${SOURCE}/page.tsx`, `${SOURCE}/page.css`],
    outdir: "page",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: BROWSERS,
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });
  const texts = new Map(outputFiles.map((file) => [path.extname(file.path), file.text]));
  const read = (name: string) => readFile(path.join(root, SOURCE, name), "utf8");
  return {
    files: {
      "/": { contentType: "text/html; charset=utf-8", text: await read("page.html") },
      "/page.js": { contentType: "text/javascript; charset=utf-8", text: texts.get(".js") ?? "" },
      "/page.css": { contentType: "text/css; charset=utf-8", text: texts.get(".css") ?? "" },
      "/icon.svg": { contentType: "image/svg+xml", text: await read("icon.svg") },
    },
    metafile,
  };
}

/** Puts the built page in the place of the module that has none. */
export function builtPage(root: string, { files }: BuiltPage): Plugin {
  const replaced = path.join(root, MODULE);
  return {
    name: "built-page",
    setup(build) {
      build.onLoad({ filter: /assets\.ts$/ }, ({ path: file }) =>
        file === replaced ? { contents: `export const pageFiles = ${JSON.stringify(files)};`, loader: "js" } : undefined,
      );
    },
  };
}
