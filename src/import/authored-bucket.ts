/** A live bucket as its author would write it. */
import { BEYOND_SPEC } from "../kinds/bucket/beyond-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { BucketSpec } from "../model/specs/bucket.ts";
import { given, type Members } from "./members.ts";
import { plainPolicy } from "./plain-policy.ts";

/** What S3 gives a new bucket, and what we ask for one about which nothing is said. */
export const BUCKET_DEFAULTS: Members = {
  encryption: "AES256",
  publicAccess: "blocked",
  lifecycle: [],
  cors: [],
  policy: "none",
  tags: {},
};

/** `home`: the region of the pass. */
export function bucketMembers({ spec }: Live<"bucket">, home: string): Members {
  return {
    region: spec.region === home ? undefined : spec.region,
    versioning: spec.versioning,
    encryption: encryptionOf(spec.encryption),
    publicAccess: publicAccessOf(spec.publicAccessBlock),
    lifecycle: (spec.lifecycle ?? []).map(({ enabled, prefix, ...rule }) => ({
      ...given(rule),
      ...(enabled ? {} : { enabled }),
      ...(prefix === "" ? {} : { prefix }),
    })),
    cors: (spec.cors ?? []).map((rule) => given(rule)),
    policy: spec.policy ? plainPolicy(spec.policy) : "none",
    tags: { ...spec.tags },
  };
}

/** Why a member cannot be declared. */
export function bucketHindrances({ spec }: Live<"bucket">): Readonly<Record<string, string>> {
  const beyond = (spec.lifecycle ?? []).find(({ id }) => id.endsWith(BEYOND_SPEC));
  if (beyond === undefined) return {};
  const id = beyond.id.slice(0, -BEYOND_SPEC.length);
  return { lifecycle: `left as they are: lifecycle rule "${id}" filters or expires in ways that cannot be declared` };
}

function encryptionOf(encryption: BucketSpec["encryption"]): Json | undefined {
  if (encryption === undefined) return undefined;
  const { algorithm, kmsKey, bucketKey } = encryption;
  if (algorithm === "AES256" && kmsKey === undefined && bucketKey !== true) return algorithm;
  return given({ algorithm, kmsKey, bucketKey: bucketKey || undefined });
}

/** Nothing declared would mean all four blocked, so a bucket without any setting is left alone by a word. */
function publicAccessOf(block: BucketSpec["publicAccessBlock"]): Json {
  if (block === undefined) return "unmanaged";
  if (Object.values(block).every((blocked) => blocked === true)) return "blocked";
  const whole: JsonObject = { ...block };
  return whole;
}
