/**
 * The cache cluster of a stage: made and removed in minutes, and flushed for a moment.
 *
 * | asked for        | status until it is done | then          |
 * |------------------|-------------------------|---------------|
 * | enabled          | CREATE_IN_PROGRESS      | AVAILABLE     |
 * | disabled         | DELETE_IN_PROGRESS      | NOT_AVAILABLE |
 * | another size     | CREATE_IN_PROGRESS      | AVAILABLE     |
 * | FlushStageCache  | FLUSH_IN_PROGRESS       | AVAILABLE     |
 */
import type { CacheSize, CacheState, CacheTransition } from "./state.ts";

/** Milliseconds. Developer guide: "creating or deleting a cache takes about 4 minutes". */
const CLUSTER_CHANGE = 240_000;
const FLUSH = 10_000;

/** The size a cluster has when it is enabled without one. */
const DEFAULT_SIZE: CacheSize = "0.5";

export const NO_CACHE: CacheState = { enabled: false };

/** The cache after a change of what is wanted; the same value when nothing changes. */
export function resizedCache(before: CacheState, enabled: boolean, size: CacheSize | undefined, nowMs: number): CacheState {
  const wanted = enabled ? (size ?? before.size ?? DEFAULT_SIZE) : size;
  if (before.enabled === enabled && (before.size === wanted || !enabled)) return { ...before, size: wanted };
  const status = enabled ? "CREATE_IN_PROGRESS" : "DELETE_IN_PROGRESS";
  return { enabled, size: wanted, transition: { status, until: nowMs + CLUSTER_CHANGE } };
}

export function flushedCache(before: CacheState, nowMs: number): CacheState {
  if (cacheStatus(before, nowMs) !== "AVAILABLE") return before;
  return { ...before, transition: { status: "FLUSH_IN_PROGRESS", until: nowMs + FLUSH } };
}

export function cacheStatus({ enabled, transition }: CacheState, nowMs: number): CacheTransition | "AVAILABLE" | "NOT_AVAILABLE" {
  if (transition && nowMs < transition.until) return transition.status;
  return enabled ? "AVAILABLE" : "NOT_AVAILABLE";
}
