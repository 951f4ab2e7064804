/** The AWS SDK of an older minor, below `.cache`: what a program that nobody has updated for a year calls with. */
import { cp, mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { cachedFolder, installStep } from "./environment-cache.ts";

const MANIFESTS = path.join(import.meta.dirname, "older-sdk");

/** Requires a package of the older SDK, as `older-sdk/package-lock.json` pins it. Throws where npm cannot install it. */
export async function olderSdk(): Promise<NodeJS.Require> {
  const pins = await readFile(path.join(MANIFESTS, "package-lock.json"));
  const home = await cachedFolder("older-sdk", pins, async (home) => {
    await mkdir(home, { recursive: true });
    await cp(MANIFESTS, home, { recursive: true });
    await installStep(
      "install an older AWS SDK from the npm registry",
      "npm",
      ["ci", "--silent", "--no-audit", "--no-fund"],
      home,
    );
  });
  return createRequire(path.join(home, "package.json"));
}
