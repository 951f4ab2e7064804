/**
 * Follows the daemon: what it tells is heard, what is new is asked for, and when it goes away it is looked for until it is
 * back. The browser itself comes back after a line that broke; an answer that is no stream it takes for good, so then we do.
 */
import type { Overview, ProgressOverview } from "../overview.ts";

export type Connection = "connecting" | "live" | "lost";

/** What the page knows by now. */
export interface Known {
  readonly overview: Overview | null;
  readonly progress: ProgressOverview | null;
  readonly connection: Connection;
  /** What the daemon's clock is ahead of this one, milliseconds. */
  readonly ahead: number;
}

export interface Follower {
  overview(overview: Overview): void;
  progress(progress: ProgressOverview): void;
  connection(connection: Connection): void;
}

const AGAIN_MS = 3_000;

/** Gives the function that ends it. */
export function follow(follower: Follower): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let askAgain = false;

  /** One question at a time; what is new meanwhile is asked for once more. */
  async function ask(): Promise<void> {
    askAgain = asking;
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch("/api/overview");
      // The daemon's own type of what it answers there.
      if (answer.ok) follower.overview((await answer.json()) as Overview);
    } catch {
      follower.connection("lost");
    }
    asking = false;
    if (askAgain) await ask();
  }

  function open(): void {
    source = new EventSource("/events");
    source.addEventListener("open", () => follower.connection("live"));
    source.addEventListener("pass", () => void ask());
    // The daemon's own type of what it sends.
    source.addEventListener("progress", ({ data }) => follower.progress(JSON.parse(data) as ProgressOverview));
    source.addEventListener("error", () => {
      follower.connection("lost");
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, AGAIN_MS);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
