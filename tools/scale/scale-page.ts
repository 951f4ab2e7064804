/** docs/scale.md: written from what was measured, by the model, and by nobody else. */
import type { EventDelay } from "./demand.ts";
import type { LiveRecord, Records } from "./measured.ts";
import { type CostLine, HOURS_A_MONTH, PRICES } from "./monthly-cost.ts";
import { type Projection, project } from "./projection.ts";

const ACCOUNTS = 5_000;
const REGIONS = 4;
const EDITS_A_MINUTE = 50;
const MINUTE = 60_000;

/** AWS promises no time. */
const DELAYS = {
  /** An assumption: most within half a minute, some after minutes. */
  quick: { medianMs: 20_000, p99Ms: 180_000, lost: 0.001 },
  /** Exponential about the average that AWS names for the logs of trails, 5 minutes. */
  slow: { medianMs: 208_000, p99Ms: 1_382_000, lost: 0.001 },
} as const satisfies Readonly<Record<string, EventDelay>>;

const ROWS: readonly { readonly minutes: number; readonly events: keyof typeof DELAYS | null }[] = [
  { minutes: 5, events: null },
  { minutes: 15, events: null },
  { minutes: 60, events: null },
  { minutes: 15, events: "quick" },
  { minutes: 60, events: "quick" },
  { minutes: 360, events: "quick" },
  { minutes: 60, events: "slow" },
];

export function scalePage({ measured, live }: Records): string {
  const rows = ROWS.map(({ minutes, events }) => ({
    name: `every ${minutes} min${events === null ? ", polling alone" : `, ${events} events`}`,
    projection: project(
      {
        targets: ACCOUNTS * REGIONS,
        editsPerMinute: EDITS_A_MINUTE,
        intervalMs: minutes * MINUTE,
        events: events === null ? null : DELAYS[events],
      },
      measured,
    ),
  }));
  return `# Past one machine, in numbers

Written by \`npm run scale -- page\`; do not edit. What is measured is in \`tools/scale/measured.json\`, where \`npm run scale -- measure\`
and \`npm run scale -- live\` put it. How workers are run is in [scaling.md](scaling.md).

## ${thousands(ACCOUNTS)} accounts × ${REGIONS} regions, ${EDITS_A_MINUTE} console edits a minute

| schedule | workers | passes a second | processors busy | edit seen: median | 99 of 100 | waited in the queue, 99 of 100 | US$ a month |
|---|---|---|---|---|---|---|---|
${table(rows.map(({ name, projection }) => projected(name, projection)))}

Each worker is a task of ${taskOf(rows[0]?.projection)}. Workers are as many as it takes that 99 of 100 messages wait for 5 s at most.

What it costs a month, in US$:

| | ${rows.map(({ name }) => name).join(" | ")} |
|---|${rows.map(() => "---|").join("")}
${table(costLines().map((line) => [line, ...rows.map(({ projection }) => dollars(projection.cost.lines[line]))]))}
| **all** | ${rows.map(({ projection }) => `**${dollars(projection.cost.total)}**`).join(" | ")} |

Not in it: traffic between regions, CloudTrail (the first trail of management events is free), alerts, the registry of the image, and
what passes cost in accounts' own request quotas.

## The model

\`tools/scale/fleet-model.ts\` runs on virtual time; \`test/scale\` holds it to cases worked by hand. Every target is scheduled at a
random point of its interval, and EventBridge Scheduler is up to a minute late. Edits come at random, evenly over the targets. A message
waits in the group of its target; a target is in one worker's hands at a time, and all that waits for it is one pass. A pass uses the
processor of its worker, in turns with the ${measured.atOnce - 1} others, and then waits for AWS beside them. An edit is seen at the
end of the first pass that began after it and looked at it; what was seen is put back and looked at again half a minute later. Narrow
passes are taken to cost as much as whole ones.

How long AWS takes to tell of an edit is what detection by events depends on, and AWS promises nothing. So there are two
assumptions, log-normal:

- *quick*: ${delayOf(DELAYS.quick)};
- *slow*: ${delayOf(DELAYS.slow)}, which is the spread of an exponential about the
  5 minutes that AWS names as the average for the logs of trails.

One event of a thousand is lost, and found by the schedule.

Prices are the list prices of us-east-1 without discounts, of AWS's pages below as others quoted them between March and June 2026;
a month has ${HOURS_A_MONTH} hours:

| | US$ | for | free a month | source |
|---|---|---|---|---|
${table(costLines().map((line) => priceOf(line)))}

## What it is fed with

Measured by \`npm run scale -- measure\` on Node ${measured.node}: workers as processes, targets of ${measured.declared} declared resources
(an API, its stage, a function, its alias, a role, a bucket) in which nothing is to do, an AWS in the sandbox that takes
${measured.latencyMs} ms for each answer, the queue and the state there too. Every pass is the first one of its worker in that target.
Times are this machine's; ratios are what counts.

| | |
|---|---|
| one target at a time | ${measured.alone.toFixed(2)} passes a second |
| one worker, ${measured.atOnce} targets at once | ${measured.one.toFixed(2)} passes a second |
| two workers | ${measured.two.toFixed(2)} passes a second: **${(measured.two / measured.one).toFixed(2)} ×** one |
| what the model gives one worker | ${modelled(measured).toFixed(2)} passes a second |
| a pass: processor | ${measured.cpuMs.toFixed(0)} ms |
| a pass: waiting for answers | ${measured.waitMs.toFixed(0)} ms |
| a pass: calls of the target | ${measured.calls.target.toFixed(1)} |
| a pass: calls of STS | ${measured.calls.sts.toFixed(1)} |
| a pass: S3 of the state | ${measured.calls["s3 writes and lists"].toFixed(1)} writes and lists, ${measured.calls["s3 reads"].toFixed(1)} reads |
| a pass: log | ${measured.logBytes.toFixed(0)} bytes |
| state of a target | ${measured.stateBytes.toFixed(0)} bytes |
${table(measured.memory.map(({ targets, mb, seconds }) => [`a worker with ${thousands(targets)} targets`, `${mb.toFixed(0)} MB, ready after ${seconds.toFixed(0)} s`]))}

One worker had ${((measured.one * measured.cpuMs) / 10).toFixed(0)} % of a processor meanwhile; where that is less than the model's ${((modelled(measured) * measured.cpuMs) / 10).toFixed(0)} %, the machine had other work, and workers
waited for the processor beside AWS. Two workers share the machine with the sandbox that answers both of them. On Fargate a processor is the
worker's own.

A worker has the desired state of the whole fleet loaded, whatever it works on; the memory of a task follows from that, along the line
through the two that were measured, and half as much again for what connections and passes take, which was not.
${liveSection(live)}`;
}

