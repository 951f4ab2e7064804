/** What a fleet costs a month at AWS, line by line. Pure. */

/**
 * US dollars in us-east-1: list prices without discounts, of the pages named as others quoted them between March and June 2026
 * (cloudburn.io, factualminds.com, c3x.dev). Look there before you believe them.
 */
export const PRICES = {
  "SQS, FIFO": { price: 0.5, per: 1_000_000, unit: "requests", free: 1_000_000, source: "aws.amazon.com/sqs/pricing" },
  "SQS, standard": { price: 0.4, per: 1_000_000, unit: "requests", free: 0, source: "aws.amazon.com/sqs/pricing" },
  "EventBridge, other accounts' events": {
    price: 1,
    per: 1_000_000,
    unit: "events",
    free: 0,
    source: "aws.amazon.com/eventbridge/pricing",
  },
  "EventBridge Scheduler": {
    price: 1,
    per: 1_000_000,
    unit: "invocations",
    free: 14_000_000,
    source: "aws.amazon.com/eventbridge/pricing",
  },
  "S3, writes and lists": { price: 0.005, per: 1_000, unit: "requests", free: 0, source: "aws.amazon.com/s3/pricing" },
  "S3, reads": { price: 0.0004, per: 1_000, unit: "requests", free: 0, source: "aws.amazon.com/s3/pricing" },
  "S3, storage": { price: 0.023, per: 1e9, unit: "bytes", free: 0, source: "aws.amazon.com/s3/pricing" },
  "Fargate, processors": { price: 0.04048, per: 1, unit: "vCPU hours", free: 0, source: "aws.amazon.com/fargate/pricing" },
  "Fargate, memory": { price: 0.004445, per: 1, unit: "GB hours", free: 0, source: "aws.amazon.com/fargate/pricing" },
  "public IPv4 addresses": { price: 0.005, per: 1, unit: "hours", free: 0, source: "aws.amazon.com/vpc/pricing" },
  "CloudWatch Logs": { price: 0.5, per: 1e9, unit: "bytes", free: 0, source: "aws.amazon.com/cloudwatch/pricing" },
} as const satisfies Readonly<Record<string, Price>>;

export interface Price {
  readonly price: number;
  readonly per: number;
  readonly unit: string;
  /** Of each month. */
  readonly free: number;
  readonly source: string;
}

export type CostLine = keyof typeof PRICES;

export const HOURS_A_MONTH = 730;

/** Rates are of one hour. */
export interface Usage {
  readonly targets: number;
  readonly scheduled: number;
  /** Events that reach the queue, and looks again that follow. */
  readonly events: number;
  readonly looksAgain: number;
  readonly passes: number;
  readonly workers: number;
  readonly task: Task;
  /** Of a pass. */
  readonly writes: number;
  readonly reads: number;
  readonly logBytes: number;
  /** Of a target. */
  readonly stateBytes: number;
  /** Whether the workers ask a queue of events, too. */
  readonly listening: boolean;
}

export interface Task {
  readonly vcpu: number;
  readonly gb: number;
}

/** A receive and a delete: what comes one by one is not batched. */
const REQUESTS_A_PASS = 2;
/** EventBridge's send, a receive, a delete. */
const REQUESTS_AN_EVENT = 3;
/** Receives that wait 20 s each. */
const IDLE_RECEIVES_AN_HOUR = 180;

export function usedInAMonth(usage: Usage): Readonly<Record<CostLine, number>> {
  const { scheduled, events, looksAgain, passes, workers, task, writes, reads, logBytes, stateBytes, targets, listening } = usage;
  const month = (anHour: number) => anHour * HOURS_A_MONTH;
  return {
    "SQS, FIFO": month(scheduled + events + looksAgain + REQUESTS_A_PASS * passes),
    "SQS, standard": month(listening ? REQUESTS_AN_EVENT * events + IDLE_RECEIVES_AN_HOUR * workers : 0),
    "EventBridge, other accounts' events": month(events),
    "EventBridge Scheduler": month(scheduled),
    "S3, writes and lists": month(writes * passes),
    "S3, reads": month(reads * passes),
    "S3, storage": stateBytes * targets,
    "Fargate, processors": month(task.vcpu * workers),
    "Fargate, memory": month(task.gb * workers),
    "public IPv4 addresses": month(workers),
    "CloudWatch Logs": month(logBytes * passes),
  };
}

/** US dollars. */
export function costOf(line: CostLine, used: number): number {
  const { price, per, free } = PRICES[line];
  return (Math.max(0, used - free) / per) * price;
}

export function monthlyCost(usage: Usage): { readonly lines: Readonly<Record<CostLine, number>>; readonly total: number } {
  const used = usedInAMonth(usage);
  // The keys of a record that has them all.
  const names = Object.keys(PRICES) as CostLine[];
  // Each of the names, once.
  const lines = Object.fromEntries(names.map((line) => [line, costOf(line, used[line])])) as Record<CostLine, number>;
  return { lines, total: names.reduce((sum, line) => sum + lines[line], 0) };
}

/** Least and most memory by processors, in gigabytes (Amazon ECS, "Task CPU and memory"). */
const SIZES: readonly { readonly vcpu: number; readonly gb: readonly number[] }[] = [
  { vcpu: 1, gb: [2, 3, 4, 5, 6, 7, 8] },
  { vcpu: 2, gb: [10, 12, 14, 16] },
  { vcpu: 4, gb: [18, 20, 22, 24, 26, 28, 30] },
  { vcpu: 8, gb: [32, 36, 40, 44, 48, 52, 56, 60] },
];

/** The smallest with a processor of its own and so much memory. Throws when none has so much. */
export function taskWith(gb: number): Task {
  for (const size of SIZES) {
    const enough = size.gb.find((one) => one >= gb);
    if (enough !== undefined) return { vcpu: size.vcpu, gb: enough };
  }
  throw new Error(`no task has ${gb.toFixed(0)} GB`);
}
