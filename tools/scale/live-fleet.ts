/**
 * A fleet as it runs: workers as processes, killed at random, with SQS and EventBridge of an emulator between them, and
 * targets in a cloud of the sandbox, whose journals tell which worker was in which target when.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { S3 } from "@aws-sdk/client-s3";
import { systemClock } from "../../src/engine/system-clock.ts";
import { type Cloud, createCloud } from "../../src/sandbox/cloud.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { REGION } from "../command/run-reconcile.ts";
import type { EmulatorEndpoint } from "../emulators/emulator.ts";
import { Crew } from "./crew.ts";
import { makeQueues, type Queues } from "./queues.ts";
import { shortPolls } from "./short-polls.ts";

export interface FleetSize {
  readonly workers: number;
  readonly targets: number;
  readonly kills: number;
  /** Targets in which somebody changes something while it runs. */
  readonly edits: number;
}

export interface FleetRequest extends FleetSize {
  /** File that Node runs as `reconcile`. */
  readonly command: string;
  /** Which has the queues and the event bus. */
  readonly emulator: Pick<EmulatorEndpoint, "url" | "shortPolls">;
  /** 0 to 1. */
  random(): number;
}

export interface FleetResult {
  readonly converged: number;
  /** Targets of whose edit a pass began with its event. */
  readonly eventsThatLedToAPass: number;
  readonly edited: number;
  readonly poisoned: number;
  /** Calls of one worker in the middle of a pass of another one, by target. */
  readonly intrusions: readonly string[];
  readonly passes: number;
  readonly killed: number;
  readonly deadLetters: readonly string[];
  readonly seconds: number;
  /** What the workers said, for whoever wants to know why. */
  readonly said: string;
}

const HUB = "999999999999";
const STATE_BUCKET = "fleet-state";
const HOLD = "10s";
const LATENCY_MS = 20;
/** One poisoned message for so many targets. */
const POISON_OF = 50;
const DEADLINE_MS = 600_000;

