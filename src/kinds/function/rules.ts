import type { Desired } from "../../model/desired.ts";
import type { KindRules } from "../kind-rules.ts";

export const functionRules: KindRules<"function"> = {
  kind: "function",
  parents: () => [],
  lane: (address) => address,
  fields: [
    { path: ["description"], default: "" },
    { path: ["environment"], compare: "whole", mayBeSecret: true },
    { path: ["imageConfig"], compare: "whole" },
    // Lambda has no call that changes it (UpdateFunctionConfiguration).
    { path: ["tenantIsolation"], immutable: true, default: false },
  ],
  uncreatable,
  takesAlong: ["version", "alias", "permission"],
};

/** Lambda CreateFunction needs the code and the role, and for a zip also the runtime and the handler. */
const NEEDED = { zip: ["runtime", "handler", "role"], image: ["role"] } as const;

function uncreatable(desired: Desired<"function">): string | null {
  if (desired.intent.code === null)
    return "its code is not declared; declare code, or have whoever ships the code create it first";
  const missing = NEEDED[desired.intent.code.from === "image" ? "image" : "zip"].filter(
    (member) => desired.spec[member] === undefined,
  );
  return missing.length === 0 ? null : `${missing.join(", ")} not declared; a new function needs them`;
}
