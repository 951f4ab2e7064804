/** Pages of the v1 lists: 25 items unless told otherwise, 500 at most; `position` continues after the last item given. */
import { badRequest } from "./refusals.ts";

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 500;

export interface PageInput {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly position: string | undefined;
}

export function pageOf<T extends { readonly id: string }>(all: readonly T[], input: PageInput): Page<T> {
  const limit = input.limit === undefined || input.limit < 1 ? DEFAULT_LIMIT : Math.min(input.limit, MAX_LIMIT);
  const start = input.position === undefined ? 0 : indexAfter(all, input.position);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const more = last !== undefined && start + limit < all.length;
  return { items, position: more ? Buffer.from(last.id).toString("base64url") : undefined };
}

function indexAfter(all: readonly { readonly id: string }[], position: string): number {
  const lastId = Buffer.from(position, "base64url").toString();
  const index = all.findIndex((item) => item.id === lastId);
  if (index < 0) throw badRequest("Invalid position parameter specified");
  return index + 1;
}
