/**
 * The AWS SDK that Lambda's Node runtimes bring along, for the functions that the embedded AWS runs: where the bundle stands
 * alone, no other node_modules is near that could have it. One self-contained package a client, as those import it.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";

const CLIENTS = ["client-api-gateway", "client-iam", "client-lambda", "client-s3", "client-sts"];

/** Writes the packages to `outdir/node_modules/@aws-sdk`, where code of the bundle finds them by Node's own search. */
export async function bundleLambdaRuntime(
  options: BuildOptions & { readonly root: string; readonly outdir: string },
): Promise<Metafile> {
  const { root, outdir, ...common } = options;
  const scope = path.join(outdir, "node_modules/@aws-sdk");
  const { metafile } = await build({
    ...common,
    entryPoints: Object.fromEntries(CLIENTS.map((name) => [`${name}/index`, `@aws-sdk/${name}`])),
    outdir: scope,
    chunkNames: "client-s3/shared/[name]-[hash]",
    minify: true,
    keepNames: true,
    metafile: true,
  });
  for (const name of CLIENTS) {
    const folder = path.join(scope, name);
    const { version } = JSON.parse(await readFile(path.join(root, "node_modules/@aws-sdk", name, "package.json"), "utf8")) as {
      readonly version: string;
    };
    const manifest = {
      name: `@aws-sdk/${name}`,
      version,
      type: "module",
      exports: { ".": "./index.js", "./package.json": "./package.json" },
    };
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  return metafile;
}
