import { writeFile } from "node:fs/promises";
import { commentBody } from "./comment.mjs";
import { countsOf, whyItFails } from "./policy.mjs";
import { publish } from "./publish.mjs";
import { runCommand } from "./run-command.mjs";

/** Plans, tells the pull request, and gives the exit code: that of the command where the policy lets the check fail. */
export async function reviewPlan(forge, settings) {
  const ended = await runCommand(settings, ["--dry-run"]);
  const why = whyItFails(ended.result, ended.exitCode, settings.failOn);
  const body = commentBody(ended, { name: settings.name, commit: forge.commit, logUrl: forge.logUrl, why });
  const { url } = await tell(forge, settings, body);

  const { changes: _, ...counts } = countsOf(ended.result);
  const { digest = "", outcome = "failed" } = ended.result ?? {};
  await forge.output({ "exit-code": ended.exitCode, outcome, digest, ...counts, "comment-url": url ?? "" });
  if (why === null) return 0;
  forge.tell("error", `fail-on ${settings.failOn}: ${why}`);
  return ended.exitCode || 1;
}

/** Where a comment cannot be posted, the plan is still on the page of the run, and in the log. */
async function tell(forge, settings, body) {
  if (settings.markdownFile) await writeFile(settings.markdownFile, body);
  await forge.summarize(body);
  const number = settings.comment ? await forge.currentRequest() : null;
  if (number === null) return { url: null };
  const published = await publish(forge, number, body, settings);
  if (published.url === null) forge.tell("warning", `the plan was not posted: ${published.why}`);
  else console.log(`posted: ${published.url}`);
  return published;
}
