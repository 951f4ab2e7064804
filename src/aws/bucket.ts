/** S3 buckets. Ownership is a tag, so tags are always read; no HeadBucket and no ListBuckets, for any aspect's answer tells whether it exists. */
import type { S3 } from "@aws-sdk/client-s3";
import { OWNER_TAG } from "../kinds/mark.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Tags } from "../model/json.ts";
import type { Live, Observation } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { BucketIntent, BucketSpec } from "../model/specs/bucket.ts";
import type { AspectName, BucketTarget } from "./bucket-aspect.ts";
import { declaredAspects, readAspect, writeAspect } from "./bucket-aspects.ts";
import { forbid, permit, withPermissions } from "./bucket-notifications.ts";
import { applyMapChanges, changedMembers, mapChanges } from "./changes.ts";
import { isNamed, redirectRegion } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { ABSENT, allPages, observing } from "./observing.ts";
import { readTags, tagList, tagRecord, withMark } from "./owner-tag.ts";
import { type AwsSession, createMemo } from "./session.ts";
import { whilePassing } from "./wait.ts";

const ALL_PAGES = 10_000;
const PROPAGATION_MS = 60_000;
const POLL_MS = 2_000;

export function bucketObserver(session: AwsSession): Observer<"bucket"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const found = await lookAtBucket(session, nameAt(desired.address, 0), desired.spec, context);
        if (found.state !== "present" || !desired.intent.emptyOnDestroy) return found;
        const facts = { ...found.live.facts, emptyOnDestroy: true as const };
        return { ...found, live: { ...found.live, facts } };
      }),
    async *listOwned(context) {
      for (const bucket of await listBuckets(session, context.signal)) {
        const observed = await observing(addressOf("bucket", bucket.name), () =>
          lookAtBucket(session, bucket.name, bucket.region === undefined ? {} : { region: bucket.region }, context),
        );
        if (observed.state === "present" && observed.live.owner === context.owner) yield observed.live;
      }
    },
  };
}

export function bucketProvider(session: AwsSession): Provider<"bucket"> {
  return {
    ...bucketObserver(session),

    async create(desired, context) {
      const { s3, target, region } = await placeOf(session, desired, desired.spec.region, context);
      const tags = withMark(desired.spec.tags, context.owner);
      await createOnce(
        () => createBucket(s3, target.Bucket, { region, tags, namespace: desired.intent.namespace }),
        async () =>
          (await readBucketTags(s3, target, context.signal))?.[OWNER_TAG] === context.owner ? target.Bucket : undefined,
        { clock: session.clock, signal: context.signal },
      );
      // The mark went with the create; a server that dropped it there takes it here.
      await writeTags(s3, target, { set: tags, remove: [] }, context.signal);
      for (const name of declaredAspects(desired.spec)) {
        if (desired.spec[name] !== null) await putAspect(session, { s3, target, name, spec: desired.spec }, context);
      }
      return {};
    },

    async update({ desired, live, changes, adopts }: UpdateStep<"bucket">, context) {
      const { s3, target } = await placeOf(session, desired, live.facts.region, context);
      const members = changedMembers(changes);
      if (members.has("tags") || adopts) {
        refuseTagging(live);
        const wanted = mapChanges(changes, "tags");
        const set = adopts ? withMark(wanted.set, context.owner) : wanted.set;
        await writeTags(s3, target, { set, remove: wanted.remove }, context.signal);
      }
      for (const name of declaredAspects(desired.spec)) {
        if (members.has(name)) await putAspect(session, { s3, target, name, spec: desired.spec }, context);
      }
      if (members.has("notifications")) {
        const { notifications: after } = desired.spec;
        await forbid(session, target, { before: live.spec.notifications, ...(after !== undefined && { after }) }, context);
      }
      return {};
    },

    async delete(live, context) {
      const { s3, target } = await placeOf(session, live, live.facts.region, context);
      try {
        if (live.facts.emptyOnDestroy) await emptyBucket(s3, target, context);
        await s3.deleteBucket(target, { abortSignal: context.signal });
        await forbid(session, target, { before: live.spec.notifications }, context);
      } catch (error) {
        if (isNamed(error, "NoSuchBucket")) return;
        if (!isNamed(error, "BucketNotEmpty")) throw error;
        throw new StagekeeperError(
          "conflict",
          `${live.address}: not deleted: it still holds objects or versions, which are never deleted unasked; empty it, or declare emptyOnDestroy: true, and run again`,
          { cause: error, awsCode: "BucketNotEmpty" },
        );
      }
    },
  };
}

/** Of the same members, asked of the same region, once a pass. */
function lookAtBucket(session: AwsSession, name: string, spec: BucketSpec, context: ObserveContext) {
  const asked = declaredAspects(spec);
  return session.readDeep(`s3.bucket ${name} ${spec.region ?? ""} ${asked.join(" ")}`, () =>
    observeBucket(session, name, spec, context),
  );
}

