/** Builds the image, once for all files. */
import type { TestProject } from "vitest/node";
import type { Image } from "../../tools/container/build-image.ts";
import { buildStagekeeperImage } from "../../tools/container/stagekeeper-image.ts";

declare module "vitest" {
  interface ProvidedContext {
    image: Image;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { image, remove } = await buildStagekeeperImage();
  project.provide("image", image);
  return remove;
}