export async function runLiveFleet(request: FleetRequest): Promise<FleetResult> {
  const startedAt = Date.now();
  const cloud = createCloud({ clock: systemClock, account: HUB, region: REGION, quotas: "off", latencyMs: LATENCY_MS });
  const { url: awsUrl } = await cloud.listen(0);
  const home = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-fleet-"));
  const { url: emulatorUrl, shortPolls: asShortPolls } = request.emulator;
  const before = asShortPolls ? await shortPolls(emulatorUrl) : null;
  const queues = await makeQueues(emulatorUrl);
  const where = ["--queue", queues.work, "--events", queues.events, "--state", `s3://${STATE_BUCKET}/fleet`];
  const args = ["worker", "fleet.yaml", ...where, "--hold", HOLD, "--at-once", "4"];
  const crew = new Crew({ command: request.command, home, awsUrl, queuesUrl: before?.url ?? emulatorUrl, args });
  try {
    for (let at = 1; at <= request.targets; at += 1) {
      cloud.addRole(`arn:aws:iam::${accountOf(at)}:role/Keeper`, { trusts: [HUB] });
    }
    await handOf(HUB, awsUrl).createBucket({ Bucket: STATE_BUCKET });
    writeFileSync(path.join(home, "fleet.yaml"), fleetFile(request.targets));
    for (let at = 0; at < request.workers; at += 1) crew.start();
    await crew.run(["enqueue", "fleet.yaml", "--queue", queues.work]);
    const poisoned = Math.ceil(request.targets / POISON_OF);
    for (let at = 1; at <= poisoned; at += 1) await queues.send(nameOf(at), poisonOf(at), `poison-${at}`);
    await killAtRandom(crew, request, (at) => queues.send(nameOf(at), passOf(at), `again-${Date.now()}-${at}`));
    await until("every target converged", async () => (await convergedIn(cloud, request.targets)) === request.targets);
    await until("the poison is among the dead letters", async () => (await queues.dead()).length >= poisoned);
    // A pass that several messages ask for is told by the first of them, so an event comes to a queue that has nothing else.
    await until("the queue is empty", async () => (await queues.left()) === 0);
    const seen = await editAtRandom(cloud, request, { awsUrl, queues, crew });
    await until("the queue is empty again", async () => (await queues.left()) === 0);
    return {
      converged: await convergedIn(cloud, request.targets),
      ...seen,
      poisoned,
      intrusions: intrusionsIn(cloud, request.targets),
      passes: crew.said.split('"msg":"run finished"').length - 1,
      killed: crew.killed,
      deadLetters: await queues.dead(),
      seconds: (Date.now() - startedAt) / 1_000,
      said: crew.said,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\nThe workers said:\n${crew.said.slice(-6_000)}`);
  } finally {
    await crew.stop();
    await before?.close();
    await cloud.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function accountOf(at: number): string {
  return String(100_000_000_000 + at);
}

function nameOf(at: number): string {
  return `t${String(at).padStart(4, "0")}`;
}

function bucketOf(at: number): string {
  return `fleet-${accountOf(at)}`;
}

function passOf(at: number): string {
  return JSON.stringify({ stagekeeper: 1, target: nameOf(at), trigger: "schedule" });
}

function poisonOf(at: number): string {
  return JSON.stringify({ stagekeeper: 1, target: nameOf(at), trigger: "whim" });
}

function fleetFile(targets: number): string {
  const each = Array.from({ length: targets }, (_, at) => {
    return `  ${nameOf(at + 1)}: { account: "${accountOf(at + 1)}", region: ${REGION}, role: Keeper }`;
  });
  const shared = `in: "*"\nowner: live-fleet\nbuckets:\n  fleet-\${target.account}: { versioning: enabled }\n`;
  return `targets:\n${each.join("\n")}\n${shared}`;
}

/** Somebody's hand in an account: an access key of twelve digits is that account's. */
function handOf(account: string, url: string): S3 {
  const credentials = { accessKeyId: account, secretAccessKey: "hand" };
  return new S3({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
}

async function convergedIn(cloud: Cloud, targets: number): Promise<number> {
  let count = 0;
  for (let at = 1; at <= targets; at += 1) {
    const bucket = cloud.at(accountOf(at), REGION).world.s3.buckets.get(bucketOf(at));
    if (bucket?.aspects.versioning === "Enabled") count += 1;
  }
  return count;
}

async function killAtRandom(
  crew: Crew,
  { kills, targets, random }: FleetRequest,
  again: (at: number) => Promise<void>,
): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(300 + 1_500 * random());
    crew.killOne(random());
    for (let more = 0; more < 3; more += 1) await again(1 + Math.floor(random() * targets));
  }
}

/** How many edits were put back by a pass that their event began. */
async function editAtRandom(
  cloud: Cloud,
  { edits, targets, random }: FleetRequest,
  { awsUrl, queues, crew }: { readonly awsUrl: string; readonly queues: Queues; readonly crew: Crew },
): Promise<{ readonly eventsThatLedToAPass: number; readonly edited: number }> {
  const chosen = [...new Set(Array.from({ length: edits }, () => 1 + Math.floor(random() * targets)))];
  for (const at of chosen) {
    const hand = handOf(accountOf(at), awsUrl);
    await hand.putBucketVersioning({ Bucket: bucketOf(at), VersioningConfiguration: { Status: "Suspended" } });
    await queues.tell(eventOf(at));
  }
  await until("every edit was put back", async () => (await convergedIn(cloud, targets)) === targets);
  await until("every event is told of", async () => chosen.every((at) => ledToAPass(crew.said, at)));
  return { eventsThatLedToAPass: chosen.filter((at) => ledToAPass(crew.said, at)).length, edited: chosen.length };
}

function eventOf(at: number): object {
  return {
    eventVersion: "1.09",
    userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${accountOf(at)}:assumed-role/Admin/alice` },
    eventTime: new Date().toISOString(),
    eventSource: "s3.amazonaws.com",
    eventName: "PutBucketVersioning",
    awsRegion: REGION,
    sourceIPAddress: "203.0.113.7",
    userAgent: "console.amazonaws.com",
    requestParameters: { bucketName: bucketOf(at) },
    eventID: `edit-${at}-${Date.now()}`,
    readOnly: false,
    recipientAccountId: accountOf(at),
  };
}

function ledToAPass(said: string, at: number): boolean {
  return said
    .split("\n")
    .some(
      (line) =>
        line.includes('"run finished"') && line.includes('"trigger":"event"') && line.includes(`"target":"${nameOf(at)}"`),
    );
}

/**
 * A pass begins by asking STS who it is. From then on, until the next one begins, every call of that target is of the same
 * worker: otherwise two were in it at once.
 */
function intrusionsIn(cloud: Cloud, targets: number): readonly string[] {
  const found: string[] = [];
  for (let at = 1; at <= targets; at += 1) {
    let inside: string | undefined;
    for (const entry of cloud.at(accountOf(at), REGION).journal.entries()) {
      const worker = workerOf(entry);
      if (worker === undefined) continue;
      if (entry.operation === "GetCallerIdentity") inside = worker;
      else if (worker !== inside)
        found.push(
          `${new Date(entry.at).toISOString()} ${nameOf(at)}: ${worker} called ${entry.operation} in a pass of ${inside}`,
        );
    }
  }
  return found;
}

/** Undefined: it was a hand's. */
function workerOf({ userAgent = "" }: JournalEntry): string | undefined {
  return /\bapp\/(worker-\d+)/.exec(userAgent)?.[1];
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it did not come to pass that ${what}`);
    await sleep(500);
  }
}
