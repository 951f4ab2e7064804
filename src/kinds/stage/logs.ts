import type { StageSpec } from "../../model/specs/stage.ts";

/** Whether any of its routes writes execution logs. Then the account has to have a role for that (API Gateway UpdateAccount). */
export function writesLogs({ settings = {} }: StageSpec): boolean {
  return Object.values(settings).some(({ logging = "OFF" }) => logging !== "OFF");
}
