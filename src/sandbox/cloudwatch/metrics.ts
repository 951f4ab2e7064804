/**
 * Metrics as CloudWatch keeps them: by namespace, name and the whole set of dimensions, a distribution of values for each
 * minute. A metric with other dimensions is another metric: nothing is added up over dimensions (CloudWatch User Guide,
 * "Dimensions").
 */

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** How often each value came. */
type Distribution = Map<number, number>;

/** By series, then by minute since the epoch, in the order of arrival. */
export type MetricStore = Map<string, Map<number, Distribution>>;

export const MINUTE_MS = 60_000;

/** Points of one minute are kept for 15 days (CloudWatch User Guide, "Metrics retention"). */
const RETENTION_MINUTES = 15 * 24 * 60;

/** Adds `count` times `value` at `at`, ms since the epoch. */
export function recordValue(
  store: MetricStore,
  id: MetricId,
  { value, at, count = 1 }: { readonly value: number; readonly at: number; readonly count?: number },
): void {
  const key = keyOf(id);
  const minutes = store.get(key) ?? new Map<number, Distribution>();
  store.set(key, minutes);
  const minute = Math.floor(at / MINUTE_MS);
  const values = minutes.get(minute) ?? new Map<number, number>();
  minutes.set(minute, values);
  values.set(value, (values.get(value) ?? 0) + count);
  for (const [oldest] of minutes) {
    if (oldest > minute - RETENTION_MINUTES) break;
    minutes.delete(oldest);
  }
}

/** A statistic of the values from `from` up to, not including, `to`; whole minutes. Undefined without any value. */
export function statisticOf(
  store: MetricStore,
  id: MetricId,
  { from, to, statistic }: { readonly from: number; readonly to: number; readonly statistic: string },
): number | undefined {
  const values: Distribution = new Map();
  const minutes = store.get(keyOf(id));
  for (let minute = Math.floor(from / MINUTE_MS); minute < to / MINUTE_MS; minute++) {
    for (const [value, count] of minutes?.get(minute) ?? []) values.set(value, (values.get(value) ?? 0) + count);
  }
  return values.size === 0 ? undefined : reduce(values, statistic);
}

const STATISTIC = /^(SampleCount|Average|Sum|Minimum|Maximum|p(100|\d{1,2}(\.\d{1,2})?))$/;

/** Of the extended statistics only percentiles are computed here. */
export function isStatistic(name: string): boolean {
  return STATISTIC.test(name);
}

function reduce(values: Distribution, statistic: string): number {
  const entries = [...values];
  const samples = entries.reduce((sum, [, count]) => sum + count, 0);
  const sum = entries.reduce((total, [value, count]) => total + value * count, 0);
  switch (statistic) {
    case "SampleCount":
      return samples;
    case "Sum":
      return sum;
    case "Average":
      return sum / samples;
    case "Minimum":
      return Math.min(...values.keys());
    case "Maximum":
      return Math.max(...values.keys());
    default:
      return percentile(entries, samples, Number(statistic.slice(1)));
  }
}

/** The smallest value that at least that share of the samples does not exceed. CloudWatch interpolates between two. */
function percentile(entries: readonly (readonly [number, number])[], samples: number, percent: number): number {
  let seen = 0;
  let last = 0;
  for (const [value, count] of entries.toSorted(([left], [right]) => left - right)) {
    seen += count;
    last = value;
    if (seen >= (percent / 100) * samples) break;
  }
  return last;
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([left], [right]) => (left < right ? -1 : 1))]);
}
