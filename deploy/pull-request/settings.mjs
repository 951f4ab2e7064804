import { Failure } from "./failure.mjs";
import { POLICIES } from "./policy.mjs";

/**
 * | variable          | is                                                                  | default          |
 * |-------------------|---------------------------------------------------------------------|------------------|
 * | REVIEW_COMMAND    | the command, its words apart by spaces                              | reconcile        |
 * | REVIEW_PATH       | the desired state                                                   | desired-state    |
 * | REVIEW_FAIL_ON    | changes, drift, blocked or never                                    | blocked          |
 * | REVIEW_NAME       | tells one comment from another where a pull request has several     | default          |
 * | REVIEW_COMMENT    | false: post none                                                    | true             |
 * | REVIEW_MARKDOWN   | a file for the comment's text                                       | none             |
 * | REVIEW_RETRY_MS   | wait before the first of three retries; each doubles it             | 1000             |
 */
export function readSettings(env) {
  const failOn = env.REVIEW_FAIL_ON || "blocked";
  if (!POLICIES.includes(failOn)) throw new Failure(`fail-on takes ${POLICIES.join(", ")}, not "${failOn}"`);
  const name = env.REVIEW_NAME || "default";
  if (!/^[\w.-]{1,40}$/.test(name)) {
    throw new Failure(`name takes up to 40 letters, digits, dots, dashes and underscores, not "${name}"`);
  }
  const comment = env.REVIEW_COMMENT || "true";
  if (!/^(true|false)$/.test(comment)) throw new Failure(`comment takes true or false, not "${comment}"`);
  return {
    command: (env.REVIEW_COMMAND || "reconcile").trim().split(/\s+/),
    path: env.REVIEW_PATH || "desired-state",
    failOn,
    name,
    comment: comment === "true",
    markdownFile: env.REVIEW_MARKDOWN || null,
    retryMs: Number(env.REVIEW_RETRY_MS || 1000),
  };
}
