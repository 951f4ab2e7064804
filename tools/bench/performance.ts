/** Fleets of three sizes, measured and judged; and docs/performance.md, which is written by this program and by nobody else. */
import { LARGE_TARGET, MEDIUM, SMALL_TARGET } from "./fleet.ts";
import { type FromEmpty, measureFromEmpty, measureNoOpCalls, type NoOpCalls, type SteadyCalls } from "./fleets.ts";
import { type Bar, barOf } from "./report.ts";
import { measureScale, type Scale } from "./scale.ts";
import { measureOneFails, measureTargetsNoOp, type OneFails } from "./targets.ts";

export interface Performance {
  readonly noOp: Readonly<Record<string, NoOpCalls>>;
  readonly steady: Readonly<Record<string, SteadyCalls>>;
  readonly fromEmpty: Readonly<Record<string, FromEmpty>>;
  readonly oneFails: OneFails;
  /** The smaller first. */
  readonly scale: readonly Scale[];
}

/** The reserve that the command keeps by default. */
const RESERVE = 0.2;
const TARGETS = 3;
const SCALES = [5_000, 10_000, 50_000];
const ROUNDS = 3;

/** Of the example. */
interface Small {
  readonly noOp: NoOpCalls;
  readonly steady: SteadyCalls;
}

export async function measurePerformance(root: string, small: Small): Promise<Performance> {
  const [middle, large] = [await measureNoOpCalls(MEDIUM), await measureTargetsNoOp(TARGETS, LARGE_TARGET)];
  const noOp = { S: small.noOp, M: middle.noOp, L: large.noOp };
  const steady = { S: small.steady, M: middle.steady, L: large.steady };
  const oneFails = await measureOneFails(TARGETS, SMALL_TARGET, RESERVE);
  const fromEmpty = {
    "alone, no reserve": await measureFromEmpty(MEDIUM, { reserve: 0, rival: false }),
    "alone, a fifth left to others": await measureFromEmpty(MEDIUM, { reserve: RESERVE, rival: false }),
    "a rival uses half": await measureFromEmpty(MEDIUM, { reserve: RESERVE, rival: true }),
  };
  const scale: Scale[] = [];
  for (const resources of SCALES) scale.push(await measureScale(resources, { root, rounds: ROUNDS }));
  return { noOp, steady, fromEmpty, oneFails, scale };
}

export function performanceBars({ noOp, steady, fromEmpty, oneFails, scale }: Performance): readonly Bar[] {
  const [small, middle, large] = scale.map(({ planMs, resources }) => planMs / resources);
  const rival = fromEmpty["a rival uses half"];
  return [
    ...Object.entries(noOp).map(([name, calls]) =>
      barOf(`calls of a no-op pass of fleet ${name} / fewest`, calls.made / calls.fewest, { most: 1.05 }),
    ),
    ...Object.entries(steady).map(([name, { made, shallow }]) =>
      barOf(`calls of a steady daemon pass of fleet ${name} / shallow count`, made / shallow, { most: 1 }),
    ),
    ...Object.entries(fromEmpty).map(([name, { ratio }]) =>
      barOf(`M from empty, ${name} / least time`, ratio, { most: name === "a rival uses half" ? 1.25 : 1.1 }),
    ),
    barOf("targets from empty while another one fails / while none does", oneFails.seconds / oneFails.alone, { most: 1.02 }),
    barOf("failed steps with a rival", rival?.failedSteps ?? Number.NaN, { most: 0 }),
    barOf("share of calls refused as too fast, with a rival", (rival?.refused ?? Number.NaN) / (rival?.calls ?? Number.NaN), {
      most: 0.01,
    }),
    barOf("load and plan: time per resource at 50,000 / at 5,000", (large ?? Number.NaN) / (small ?? Number.NaN), { most: 1.3 }),
    barOf(
      "load and plan of 10,000 resources / the yaml library alone",
      ((middle ?? Number.NaN) * (scale[1]?.resources ?? 0)) / (scale[1]?.yamlMs ?? Number.NaN),
      // A goal: with what the parser takes in it, it leaves 0.6 of that for all else, of which the plan alone takes more.
      { most: 1.6, limit: 8 },
    ),
    barOf(
      "a daemon's pass over what one changed file of 10,000 resources concerns / the yaml library alone on all of them",
      (scale[1]?.changeMs ?? Number.NaN) / (scale[1]?.yamlMs ?? Number.NaN),
      // It lies at the bar, and noise on either side of it: the run does not fail by that.
      { most: 0.15, limit: 0.3 },
    ),
    barOf(
      "its pass over everything thereafter / the same",
      (scale[1]?.againMs ?? Number.NaN) / (scale[1]?.yamlMs ?? Number.NaN),
      { most: 3 },
    ),
  ];
}

