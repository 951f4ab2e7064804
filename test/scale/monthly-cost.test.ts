import { describe, expect, it } from "vitest";
import { costOf, monthlyCost, taskWith, type Usage, usedInAMonth } from "../../tools/scale/monthly-cost.ts";

/** 1,000 targets once an hour by two workers; 100 events an hour: 1,200 passes an hour. */
const USAGE: Usage = {
  targets: 1_000,
  scheduled: 1_000,
  events: 100,
  looksAgain: 100,
  passes: 1_200,
  workers: 2,
  task: { vcpu: 1, gb: 2 },
  writes: 3,
  reads: 5,
  logBytes: 1_000,
  stateBytes: 10_000,
  listening: true,
};

describe("what a fleet costs a month", () => {
  it("follows from what it uses, worked by hand: 730 hours", () => {
    expect(usedInAMonth(USAGE)).toEqual({
      "SQS, FIFO": 730 * (1_000 + 100 + 100 + 2 * 1_200),
      "SQS, standard": 730 * (3 * 100 + 180 * 2),
      "EventBridge, other accounts' events": 73_000,
      "EventBridge Scheduler": 730_000,
      "S3, writes and lists": 2_628_000,
      "S3, reads": 4_380_000,
      "S3, storage": 10_000_000,
      "Fargate, processors": 1_460,
      "Fargate, memory": 2_920,
      "public IPv4 addresses": 1_460,
      "CloudWatch Logs": 876_000_000,
    });
  });

  it.each([
    { line: "SQS, FIFO", used: 3_000_000, is: 1 },
    { line: "SQS, FIFO", used: 900_000, is: 0 },
    { line: "EventBridge Scheduler", used: 15_000_000, is: 1 },
    { line: "S3, writes and lists", used: 2_628_000, is: 13.14 },
    { line: "S3, reads", used: 4_380_000, is: 1.752 },
    { line: "Fargate, processors", used: 1_460, is: 59.1008 },
    { line: "Fargate, memory", used: 2_920, is: 12.9794 },
    { line: "CloudWatch Logs", used: 876_000_000, is: 0.438 },
  ] as const)("$used of $line is $is US$, beyond what is free", ({ line, used, is }) => {
    expect(costOf(line, used)).toBeCloseTo(is, 6);
  });

  it("is the sum of its lines, and no line of a queue of events where nobody listens", () => {
    const { lines, total } = monthlyCost({ ...USAGE, listening: false, events: 0, looksAgain: 0 });

    expect(total).toBeCloseTo(Object.values(lines).reduce((sum, line) => sum + line, 0));
    expect([lines["SQS, standard"], lines["EventBridge, other accounts' events"]]).toEqual([0, 0]);
  });
});

describe("the task of a worker", () => {
  it.each([
    { gb: 0.4, is: { vcpu: 1, gb: 2 } },
    { gb: 2.1, is: { vcpu: 1, gb: 3 } },
    { gb: 8.5, is: { vcpu: 2, gb: 10 } },
    { gb: 31, is: { vcpu: 8, gb: 32 } },
  ])("that needs $gb GB is $is", ({ gb, is }) => {
    expect(taskWith(gb)).toEqual(is);
  });

  it("that needs more than any has is refused", () => {
    expect(() => taskWith(61)).toThrow("no task has 61 GB");
  });
});
