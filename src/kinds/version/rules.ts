import { addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { KindRules } from "../kind-rules.ts";
import { disturbs } from "./disturbs.ts";

/** Versions are immutable and found by what they hold (aws-facts 5.1), so there is never anything to update. */
export const versionRules: KindRules<"version"> = {
  kind: "version",
  parents: (address) => [addressOf("function", nameAt(address, 0))],
  lane: (address) => addressOf("function", nameAt(address, 0)),
  fields: [{ path: ["environment"], compare: "whole", mayBeSecret: true }],
  uncreatable,
  foundByContent: true,
  disturbs,
  takesAlong: [],
};

function uncreatable(desired: Desired<"version">): string | null {
  if (desired.intent.publishable) return null;
  const code = desired.spec.codeSha256 ?? "its code";
  return `no published version holds ${code} with this environment, and the function holds other code; move the pin, or ship that code again`;
}
