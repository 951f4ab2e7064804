/** `npm run sbom`: what ships, as a CycloneDX bill of materials in `dist/sbom.cdx.json`, from the lock file alone. */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, "../..");
const MAX_BYTES = 16 * 1024 * 1024;

interface Sbom {
  readonly metadata: { readonly component: { readonly "bom-ref": string } };
  readonly components: readonly { readonly "bom-ref": string; readonly name: string; readonly version: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean }>>;
}

/**
 * What npm says of all packages, without those that only development needs. Not npm's own `--omit=dev`, which (11.19) leaves
 * out packages that ship when a tool needs them too. Asks no registry.
 */
export async function makeSbom(): Promise<Sbom> {
  const asked = ["sbom", "--package-lock-only", "--sbom-format=cyclonedx", "--sbom-type=application"];
  const { stdout } = await run("npm", asked, { cwd: ROOT, maxBuffer: MAX_BYTES });
  // npm writes both documents.
  const all = JSON.parse(stdout) as Sbom;
  const lock = JSON.parse(await readFile(path.join(ROOT, "package-lock.json"), "utf8")) as Lock;
  const shipped = new Set(
    Object.entries(lock.packages).flatMap(([folder, { version, dev }]) =>
      dev === true || folder === ""
        ? []
        : [`${folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`],
    ),
  );
  const components = all.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
  const kept = new Set([all.metadata.component["bom-ref"], ...components.map((component) => component["bom-ref"])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  return { ...all, components, dependencies };
}

if (process.argv[1] === import.meta.filename) {
  const file = path.join(ROOT, "dist", "sbom.cdx.json");
  await mkdir(path.dirname(file), { recursive: true });
  const sbom = await makeSbom();
  await writeFile(file, `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`${path.relative(ROOT, file)}: ${sbom.components.length} packages`);
}
