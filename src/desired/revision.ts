/** The revision of a desired state: equal ones ask for the same. */
import { digestOf } from "../kinds/digest.ts";
import type { AnyDesired } from "../model/desired.ts";

/** Digest of what is asked for: not of where it is written, nor of where the code lies on this machine. */
export function revisionOf(settings: object, resources: readonly AnyDesired[]): string {
  return digestOf({ ...settings, resources: resources.map(askedDigestOf).join() });
}

/** A resource that is taken from the load before asks for the same. */
const digests = new WeakMap<AnyDesired, string>();

function askedDigestOf(resource: AnyDesired): string {
  const known = digests.get(resource);
  if (known !== undefined) return known;
  const { origin: _, documented: __, intent, ...rest } = resource;
  const digest = digestOf({ ...rest, intent: withoutPath(intent) });
  digests.set(resource, digest);
  return digest;
}

function withoutPath(intent: AnyDesired["intent"]): unknown {
  if (!("code" in intent) || intent.code === null || intent.code.from === "s3" || intent.code.from === "image") return intent;
  return { ...intent, code: { from: intent.code.from, sha256: intent.code.sha256 } };
}
