import { addressOf, nameAt } from "../../model/address.ts";
import type { KindRules } from "../kind-rules.ts";

/** A statement is there or not; one that somebody else made and that covers ours will do as well. */
export const permissionRules: KindRules<"permission"> = {
  kind: "permission",
  parents: (address) => [addressOf("function", nameAt(address, 0)), addressOf("rest-api", nameAt(address, 2))],
  lane: (address) => addressOf("function", nameAt(address, 0)),
  fields: [],
  uncreatable: () => null,
  foundByContent: true,
  takesAlong: [],
};
