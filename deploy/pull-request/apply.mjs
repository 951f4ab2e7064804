import { isOurs, reviewedDigest } from "./comment.mjs";
import { Failure } from "./failure.mjs";
import { ForgeError, withRetries } from "./http.mjs";
import { countsOf } from "./policy.mjs";
import { runCommand } from "./run-command.mjs";

/** Applies the plan whose digest stands in the reviewed comment; the command refuses any other. Gives its exit code. */
export async function applyReviewed(forge, settings) {
  const digest = await reviewed(forge, settings);
  console.log(`reviewed: ${digest}`);
  const ended = await runCommand(settings, ["--expect", digest, "--yes"]);
  await forge.summarize(ended.markdown ?? "");
  const { changes: _, ...counts } = countsOf(ended.result);
  await forge.output({ "exit-code": ended.exitCode, outcome: ended.result?.outcome ?? "failed", digest, ...counts });
  if (ended.exitCode === 3)
    forge.tell("error", "refused: what would be done is not what was reviewed; open a pull request to review it anew");
  return ended.exitCode;
}

async function reviewed(forge, { name, retryMs }) {
  const hindrance = forge.whyNot();
  if (hindrance !== null) throw new Failure(`the reviewed plan cannot be looked up: ${hindrance}`);
  try {
    const number = await withRetries(() => forge.mergedRequest(), retryMs);
    if (number === null) throw new Failure(`commit ${forge.commit} was merged by no pull request, so no plan was reviewed`);
    const comments = await withRetries(() => forge.ownComments(number), retryMs);
    const comment = comments.find(({ body }) => isOurs(body, name));
    if (comment === undefined)
      throw new Failure(`pull request ${number} has no comment of ours named "${name}", so no plan was reviewed`);
    const digest = reviewedDigest(comment.body);
    if (digest === null) throw new Failure(`the last dry run of pull request ${number} came to no plan that could be applied`);
    return digest;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    throw new Failure(`the reviewed plan cannot be looked up: ${error.message}`);
  }
}
