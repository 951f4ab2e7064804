/**
 * What a pipeline runs: `node main.mjs github|gitlab dry-run|apply`. Plain Node 20, nothing to install.
 *
 * dry-run: plans, posts or updates the one comment of the pull request, and fails as REVIEW_FAIL_ON says.
 * apply:   looks up the plan that was reviewed in the pull request of this commit, and applies that plan and no other.
 *
 * Options of the command are given by their environment variables (STAGEKEEPER_ONLY, STAGEKEEPER_VALUES, …); the settings
 * of this program are listed in settings.mjs.
 */
import { applyReviewed } from "./apply.mjs";
import { Failure } from "./failure.mjs";
import { openGitHub } from "./github.mjs";
import { openGitLab } from "./gitlab.mjs";
import { reviewPlan } from "./review.mjs";
import { readSettings } from "./settings.mjs";

const FORGES = { github: openGitHub, gitlab: openGitLab };
const TASKS = { "dry-run": reviewPlan, apply: applyReviewed };

async function main([forgeName, taskName]) {
  const open = FORGES[forgeName];
  const task = TASKS[taskName];
  if (!open || !task) {
    throw new Failure(
      `usage: main.mjs ${Object.keys(FORGES).join("|")} ${Object.keys(TASKS).join("|")}, not "${[forgeName, taskName].join(" ")}"`,
    );
  }
  const settings = readSettings(process.env);
  return await task(open(process.env, settings), settings);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
