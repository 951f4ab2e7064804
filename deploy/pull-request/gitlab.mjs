import { appendFile } from "node:fs/promises";
import { allPages, call } from "./http.mjs";

/**
 * GitLab, as its CI tells of it: CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, CI_JOB_URL;
 * GITLAB_TOKEN, an access token of the scope `api`, for a job's own token may not write notes. REVIEW_DOTENV: a file for
 * the outputs, which the job hands on as a dotenv report.
 */
export function openGitLab(env) {
  const api = env.CI_API_V4_URL || "https://gitlab.com/api/v4";
  const headers = { "private-token": env.GITLAB_TOKEN ?? "" };
  const ask = (path, request = {}) => call(`${api}${path}`, { ...request, headers });
  const project = `/projects/${encodeURIComponent(env.CI_PROJECT_ID ?? "")}`;
  const notes = (number) => `${project}/merge_requests/${number}/notes`;
  const urlOf = (number, id) => `${env.CI_PROJECT_URL ?? ""}/-/merge_requests/${number}#note_${id}`;

  return {
    commit: env.CI_COMMIT_SHA ?? "",
    logUrl: env.CI_JOB_URL || null,

    whyNot: () => (env.GITLAB_TOKEN ? null : "GITLAB_TOKEN is not set, as for merge requests from forks"),

    currentRequest: async () => env.CI_MERGE_REQUEST_IID || null,

    async mergedRequest() {
      const requests = await ask(`${project}/repository/commits/${env.CI_COMMIT_SHA}/merge_requests`);
      return requests.find(({ state }) => state === "merged")?.iid ?? null;
    },

    async ownComments(number) {
      const { id: self } = await ask("/user");
      const all = await allPages((page, size) =>
        ask(`${notes(number)}?per_page=${size}&page=${page}&sort=asc&order_by=created_at`),
      );
      return all
        .filter(({ author, system }) => author?.id === self && !system)
        .map(({ id, body }) => ({ id, body, url: urlOf(number, id) }));
    },

    async create(number, body) {
      const { id } = await ask(notes(number), { method: "POST", body: { body } });
      return urlOf(number, id);
    },

    async update(number, id, body) {
      await ask(`${notes(number)}/${id}`, { method: "PUT", body: { body } });
      return urlOf(number, id);
    },

    permission: "the scope `api` and the role Reporter",

    // GitLab has no page for a job's own words; REVIEW_MARKDOWN makes the plan an artifact.
    summarize: async () => {},

    async output(values) {
      if (!env.REVIEW_DOTENV) return;
      const lines = Object.entries(values).map(
        ([name, value]) => `RECONCILE_${name.toUpperCase().replaceAll("-", "_")}=${value}\n`,
      );
      await appendFile(env.REVIEW_DOTENV, lines.join(""));
    },

    tell: (level, message) => console.log(`${level}: ${message}`),
  };
}
