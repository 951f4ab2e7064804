/**
 * What the model of a fleet is fed with: workers as processes, small targets in a cloud of the sandbox that answers as slowly
 * as AWS does, and its queue. Every measured pass is a worker's first one of its target, as it mostly is in a large fleet.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { systemClock } from "../../src/engine/system-clock.ts";
import { type Cloud, createCloud } from "../../src/sandbox/cloud.ts";
import { median } from "../bench/start-up.ts";
import { CREDENTIALS, REGION } from "../command/run-reconcile.ts";
import { Crew, type Member } from "./crew.ts";
import type { CallGroup, Measured } from "./measured.ts";

const HUB = "999999999999";
const BUCKET = "fleet-state";
/** About what a control plane of AWS takes, with another region's among them. */
const LATENCY_MS = 100;
const AT_ONCE = 8;
/** When everything is made, which is mostly waiting for AWS. */
const AT_FIRST = 64;
const WARM_UP = 8;
const LONE = 6;
const TARGETS = 48;
const ROUNDS = 2;
const MEMORY_OF = [100, 500];
const DEADLINE_MS = 300_000;

/** `command`: the file that Node runs as `reconcile`. */
export async function measure(command: string): Promise<Measured> {
  const place = await openPlace(command);
  try {
    const all = range(1, TARGETS);
    await place.during({ workers: 1, atOnce: AT_FIRST }, ([first]) => place.passes(all, first === undefined ? [] : [first]));
    const lone = await place.rate({ workers: 1, atOnce: 1 }, LONE);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await place.rate({ workers: 1, atOnce: AT_ONCE }, TARGETS - WARM_UP);
      rounds.push({ one, two: await place.rate({ workers: 2, atOnce: AT_ONCE }, TARGETS - WARM_UP) });
    }
    const cpuMs = median(rounds.map(({ one }) => one.cpuMs));
    const memory = [];
    for (const targets of MEMORY_OF) memory.push(await place.memory(targets));
    return {
      node: process.version,
      latencyMs: LATENCY_MS,
      atOnce: AT_ONCE,
      declared: DECLARED,
      alone: lone.perSecond,
      one: median(rounds.map(({ one }) => one.perSecond)),
      two: median(rounds.map(({ two }) => two.perSecond)),
      cpuMs,
      waitMs: 1_000 / lone.perSecond - lone.cpuMs,
      calls: rounds[0]?.one.calls ?? lone.calls,
      logBytes: median(rounds.map(({ one }) => one.logBytes)),
      stateBytes: place.stateBytes() / TARGETS,
      memory,
    };
  } finally {
    await place.close();
  }
}

interface Rate {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly logBytes: number;
  readonly calls: Measured["calls"];
}

interface Size {
  readonly workers: number;
  readonly atOnce: number;
}