async function observeBucket(
  session: AwsSession,
  name: string,
  wanted: BucketSpec,
  context: ObserveContext,
): Promise<Observation<"bucket">> {
  const target: BucketTarget = { Bucket: name, ExpectedBucketOwner: context.identity.account };
  let region = wanted.region ?? context.identity.region;
  let s3 = await regional(session, region, context.identity.region);
  let tags: Tags | undefined;
  try {
    tags = await readBucketTags(s3, target, context.signal);
  } catch (error) {
    const elsewhere = redirectRegion(error);
    if (!elsewhere) throw error;
    region = elsewhere;
    s3 = await regional(session, region, context.identity.region);
    tags = await readBucketTags(s3, target, context.signal);
  }
  if (tags === undefined) return ABSENT;

  const declared = declaredAspects(wanted);
  const look = { s3, target, signal: context.signal, once: createMemo() };
  const values = await Promise.all(declared.map((aspect) => readAspect(aspect, look)));
  const { tags: foreign, owner } = readTags(tags);
  const read: Pick<BucketSpec, AspectName> = Object.fromEntries(declared.map((aspect, at) => [aspect, values[at]]));
  const { notifications } = read;
  const aspects = notifications
    ? { ...read, notifications: await withPermissions(session, target, notifications, context) }
    : read;
  return {
    state: "present",
    live: {
      kind: "bucket",
      address: addressOf("bucket", name),
      spec: { region, tags: foreign, ...aspects },
      facts: { region },
      outputs: {},
      owner,
    },
  };
}

/** All tags, the mark included; `undefined`: no such bucket. */
async function readBucketTags(s3: S3, target: BucketTarget, signal: AbortSignal): Promise<Tags | undefined> {
  try {
    return tagRecord((await s3.getBucketTagging(target, { abortSignal: signal })).TagSet);
  } catch (error) {
    if (isNamed(error, "NoSuchTagSet")) return {};
    if (isNamed(error, "NoSuchBucket")) return undefined;
    throw error;
  }
}

/**
 * With the mark in the request, so that no crash leaves a bucket that we made and do not know. Never to be sent as an
 * "ensure": in us-east-1 it answers 200 for our own bucket and resets its ACLs (aws-facts 6.2).
 */
async function createBucket(
  s3: S3,
  name: string,
  { region, tags, namespace }: { readonly region: string; readonly tags: Tags; readonly namespace: BucketIntent["namespace"] },
): Promise<string> {
  // us-east-1 must be left out: S3 refuses it by name. Any other region must be the endpoint's.
  // The region is one that STS or the author gave, S3's type lists those known when the client was made.
  const location = region === "us-east-1" ? {} : { LocationConstraint: region as "eu-central-1" };
  await s3.createBucket({
    Bucket: name,
    BucketNamespace: namespace,
    CreateBucketConfiguration: { ...location, Tags: tagList(tags) },
  });
  return name;
}

/** Tags are replaced as a whole by S3, so what others put there is read first and kept. Writes only what differs. */
async function writeTags(
  s3: S3,
  target: BucketTarget,
  changes: { readonly set: Tags; readonly remove: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const live = (await readBucketTags(s3, target, signal)) ?? {};
  const wanted = applyMapChanges(live, changes);
  const same =
    Object.keys(wanted).length === Object.keys(live).length &&
    Object.entries(wanted).every(([key, value]) => live[key] === value);
  if (same) return;
  // Tags of AWS's own cannot be sent back, and S3 keeps them.
  const ours = Object.fromEntries(Object.entries(wanted).filter(([key]) => !key.startsWith("aws:")));
  await s3.putBucketTagging({ ...target, Tagging: { TagSet: tagList(ours) } }, { abortSignal: signal });
}

/** Once policies look at tags, S3 takes changes of them through S3 Control alone (S3 PutBucketTagging). */
function refuseTagging({ address, spec }: Live<"bucket">): void {
  if (spec.abac !== "enabled") return;
  const remedy = "change them there, or declare abac: disabled first";
  throw new StagekeeperError(
    "invalid",
    `${address}: its tags count in access control, and S3 changes them by TagResource of S3 Control only; ${remedy}`,
  );
}

/** What an aspect names may have been made a moment ago, and S3 does not know it yet. */
function spreads(name: AspectName, error: unknown): boolean {
  if (name === "policy") return isNamed(error, "MalformedPolicy") && /invalid principal/i.test(String(error));
  return name === "notifications" && isNamed(error, "InvalidArgument") && /unable to validate/i.test(String(error));
}

async function putAspect(
  session: AwsSession,
  { s3, target, name, spec }: { s3: S3; target: BucketTarget; name: AspectName; spec: BucketSpec },
  context: ApplyContext,
): Promise<void> {
  if (name === "notifications") await permit(session, target, spec.notifications, context);
  await whilePassing(
    (error) => spreads(name, error),
    () => writeAspect(name, spec[name], { s3, target, partition: context.identity.partition }),
    {
      clock: session.clock,
      signal: context.signal,
      everyMs: POLL_MS,
      boundMs: PROPAGATION_MS,
      onWait: () => context.waiting(`what the ${name} of ${target.Bucket} names to be known to S3`),
    },
  );
}

async function placeOf(
  session: AwsSession,
  of: Desired<"bucket"> | Live<"bucket">,
  known: string | undefined,
  context: ApplyContext,
): Promise<{ readonly s3: S3; readonly target: BucketTarget; readonly region: string }> {
  const region = known ?? context.identity.region;
  const target = { Bucket: nameAt(of.address, 0), ExpectedBucketOwner: context.identity.account };
  return { s3: await regional(session, region, context.identity.region), target, region };
}

function regional(session: AwsSession, region: string, home: string): Promise<S3> {
  return session.clients.s3(region === home ? undefined : region);
}

/** Every bucket of the account, whatever its region. */
export function listBuckets(session: AwsSession, abortSignal: AbortSignal) {
  return session.read("s3.ListBuckets", async () => {
    const s3 = await session.clients.s3();
    const buckets = await allPages(async (ContinuationToken) => {
      const page = await s3.listBuckets({ MaxBuckets: ALL_PAGES, ContinuationToken }, { abortSignal });
      return { items: page.Buckets ?? [], token: page.ContinuationToken };
    });
    return buckets.map(({ Name, BucketRegion }) => ({ name: Name ?? "", region: BucketRegion }));
  });
}
