/** The overview of all targets: each row of each of them, with the name of its target where there are several. */
import type { FleetFigures, Overview, PassOverview, PlaceOverview, TargetRow } from "../page/overview.ts";
import { figuresOf, stateOf } from "./fleet-figures.ts";
import type { DaemonStatus, TargetLoopStatus } from "./status.ts";
import type { TargetLoop } from "./target-loop.ts";

interface Shown {
  readonly status: DaemonStatus;
  readonly dryRun: boolean;
  readonly loops: readonly Pick<TargetLoop, "target" | "overview">[];
  /** Whether there are more targets than one, begun or not. */
  readonly several: boolean;
}

/** As many passes as of one target, the latest of all. */
const MOST_PASSES = 60;
const MOST_PAST = 50;

export function overviewOf({ status, dryRun, loops, several }: Shown): Overview {
  const { version, now, startedAt } = status;
  const head = { version, now, startedAt, values: true, dryRun };
  const [one] = loops;
  if (one !== undefined && !several) return { ...head, ...one.overview() };
  const places = placesOf(loops);
  const targets = rowsOf(places, status);
  return {
    ...head,
    ...placesTogether(status, places),
    ...(places.length > 0 && { targets, fleet: figuresOf(targets, null) }),
  };
}

/** `null`: there is one target alone, or none yet. */
export function figuresOfLoops({ status, loops, several }: Omit<Shown, "dryRun">): FleetFigures | null {
  return several && loops.length > 0 ? figuresOf(rowsOf(placesOf(loops), status), null) : null;
}

type Place = PlaceOverview & { readonly target: string };

function placesOf(loops: Shown["loops"]): readonly Place[] {
  return loops.map((loop) => ({ target: loop.target.name ?? "", ...loop.overview() }));
}

function rowsOf(places: readonly Place[], { targets = [] }: DaemonStatus): readonly TargetRow[] {
  const stands = new Map(targets.map((loop) => [loop.target, loop]));
  return places.map((place) => rowOf(place, stands.get(place.target)));
}

function rowOf(place: Place, loop: TargetLoopStatus | undefined): TargetRow {
  const { target, account, region, stuck, ready, desired, passes, nextPassAt, drift, problems } = place;
  const stand = {
    stuck,
    valid: desired.valid,
    lastPass: passes[0] ?? null,
    drifts: drift.open.length,
    problems: problems.length,
  };
  const lastSuccessAt = loop?.lastSuccessAt ?? null;
  return { target, account, region, ready, lastSuccessAt, nextPassAt, ...stand, state: stateOf(stand) };
}

function placesTogether(status: DaemonStatus, places: readonly Place[]): PlaceOverview {
  const { state, stuck, ready, nextPassAt, desired } = status;
  const passes = places.flatMap(({ target, passes }) => passes.map((pass) => ({ ...pass, target })));
  const past = places.flatMap(({ drift }) => drift.past);
  const seen = places.flatMap(({ seenAt }) => seenAt ?? []);
  return {
    state,
    stuck,
    ready,
    nextPassAt,
    account: null,
    region: null,
    desired: {
      ...desired,
      issues: desired.issues.map(({ severity, message, file, line }) => ({ severity, message, file, line })),
    },
    drift: {
      open: places.flatMap(({ drift }) => drift.open),
      past: past.toSorted((left, right) => right.endedAt - left.endedAt).slice(0, MOST_PAST),
    },
    problems: places.flatMap(({ problems }) => problems),
    passes: passes.toSorted((left, right) => endOf(right) - endOf(left)).slice(0, MOST_PASSES),
    quotas: places.flatMap(({ target, quotas }) => quotas.map((stand) => ({ ...stand, target }))),
    // What was seen longest ago: nothing on the page is older.
    seenAt: seen.length === 0 ? null : Math.min(...seen),
    apis: places
      .flatMap(({ target, apis }) => apis.map((api) => ({ ...api, target })))
      .toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)),
  };
}

function endOf({ startedAt, durationMs }: PassOverview): number {
  return startedAt + durationMs;
}
