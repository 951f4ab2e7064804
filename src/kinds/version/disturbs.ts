/**
 * A version freezes `$LATEST`, so publishing another environment than `$LATEST`'s sets that for a while, and moves aliases
 * that serve `$LATEST` out of its way (aws-facts 5.2). Cut off in between, only a function that is ours can be put right.
 */
import { type Address, addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import { canonicalJson } from "../digest.ts";
import type { Surroundings } from "../kind-rules.ts";

export function disturbs({ address, spec, intent }: Desired<"version">, around: Surroundings): string | null {
  const name = nameAt(address, 0);
  const parent = addressOf("function", name);
  const observed = around.observationOf("function", parent);
  if (observed?.state !== "present" || spec.environment === undefined) return null;
  const standing = intent.baseEnvironment ?? observed.live.facts.environment;
  if (canonicalJson(spec.environment) === canonicalJson(standing)) return null;
  if (!around.isOurs(parent)) {
    return `publishing this environment sets that of function ${name} for a while, which is not ours; declare it with adopt: true, or publish there and name the version`;
  }
  // The model promises addresses of aliases here.
  const foreign = intent.latestAliases.find(
    (alias) => servesLatest(alias as Address, around) && !around.isOurs(alias as Address),
  );
  if (foreign === undefined) return null;
  return `publishing this environment moves alias ${nameAt(foreign as Address, 1)} away from $LATEST for a while, which is not ours; declare it with adopt: true`;
}

function servesLatest(alias: Address, { observationOf }: Surroundings): boolean {
  const observed = observationOf("alias", alias);
  return observed?.state === "present" && observed.live.spec.version === "$LATEST";
}
