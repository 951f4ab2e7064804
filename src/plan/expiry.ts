/** Client certificates are valid for a year, and nothing renews them (API Gateway GenerateClientCertificate): said a month before, and after. */
import type { AnyDesired } from "../model/desired.ts";
import type { PlanNote } from "../model/plan.ts";
import type { Observations } from "./derive.ts";

const SAID_BEFORE_MS = 30 * 86_400_000;

/** `now`: milliseconds since the epoch. */
export function expiryNotes(resources: readonly AnyDesired[], observations: Observations, now: number): readonly PlanNote[] {
  return resources.flatMap(({ address }) => {
    const seen = observations.get(address);
    const expiresAt = seen?.state === "present" && "expiresAt" in seen.live.facts ? seen.live.facts.expiresAt : undefined;
    if (expiresAt === undefined || now < expiresAt - SAID_BEFORE_MS) return [];
    const day = new Date(expiresAt).toISOString().slice(0, 10);
    const when = now < expiresAt ? `expires on ${day}` : `expired on ${day}, and backends that look at that refuse it`;
    const message = `${when}; declare another, give it to the backends, and let stages name that one`;
    return [{ address, code: "expires", message }];
  });
}
