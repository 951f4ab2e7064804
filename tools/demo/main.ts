/** `npm run demo`: the main job as a story, on an AWS in this process. Exits non-zero as soon as a claim does not hold. */
import path from "node:path";
import { coloursWanted } from "../../src/cli/terminal.ts";
import { tell } from "./chapters.ts";
import { ClaimFailed, createStory } from "./story.ts";
import { openWorkshop } from "./workshop.ts";

const started = performance.now();
const colour = coloursWanted(Boolean(process.stdout.isTTY), process.env);
const story = createStory((text) => process.stdout.write(text), colour);
story.title(
  "Stagekeeper, from an empty account to a working API and back",
  "No AWS account, no Docker: the AWS of this demo is part of the product.",
  "What is shown after $ is what ran; every ✓ was checked just then.",
);
const workshop = await openWorkshop({ root: path.resolve(import.meta.dirname, "../.."), colour });
try {
  await tell(story, workshop);
  story.end((performance.now() - started) / 1000);
} catch (error) {
  if (!(error instanceof ClaimFailed)) throw error;
  story.fails(error.message);
  process.exitCode = 1;
} finally {
  await workshop.close();
}
