import { addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { KindRules } from "../kind-rules.ts";
import { deriveStage } from "./derive.ts";
import { stagePace } from "./pace.ts";

export const stageRules: KindRules<"stage"> = {
  kind: "stage",
  parents: (address) => [addressOf("rest-api", nameAt(address, 0))],
  lane: (address) => addressOf("rest-api", nameAt(address, 0)),
  fields: [
    { path: ["description"], default: "" },
    { path: ["variables"], compare: "whole", mayBeSecret: true },
    { path: ["tracing"], default: false },
    { path: ["canary", "variables"], compare: "whole", mayBeSecret: true },
    { path: ["shift"], compare: "whole" },
    { path: ["hold"], compare: "whole" },
  ],
  pointer: ["deploymentId", "canary"],
  alongPointer: ["variables", "canary"],
  uncreatable: (desired: Desired<"stage">) =>
    desired.spec.deploymentId === undefined
      ? "a new stage needs a deployment to serve; declare deployment: latest, or follow another stage"
      : null,
  pace: stagePace,
  takesAlong: [],
  derive: deriveStage,
};