/** Passes a second: what its processor, or its targets at once, allow. */
function modelled({ cpuMs, waitMs, atOnce }: Records["measured"]): number {
  return 1_000 / Math.max(cpuMs, (cpuMs + waitMs) / atOnce);
}

function liveSection(live: Readonly<Record<string, LiveRecord>>): string {
  const found = Object.entries(live);
  if (found.length === 0) return "";
  return `
## As it runs

\`npm run scale -- live EMULATOR\`: workers as processes on the emulator's SQS and EventBridge, targets in the sandbox. At random
moments a worker is killed with SIGKILL and another one started; then somebody edits targets, and AWS tells of it. Every call in the
journals of the targets says whose it was. moto is asked by short polls, one at a time, for its long polls give a group to two at once
(\`tools/scale/short-polls.ts\`, and Q-group-held-poll in [fidelity.md](fidelity.md)).

| | ${found.map(([name]) => name).join(" | ")} |
|---|${found.map(() => "---|").join("")}
${table(LIVE_ROWS.map(([what, of]) => [what, ...found.map(([, record]) => of(record))]))}
`;
}

const LIVE_ROWS: readonly (readonly [string, (record: LiveRecord) => string])[] = [
  ["workers, targets", ({ workers, targets }) => `${workers}, ${targets}`],
  ["killed", ({ killed }) => `${killed}`],
  ["targets that converged", ({ converged, targets }) => `${converged} of ${targets}`],
  ["calls of a worker in another one's pass", ({ intrusions }) => `${intrusions.length}`],
  ["events that led to a pass", ({ eventsThatLedToAPass, edited }) => `${eventsThatLedToAPass} of ${edited}`],
  ["dead letters", ({ deadLetters, poisoned }) => `${deadLetters.length} of ${poisoned} poisoned messages`],
  ["passes", ({ passes }) => `${passes}`],
  ["took", ({ seconds }) => `${seconds.toFixed(0)} s`],
];

function projected(name: string, { workers, passesPerSecond, busy, medianMs, p99Ms, waitedP99Ms, cost }: Projection) {
  return [
    name,
    `${workers}`,
    passesPerSecond.toFixed(1),
    `${(100 * busy).toFixed(0)} %`,
    duration(medianMs),
    duration(p99Ms),
    duration(waitedP99Ms),
    dollars(cost.total),
  ];
}

function costLines(): readonly CostLine[] {
  // The keys of a record that has them all.
  return Object.keys(PRICES) as CostLine[];
}

function priceOf(line: CostLine): readonly string[] {
  const { price, per, unit, free, source } = PRICES[line];
  return [line, `${price}`, per === 1 ? unit : `${thousands(per)} ${unit}`, free === 0 ? "" : thousands(free), source];
}

function taskOf(projection: Projection | undefined): string {
  return projection === undefined ? "" : `${projection.task.vcpu} vCPU and ${projection.task.gb} GB on Fargate`;
}

function delayOf({ medianMs, p99Ms }: EventDelay): string {
  return `half of them within ${duration(medianMs)}, 99 of 100 within ${duration(p99Ms)}`;
}

function duration(ms: number): string {
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return `${(ms / MINUTE).toFixed(1)} min`;
}

function dollars(value: number): string {
  return value < 10 ? value.toFixed(2) : thousands(Math.round(value));
}

function thousands(value: number): string {
  return value.toLocaleString("en-US");
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
