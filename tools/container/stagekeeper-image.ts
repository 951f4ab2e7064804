/** The image of this repository, built below `.cache`, which has to be on one file system with what the base is made of. */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { buildImage, type Image } from "./build-image.ts";
import { readDockerfile } from "./dockerfile.ts";
import { needsRoot } from "./isolated.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CACHE = path.join(ROOT, ".cache/container");

/** Throws where it cannot be built, and says what is needed. */
export async function buildStagekeeperImage(): Promise<{ readonly image: Image; remove(): Promise<void> }> {
  needsRoot();
  await mkdir(CACHE, { recursive: true });
  const home = await mkdtemp(path.join(CACHE, "image-"));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    const stages = readDockerfile(await readFile(path.join(ROOT, "Dockerfile"), "utf8"));
    return { image: await buildImage({ stages, context: ROOT, home }), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
