import { appendFile, readFile } from "node:fs/promises";
import { Failure } from "./failure.mjs";
import { allPages, call } from "./http.mjs";

/**
 * GitHub, as its Actions tell of it: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_SHA, GITHUB_STEP_SUMMARY,
 * GITHUB_OUTPUT; GITHUB_TOKEN, and REVIEW_AUTHOR, who writes with that token: by default github-actions[bot].
 */
export function openGitHub(env) {
  const api = `${env.GITHUB_API_URL || "https://api.github.com"}/repos/${env.GITHUB_REPOSITORY}`;
  const author = env.REVIEW_AUTHOR || "github-actions[bot]";
  const headers = {
    authorization: `Bearer ${env.GITHUB_TOKEN}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
  const ask = (path, request = {}) => call(`${api}${path}`, { ...request, headers });

  return {
    commit: env.REVIEW_COMMIT || env.GITHUB_SHA || "",
    logUrl:
      env.GITHUB_SERVER_URL && env.GITHUB_RUN_ID
        ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`
        : null,

    /** Why nothing can be posted, or `null`. */
    whyNot: () => (env.GITHUB_TOKEN ? null : "no token was given"),

    /** The number of the pull request that this run is about, or `null`. */
    async currentRequest() {
      if (!env.GITHUB_EVENT_PATH) return null;
      const event = JSON.parse(await readFile(env.GITHUB_EVENT_PATH, "utf8"));
      return event.pull_request?.number ?? null;
    },

    /** The number of the pull request that this commit was merged by, or `null`. */
    async mergedRequest() {
      const requests = await ask(`/commits/${env.GITHUB_SHA}/pulls`);
      return requests.find((request) => request.merged_at && request.merge_commit_sha === env.GITHUB_SHA)?.number ?? null;
    },

    /** Our comments, oldest first: those that others wrote are none of ours, whatever they hold. */
    async ownComments(number) {
      const all = await allPages((page, size) => ask(`/issues/${number}/comments?per_page=${size}&page=${page}`));
      return all
        .filter(({ user }) => user?.login === author)
        .map(({ id, body, html_url: url }) => ({ id, body: body ?? "", url }));
    },

    async create(number, body) {
      const { html_url: url } = await ask(`/issues/${number}/comments`, { method: "POST", body: { body } });
      return url;
    },

    async update(_number, id, body) {
      const { html_url: url } = await ask(`/issues/comments/${id}`, { method: "PATCH", body: { body } });
      return url;
    },

    permission: "pull-requests: write",

    /** Shown on the page of the run, also where nothing may be posted. */
    async summarize(markdown) {
      if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
    },

    async output(values) {
      if (!env.GITHUB_OUTPUT) return;
      const lines = Object.entries(values).map(([name, value]) => {
        if (/[\r\n]/.test(String(value))) throw new Failure(`the output ${name} is not one line`);
        return `${name}=${value}\n`;
      });
      await appendFile(env.GITHUB_OUTPUT, lines.join(""));
    },

    tell(level, message) {
      const escaped = message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
      console.log(`::${level} title=stagekeeper::${escaped}`);
    },
  };
}
