import { addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { KindRules } from "../kind-rules.ts";
import { deriveAlias } from "./derive.ts";
import { aliasPace } from "./pace.ts";

export const aliasRules: KindRules<"alias"> = {
  kind: "alias",
  parents: (address) => [addressOf("function", nameAt(address, 0))],
  lane: (address) => addressOf("function", nameAt(address, 0)),
  fields: [
    { path: ["description"], default: "" },
    { path: ["weights"], compare: "whole" },
    { path: ["shift"], compare: "whole" },
    { path: ["hold"], compare: "whole" },
    { path: ["url"], compare: "whole" },
    { path: ["asyncInvocation"], compare: "whole" },
  ],
  pointer: ["version", "weights"],
  uncreatable: (desired: Desired<"alias">) => (desired.spec.version === undefined ? "its version is not declared" : null),
  pace: aliasPace,
  takesAlong: [],
  derive: deriveAlias,
};
