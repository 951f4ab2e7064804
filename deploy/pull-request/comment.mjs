/**
 * The comment: a hidden first line by which it is found again and which says what was reviewed, then the plan.
 *
 *   <!-- stagekeeper name=default digest=3f1c0a… commit=25c8cb3… -->
 */
import { hasPlan } from "./policy.mjs";

/** What forges show of a comment that is hidden begins with this. */
export function isOurs(body, name) {
  return body.startsWith(`<!-- stagekeeper name=${name} `);
}

/** The digest that was reviewed, or `null` when the last dry run came to no plan that could be applied. */
export function reviewedDigest(body) {
  return /^<!-- stagekeeper name=[\w.-]+ digest=([0-9a-f]+) /.exec(body)?.[1] ?? null;
}

/** `markdown` left out: the command ended without a report. */
export function commentBody({ result, markdown, exitCode }, { name, commit, logUrl, why }) {
  const digest = hasPlan(result) && /^(changes|in-sync)$/.test(result.outcome) ? result.digest : "none";
  const marker = `<!-- stagekeeper name=${name} digest=${digest} commit=${commit || "unknown"} -->`;
  const text =
    markdown ?? `### reconcile: failed\n\nIt ended with exit code ${exitCode} before it could report. The log says why.`;
  const notes = [
    name !== "default" && `\`${name}\``,
    commit && `at ${commit.slice(0, 12)}`,
    logUrl && `[log](${logUrl})`,
    why !== null && `this check fails: ${why}`,
  ].filter(Boolean);
  return `${marker}\n${text.trimEnd()}\n\n<sub>${notes.join(" · ") || "stagekeeper"}</sub>\n`;
}
