import { addressOf, nameAt } from "../../model/address.ts";
import type { KindRules } from "../kind-rules.ts";
import { isFrozen } from "./fingerprint.ts";

/** A snapshot is immutable and found by its fingerprint, so there is never anything to update (aws-facts 2.1, 2.4). */
export const deploymentRules: KindRules<"deployment"> = {
  kind: "deployment",
  parents: (address) => [addressOf("rest-api", nameAt(address, 0))],
  lane: (address) => addressOf("rest-api", nameAt(address, 0)),
  fields: [],
  uncreatable: () => null,
  foundByContent: true,
  // A snapshot of the live working copy was looked for as the copy is now, not as this plan will leave it.
  outdatedBy: (desired, change) => desired.spec.fingerprint === undefined && isFrozen(change.keys[0]),
  takesAlong: [],
};
