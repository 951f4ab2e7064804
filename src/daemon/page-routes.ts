/** The page, what it asks for, and what it hears. */
import type { PageFiles } from "../page/assets.ts";
import type { Overview } from "../page/overview.ts";
import { json, type Routes } from "./endpoints.ts";
import type { LiveFeed } from "./live-feed.ts";
import { withoutValues } from "./without-values.ts";

/**
 * Only what the daemon itself serves is loaded, nothing written into the page's text is run, and the script can make no markup
 * of a text: it has nothing that makes trusted HTML.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const NOT_BUILT = { error: "the page comes with the built command: npm run build" };

export function pageRoutes(files: PageFiles, overview: () => Overview, feed: LiveFeed): Routes {
  const served = Object.entries(files ?? {}).map(([path, { contentType, text }]) => {
    return [path, () => ({ status: 200, contentType, body: text, headers: { "content-security-policy": POLICY } })] as const;
  });
  return {
    "/": () => json(404, NOT_BUILT),
    ...Object.fromEntries(served),
    "/api/overview": ({ near }) => json(200, near ? overview() : withoutValues(overview())),
    "/events": () => ({ listen: (send) => feed.listen(send) }),
  };
}