export function performancePage(
  { noOp, steady, fromEmpty, oneFails, scale }: Performance,
  bars: readonly Bar[],
  node: string,
): string {
  return `# Performance

Written by \`npm run bench -- --write\` on Node ${node}; do not edit. Ratios are what counts: times depend on the machine.

## Calls of a pass with nothing to do

What stands in the way of looking often is the number of calls, for AWS's quotas cannot be raised and everybody in the account
shares them. The fewest calls are computed from the formulas of [aws-facts](aws-facts.md) section 10 by a program of its own
(\`tools/bench/fewest-calls.ts\`, tested by cases worked by hand), the calls made are counted by the sandbox. One read a
resource is what tools do that look at each resource by itself, counted from terraform-provider-aws.

| fleet | made | fewest | ratio | one read a resource |
|---|---|---|---|---|
${rows(Object.entries(noOp).map(([name, { made, fewest, oneCallPerResource }]) => [name, made, fewest, ratio(made / fewest), `${oneCallPerResource} (${ratio(oneCallPerResource / made)} ×)`]))}

S is the example; M has 100 APIs × 5 stages, 300 functions × 3 aliases, 50 buckets; L six, ten and twenty times as much over three
targets (600 APIs × 10 stages, 3,000 functions, 1,000 buckets), whose passes run side by side in one process.

Between two full looks the daemon reads what moves traffic and takes the rest as it was last read
([daemon.md](daemon.md)). Its steady pass, against the shallow count of the same formulas:

| fleet | made | shallow count | ratio |
|---|---|---|---|
${rows(Object.entries(steady).map(([name, { made, shallow }]) => [name, made, shallow, ratio(made / shallow)]))}

## From empty to converged: fleet M under AWS's quotas

On virtual time, in the sandbox with AWS's documented quotas. The least time is what the quotas alone make it take
(\`tools/bench/least-time.ts\`); with a reserve, or a rival who uses half of every quota without a break, what is left of them.

| | virtual time | least time | ratio | limited by | calls | refused as too fast | failed steps |
|---|---|---|---|---|---|---|---|
${rows(Object.entries(fromEmpty).map(([name, one]) => [name, `${one.seconds.toFixed(0)} s`, `${one.least.seconds.toFixed(0)} s`, ratio(one.ratio), one.least.limitedBy, one.calls, one.refused, one.failedSteps]))}

Of three targets (${SMALL_TARGET.apis} APIs × ${SMALL_TARGET.stages} stages each) one fails: every call to it hangs for 20 s and then fails. The others converge within
${oneFails.seconds.toFixed(0)} s; while none fails they take ${oneFails.alone.toFixed(0)} s.

## Loading and planning

Processor time of loading, validating, observing (an AWS in which nothing is there yet) and planning, each in a process of its own;
beside it what the \`yaml\` library alone takes for the same files, and what a daemon that has done it before takes after one
file was changed: for what the change concerns, which it looks at first (loaded, put down as the last good state, and planned), and for everything thereafter. Medians of ${ROUNDS}.

| resources | load and plan | per 1,000 | \`yaml\` alone | ratio | peak memory | what one changed file concerns | ratio | everything thereafter | ratio |
|---|---|---|---|---|---|---|---|---|---|
${rows(scale.map(({ resources, planMs, yamlMs, changeMs, againMs, peakMb }) => [resources, `${planMs.toFixed(0)} ms`, `${((planMs * 1_000) / resources).toFixed(0)} ms`, `${yamlMs.toFixed(0)} ms`, ratio(planMs / yamlMs), `${peakMb.toFixed(0)} MB`, `${changeMs.toFixed(0)} ms`, ratio(changeMs / yamlMs), `${againMs.toFixed(0)} ms`, ratio(againMs / yamlMs)]))}

## Bars

| | measured | at most | |
|---|---|---|---|
${rows(bars.map(({ what, ratio: measured, most, standing }) => [what, measured, most, standing === "met" ? "met" : `**${standing}**`]))}
`;
}

function rows(cells: readonly (readonly (string | number)[])[]): string {
  return cells.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function ratio(value: number): string {
  return value.toFixed(2);
}
