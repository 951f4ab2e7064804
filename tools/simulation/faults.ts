/** Faults of a history as the sandbox takes them: for one process, by the number of its call. */
import type { Fault } from "../../src/sandbox/faults.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { FunctionRecord } from "../../src/sandbox/lambda/state.ts";
import type { ServiceName } from "../../src/sandbox/service-name.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import type { World } from "../../src/sandbox/world.ts";
import type { Edit } from "./edits.ts";
import type { FaultName, Pass, PlacedFault } from "./history.ts";
import { createRandom } from "./random.ts";

export interface Casting {
  readonly world: World;
  readonly pass: Pass;
  /** For how long each call takes. */
  readonly seed: number;
  perform(edit: Edit): Promise<void>;
  /** The process is dead: nothing of it gets through any more. */
  died(): void;
  /** SIGTERM. */
  interrupt(): void;
  /** Its clock is set. */
  jump(ms: number): void;
}

export interface Cast {
  /** What goes wrong with this process's next call. */
  of(call: JournalEntry): readonly Fault[];
  /** After a call took effect. */
  handled(call: JournalEntry): void;
}

/** Longer than anybody waits for a function to become ready. */
const STUCK_MS = 400_000;
/** Of a slow process. */
export const LONGEST_CALL_MS = 2_000;

export function castFaults({ world, pass, seed, perform, died, interrupt, jump }: Casting): Cast {
  const random = createRandom(seed);
  const denied = new Set<string>();
  let calls = 0;
  let dead = false;
  let expired = false;
  let sticks: "nothing" | "anything" | "version" = "nothing";
  let lastVersions: ReadonlyMap<string, number> = new Map(world.lambda.lastVersion);

  function strike({ fault, edit }: PlacedFault, call: JournalEntry): readonly Fault[] {
    switch (fault) {
      case "die-before":
      case "die-after":
        dead = true;
        died();
        return [{ type: "vanish", when: fault === "die-before" ? "before" : "after" }];
      case "denied":
        denied.add(call.operation);
        return [];
      case "expired":
        expired = true;
        return [];
      case "pending":
        sticks = "anything";
        return [];
      case "pending-version":
        sticks = "version";
        return [];
      case "edit":
        return edit === undefined ? [] : [{ type: "meanwhile", work: () => perform(edit) }];
      case "conflict":
        return call.write ? [{ type: "fail", when: "before", error: conflictOf(call.service) }] : [];
      default:
        return [PLAIN[fault]];
    }
  }

  return {
    of(call) {
      if (dead) return [{ type: "vanish", when: "before" }];
      calls += 1;
      if (calls === pass.interruptAt) interrupt();
      if (calls === pass.clockJump?.at) jump(pass.clockJump.ms);
      const wait = pass.slow ? [{ type: "delay", ms: 1 + random.int(LONGEST_CALL_MS) } as const] : [];
      const due = pass.faults.filter(({ at, times }) => calls >= at && calls < at + times);
      const faults = due.flatMap((placed) => strike(placed, call));
      if (expired) return [...wait, { type: "fail", when: "before", error: EXPIRED }];
      if (denied.has(call.operation)) return [...wait, { type: "fail", when: "before", error: deniedBy(call) }];
      return [...wait, ...faults];
    },
    handled(call) {
      const isMaking = sticks === "version" ? call.operation === "PublishVersion" : MAKING.test(call.operation);
      if (sticks !== "nothing" && call.error === undefined && isMaking && stick(world, lastVersions)) sticks = "nothing";
      lastVersions = new Map(world.lambda.lastVersion);
    },
  };
}

const PLAIN: Readonly<
  Record<
    Exclude<FaultName, "die-before" | "die-after" | "denied" | "expired" | "pending" | "pending-version" | "edit" | "conflict">,
    Fault
  >
> = {
  throttle: { type: "throttle" },
  "fail-before": { type: "fail", when: "before" },
  "fail-after": { type: "fail", when: "after" },
  "lose-before": { type: "lose", when: "before" },
  "lose-after": { type: "lose", when: "after" },
  cut: { type: "lose", when: "after", as: "cut" },
  "time-out-before": { type: "lose", when: "before", as: "time-out" },
  "time-out-after": { type: "lose", when: "after", as: "time-out" },
  stale: { type: "stale" },
};

const EXPIRED = new AwsError("ExpiredTokenException", "The security token included in the request is expired", 403);

function deniedBy({ service, operation }: JournalEntry): AwsError {
  const code = service === "s3" || service === "iam" ? "AccessDenied" : "AccessDeniedException";
  return new AwsError(code, `User is not authorized to perform: ${operation}`, 403);
}

/** aws-facts 2.7, 5.3, 9.2. */
function conflictOf(service: ServiceName): AwsError {
  switch (service) {
    case "apigateway":
      return new AwsError(
        "ConflictException",
        "Unable to complete operation due to concurrent modification. Please try again later.",
        409,
      );
    case "lambda":
      return new AwsError(
        "ResourceConflictException",
        "The operation cannot be performed at this time. An update is in progress for resource: it",
        409,
      );
    case "s3":
      return new AwsError("OperationAborted", "A conflicting conditional action is currently in progress. Try again.", 409);
    case "iam":
    case "sts":
    case "cloudwatch":
    case "cloudtrail":
    case "wafv2":
    case "sqs":
      return new AwsError("ConcurrentModification", "The request was rejected because multiple requests were made.", 409);
  }
}

/** After which Lambda may have something to do. */
export const MAKING = /^(CreateFunction|UpdateFunction(Code|Configuration)|PublishVersion)$/;

/**
 * What Lambda is making or updating takes very long this time, and a version that was not there `before` is as long Pending.
 * Gives whether there was anything.
 */
function stick({ lambda, clock, newUuid }: World, before: ReadonlyMap<string, number>): boolean {
  const endsAt = clock.now() + STUCK_MS;
  let stuck = false;
  for (const record of lambda.functions.values()) {
    const { transition } = record.latest;
    if (transition !== undefined && transition.endsAt > clock.now()) {
      record.latest = { ...record.latest, transition: { ...transition, endsAt } };
      stuck = true;
    }
    const newest = [...record.versions.values()].at(-1);
    if (newest === undefined || Number(newest.version) <= (before.get(record.name) ?? 0) || isServed(record, newest.version))
      continue;
    record.versions.set(newest.version, { ...newest, transition: { kind: "creating", endsAt, nextRevisionId: newUuid() } });
    stuck = true;
  }
  return stuck;
}

/** By one that was quicker: what is served does not become Pending. */
function isServed({ aliases }: FunctionRecord, version: string): boolean {
  return [...aliases.values()].some((alias) => alias.functionVersion === version || alias.additional?.version === version);
}