async function openPlace(command: string) {
  const cloud = createCloud({ clock: systemClock, account: HUB, region: REGION, quotas: "off", latencyMs: LATENCY_MS });
  const { url: awsUrl } = await cloud.listen(0);
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-scale-"));
  const options = { region: REGION, credentials: { ...CREDENTIALS, accessKeyId: HUB } };
  const sqs = new SQS({ ...options, requestHandler: cloud.requestHandler("sqs") });
  const fifo = { FifoQueue: "true", ContentBasedDeduplication: "false" };
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "work.fifo", Attributes: fifo });
  await new S3({ ...options, requestHandler: cloud.requestHandler("s3") }).createBucket({ Bucket: BUCKET });
  for (const at of range(1, TARGETS)) cloud.addRole(`arn:aws:iam::${accountOf(at)}:role/Keeper`, { trusts: [HUB] });
  mkdirSync(path.join(home, "code"));
  writeFileSync(path.join(home, "code/index.mjs"), "export const handler = async () => ({ statusCode: 204 });\n");
  for (const targets of [TARGETS, ...MEMORY_OF]) writeFleet(path.join(home, `fleet-${targets}`), targets);

  /** Workers from when they have started to the end of the work. */
  async function during<T>(
    { workers, atOnce }: Size,
    work: (members: readonly Member[]) => Promise<T>,
    file = `fleet-${TARGETS}`,
  ) {
    const args = ["worker", file, "--queue", QueueUrl, "--state", `s3://${BUCKET}/fleet`, "--at-once", `${atOnce}`];
    const crew = new Crew({ command, home, awsUrl, args });
    try {
      const members = range(1, workers).map(() => crew.start());
      await until(() => members.every(({ said }) => said().includes("worker started")), crew);
      return await work(members);
    } finally {
      await crew.stop();
    }
  }

  /** Resolves once each of them had its pass. */
  async function passes(targets: readonly number[], members: readonly Member[]): Promise<void> {
    const before = passesOf(members);
    for (let from = 0; from < targets.length; from += 10) {
      const Entries = targets.slice(from, from + 10).map((at) => ({
        Id: String(at),
        MessageBody: JSON.stringify({ stagekeeper: 1, target: nameOf(at), trigger: "schedule" }),
        MessageGroupId: nameOf(at),
        MessageDeduplicationId: `${Date.now()}-${at}`,
      }));
      await sqs.sendMessageBatch({ QueueUrl, Entries });
    }
    await until(() => passesOf(members) - before >= targets.length, { said: members.map(({ said }) => said()).join("") });
  }

  return {
    during,
    passes,
    rate: (size: Size, count: number): Promise<Rate> =>
      during(size, async (members) => {
        await passes(range(1, WARM_UP), members);
        const [cpu, calls, log, from] = [cpuOf(members), callsIn(cloud), logOf(members), performance.now()];
        await passes(range(WARM_UP + 1, WARM_UP + count), members);
        const seconds = (performance.now() - from) / 1_000;
        const quiet = timesSaid(members, '"outcome":"in-sync"');
        if (quiet !== WARM_UP + count) throw new Error(`only ${quiet} passes of ${WARM_UP + count} found everything in sync`);
        const after = callsIn(cloud);
        const each = (group: CallGroup) => (after[group] - calls[group]) / count;
        return {
          perSecond: count / seconds,
          cpuMs: (cpuOf(members) - cpu) / count,
          logBytes: (logOf(members) - log) / count,
          calls: {
            target: each("target"),
            sts: each("sts"),
            "s3 writes and lists": each("s3 writes and lists"),
            "s3 reads": each("s3 reads"),
            sqs: each("sqs"),
          },
        };
      }),
    async memory(targets: number) {
      const from = performance.now();
      return during(
        { workers: 1, atOnce: 1 },
        async ([member]) => ({
          targets,
          mb: member === undefined ? Number.NaN : peakMbOf(member.pid),
          seconds: (performance.now() - from) / 1_000,
        }),
        `fleet-${targets}`,
      );
    },
    stateBytes(): number {
      const objects = cloud.at(HUB, REGION).world.s3.buckets.get(BUCKET)?.objects ?? new Map();
      return [...objects.values()].reduce((sum, [newest]) => sum + (newest?.body.length ?? 0), 0);
    },
    async close() {
      await cloud.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Of `DECLARATIONS`: an API, its stage, a function, its alias, a role, a bucket. */
const DECLARED = 6;

const DECLARATIONS = `in: "*"
owner: scale
roles:
  orders: { assumedBy: lambda.amazonaws.com, managedPolicies: [AWSLambdaBasicExecutionRole] }
functions:
  orders:
    code: ../code
    runtime: nodejs22.x
    handler: index.handler
    role: orders
    aliases: { live: { version: auto } }
buckets:
  scale-\${target.account}: { versioning: enabled, encryption: AES256 }
apis:
  orders:
    routes: { GET /: { lambda: "orders:live" } }
    stages: { live: {} }
`;

/** The targets in a file of their own, as most have them. */
function writeFleet(directory: string, targets: number): void {
  const each = range(1, targets).map((at) => `  ${nameOf(at)}: { account: "${accountOf(at)}", region: ${REGION}, role: Keeper }`);
  mkdirSync(directory);
  writeFileSync(path.join(directory, "targets.yaml"), `targets:\n${each.join("\n")}\n`);
  writeFileSync(path.join(directory, "orders.yaml"), DECLARATIONS);
}

function callsIn(cloud: Cloud): Measured["calls"] {
  const [hub, targets] = [cloud.at(HUB, REGION), range(1, TARGETS).map((at) => cloud.at(accountOf(at), REGION))];
  const sum = (counts: Readonly<Record<string, number>>, which: RegExp) =>
    Object.entries(counts).reduce((total, [name, count]) => (which.test(name) ? total + count : total), 0);
  const own = hub.journal.counts();
  // SendMessageBatch is this program's.
  const sqs = sum(own, /^sqs\.(Receive|Delete|Change)/);
  const writes = sum(own, /^s3\.(Put|Post|Copy|List|Delete)/);
  return {
    target: targets.reduce((total, { journal }) => total + sum(journal.counts(), /^(?!sts\.AssumeRole)/), 0),
    sts: sum(own, /^sts\./) + targets.reduce((total, { journal }) => total + sum(journal.counts(), /^sts\.AssumeRole/), 0),
    "s3 writes and lists": writes,
    "s3 reads": sum(own, /^s3\./) - writes,
    sqs,
  };
}

function passesOf(members: readonly Member[]): number {
  return timesSaid(members, '"msg":"run finished"');
}

function timesSaid(members: readonly Member[], what: string): number {
  return members.reduce((sum, { said }) => sum + said().split(what).length - 1, 0);
}

function logOf(members: readonly Member[]): number {
  return members.reduce((sum, { said }) => sum + said().length, 0);
}

/** Milliseconds of processor time, from proc(5): fields 14 and 15, in hundredths of a second. */
function cpuOf(members: readonly Member[]): number {
  return members.reduce((sum, { pid }) => {
    const [, after = ""] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = after.split(" ");
    return sum + 10 * (Number(fields[11]) + Number(fields[12]));
  }, 0);
}

function peakMbOf(pid: number): number {
  const [, kilobytes = "NaN"] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1_024;
}

function accountOf(at: number): string {
  return String(100_000_000_000 + at);
}

function nameOf(at: number): string {
  return `t${String(at).padStart(5, "0")}`;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

async function until(holds: () => boolean, crew: { readonly said: string }): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`the workers did not get there; they said:\n${crew.said.slice(-4_000)}`);
    await sleep(20);
  }
}
