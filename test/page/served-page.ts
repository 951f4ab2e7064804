/** The page as it is built, told what a test says in place of what a daemon sees. */
import { onTestFinished } from "vitest";
import { startEndpoints } from "../../src/daemon/endpoints.ts";
import { type HeardPasses, LiveFeed } from "../../src/daemon/live-feed.ts";
import { pageRoutes } from "../../src/daemon/page-routes.ts";
import type { Overview } from "../../src/page/overview.ts";
import { buildPage } from "../../tools/build/page.ts";
import { ROOT } from "../architecture/sources.ts";

export interface ServedPage {
  readonly url: string;
  readonly feed: HeardPasses;
  /** From now on; who looks hears of it. */
  tell(overview: Overview): void;
}

export async function servePage(first: Overview): Promise<ServedPage> {
  const { files } = await buildPage(ROOT);
  const live = new LiveFeed(() => Date.now());
  const feed = live.of(() => null);
  let overview = first;
  // A page counts ages from the clock of who answers it.
  const routes = pageRoutes(files, () => overview, live);
  const endpoints = await startEndpoints({ host: "127.0.0.1", port: 0 }, routes, () => {});
  onTestFinished(() => endpoints.close());
  return {
    url: endpoints.url,
    feed,
    tell(next) {
      overview = next;
      feed.passEnded();
    },
  };
}
