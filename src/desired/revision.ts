/** The revision of a desired state: equal ones ask for the same. */
import { digestOf } from "../kinds/digest.ts";
import type { AnyDesired } from "../model/desired.ts";
import { onceOfEach } from "../model/once-of-each.ts";

/** Digest of what is asked for: not of where it is written, nor of where the code lies on this machine. */
export function revisionOf(settings: object, resources: readonly AnyDesired[]): string {
  return digestOf({ ...settings, resources: resources.map(askedDigestOf).join() });
}

/** A resource that is taken from the load before asks for the same. */
const askedDigestOf = onceOfEach(({ origin: _, documented: __, intent, ...rest }: AnyDesired) =>
  digestOf({ ...rest, intent: withoutPath(intent) }),
);

function withoutPath(intent: AnyDesired["intent"]): unknown {
  if (!("code" in intent) || intent.code === null || intent.code.from === "s3" || intent.code.from === "image") return intent;
  return { ...intent, code: { from: intent.code.from, sha256: intent.code.sha256 } };
}
