/** A GitHub and a GitLab as far as our scripts call them, over HTTP: comments by pages, authors, permissions, and trouble. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Comment {
  readonly id: number;
  readonly author: string;
  body: string;
}

/** What stands in the way of a call, `null`: nothing. */
type Trouble = (call: { readonly method: string; readonly path: string; readonly count: number }) => Answer | null;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The forge does it, and only the answer gets lost. */
  readonly afterwards?: boolean;
}

export interface Forge {
  readonly url: string;
  /** Of the one pull request, oldest first. */
  readonly comments: Comment[];
  /** `METHOD /path?query`, as they came. */
  readonly calls: string[];
  trouble: Trouble;
}

/** Who holds which token. */
const USERS: Readonly<Record<string, string>> = { "bot-token": "github-actions[bot]", "reader-token": "reader" };

export const PULL_REQUEST = 7;
export const MERGE_COMMIT = "c0ffee0000000000000000000000000000000001";

export const aGitHub = (comments: readonly Comment[] = []) => forge(comments, github);
export const aGitLab = (comments: readonly Comment[] = []) => forge(comments, gitlab);

interface Call {
  readonly method: string;
  readonly path: string;
  readonly page: { readonly number: number; readonly size: number };
  readonly user: string | undefined;
  readonly body: { readonly body?: string };
}

type Routes = (call: Call, comments: Comment[]) => readonly [number, unknown];

async function forge(comments: readonly Comment[], routes: Routes): Promise<Forge> {
  const state: { -readonly [K in keyof Forge]: Forge[K] } = { url: "", comments: [...comments], calls: [], trouble: () => null };
  const server = createServer((request, response) => void answer(request, response, { state, routes }));
  onTestFinished(() => closed(server));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, not on a pipe.
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { state, routes }: { readonly state: Forge; readonly routes: Routes },
): Promise<void> {
  const { method = "GET", headers } = request;
  const url = new URL(request.url ?? "/", "http://forge");
  state.calls.push(`${method} ${url.pathname}${url.search}`);
  const token = String(headers["private-token"] ?? headers.authorization?.replace("Bearer ", ""));
  const body = method === "GET" ? {} : ((await json(request)) as Call["body"]); // What our scripts send; the forge checks it.
  const trouble = state.trouble({ method, path: url.pathname, count: state.calls.length });
  const number = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const call = { method, path: url.pathname, page: { number, size }, user: USERS[token], body };
  const [status, result] = trouble !== null && !trouble.afterwards ? [trouble.status, null] : routes(call, state.comments);
  const told = trouble?.status ?? status;
  response.writeHead(told, { "content-type": "application/json", ...trouble?.headers });
  response.end(JSON.stringify(told < 300 ? result : { message: `the forge says ${told}` }));
}

/** api.github.com: "List issue comments", "Create an issue comment", "Update an issue comment", pulls of a commit. */
function github({ method, path, page, user, body }: Call, comments: Comment[]): readonly [number, unknown] {
  if (user === undefined) return [401, null];
  const shown = (comment: Comment) => ({
    id: comment.id,
    body: comment.body,
    user: { login: comment.author },
    html_url: `https://github.example/acme/orders/pull/${PULL_REQUEST}#issuecomment-${comment.id}`,
  });
  const list = `/repos/acme/orders/issues/${PULL_REQUEST}/comments`;
  if (path === `/repos/acme/orders/commits/${MERGE_COMMIT}/pulls`) {
    return [200, [{ number: PULL_REQUEST, merged_at: "2026-01-01T00:00:00Z", merge_commit_sha: MERGE_COMMIT }]];
  }
  if (/\/commits\/\w+\/pulls$/.test(path)) return [200, []];
  if (path === list && method === "GET") return [200, pageOf(comments, page).map(shown)];
  if (user === "reader") return [403, null];
  if (path === list) return [201, shown(added(comments, user, body))];
  const found = comments.find(({ id }) => path === `/repos/acme/orders/issues/comments/${id}`);
  if (found === undefined || method !== "PATCH") return [404, null];
  return updated(found, user, body) ? [200, shown(found)] : [403, null];
}

/** docs.gitlab.com: merge request notes, the user of a token, merge requests of a commit. */
function gitlab({ method, path, page, user, body }: Call, comments: Comment[]): readonly [number, unknown] {
  if (user === undefined) return [401, null];
  const idOf = (name: string) => [...name].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  const shown = ({ id, body: text, author }: Comment) => ({ id, body: text, author: { id: idOf(author) }, system: false });
  const list = `/projects/acme%2Forders/merge_requests/${PULL_REQUEST}/notes`;
  if (path === "/user") return [200, { id: idOf(user) }];
  if (path === `/projects/acme%2Forders/repository/commits/${MERGE_COMMIT}/merge_requests`) {
    return [200, [{ iid: PULL_REQUEST, state: "merged" }]];
  }
  if (path === list && method === "GET") return [200, pageOf(comments, page).map(shown)];
  if (user === "reader") return [403, null];
  if (path === list && method === "POST") return [201, shown(added(comments, user, body))];
  const found = comments.find(({ id }) => path === `${list}/${id}`);
  if (found === undefined || method !== "PUT") return [404, null];
  return updated(found, user, body) ? [200, shown(found)] : [403, null];
}

function pageOf(comments: readonly Comment[], { number, size }: Call["page"]): readonly Comment[] {
  return comments.slice((number - 1) * Math.min(size, 100), number * Math.min(size, 100));
}

function added(comments: Comment[], author: string, { body = "" }: Call["body"]): Comment {
  const comment = { id: 1_000 + comments.length, author, body };
  comments.push(comment);
  return comment;
}

function updated(comment: Comment, user: string, { body = "" }: Call["body"]): boolean {
  if (comment.author !== user) return false;
  comment.body = body;
  return true;
}
