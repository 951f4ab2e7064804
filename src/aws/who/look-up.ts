/**
 * Who did it, asked of CloudTrail (LookupEvents): two look-ups a second for the whole account and region, writes found some
 * five minutes late, one attribute a look-up (aws-facts 8.1). Names cannot be asked for by their beginning, so all writes of
 * the time in question are read, newest first, until every drift has its actor.
 */
import type { CloudTrail, Event } from "@aws-sdk/client-cloudtrail";
import type { Actor } from "../../model/actor.ts";
import { kindOf } from "../../model/address.ts";
import type { DriftQuestion, Who } from "../../model/who.ts";
import { callingFor } from "../scheduler/caller.ts";
import { isOwn, readEvent } from "./audit-event.ts";
import { touches } from "./touches.ts";

export interface WhoSource {
  cloudtrail(region?: string): Promise<CloudTrail>;
  /** ARN of whose credentials we call with; undefined: unknown. */
  caller(signal: AbortSignal): Promise<string | undefined>;
  region(): Promise<string>;
}

/** 2,000 writes, which take half a minute to read. Older ones are not looked at. */
const MOST_PAGES = 40;
/** IAM is global, and its events are found here alone (aws-facts 8.1). */
const IAM_REGION = "us-east-1";

export function createWho(source: WhoSource): Who {
  return {
    find: (questions, signal) => callingFor({ signal }, () => find(questions, source, signal)),
  };
}

async function find(
  questions: readonly DriftQuestion[],
  source: WhoSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Actor>> {
  const [caller = "", region] = await Promise.all([source.caller(signal), source.region()]);
  const isElsewhere = ({ address }: DriftQuestion) => kindOf(address) === "role" && region !== IAM_REGION;
  const here = questions.filter((question) => !isElsewhere(question));
  const there = questions.filter(isElsewhere);
  const found = new Map<string, Actor>();
  for (const [asked, client] of [
    [here, undefined],
    [there, IAM_REGION],
  ] as const) {
    if (asked.length === 0) continue;
    for (const [id, actor] of await findAmong(asked, { client: await source.cloudtrail(client), caller, signal }))
      found.set(id, actor);
  }
  return found;
}

interface Look {
  readonly client: CloudTrail;
  readonly caller: string;
  readonly signal: AbortSignal;
}

async function findAmong(questions: readonly DriftQuestion[], look: Look): Promise<ReadonlyMap<string, Actor>> {
  const found = new Map<string, Actor>();
  const since = Math.min(...questions.map((question) => question.since));
  const until = Math.max(...questions.map((question) => question.until));
  for await (const event of writes(look, { since, until })) {
    const read = readEvent(event);
    if (read === null || isOwn(read, look.caller)) continue;
    for (const question of questions) {
      const { id } = question;
      const { time } = read.actor;
      // Newest first: the first that fits is what was found.
      if (!found.has(id) && time >= question.since && time <= question.until && touches(read, question))
        found.set(id, read.actor);
    }
    if (found.size === questions.length) break;
  }
  return found;
}

async function* writes(
  { client, signal }: Look,
  { since, until }: { readonly since: number; readonly until: number },
): AsyncGenerator<Event> {
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { Events = [], NextToken } = await client.lookupEvents(
      {
        LookupAttributes: [{ AttributeKey: "ReadOnly", AttributeValue: "false" }],
        StartTime: new Date(since),
        EndTime: new Date(until),
        MaxResults: 50,
        NextToken: token,
      },
      { abortSignal: signal },
    );
    yield* Events;
    if (NextToken === undefined) return;
    token = NextToken;
  }
}
