/** Alerts as log lines, one a condition: always there, whatever else is configured. */
import type { AlertSink } from "../../model/alerts.ts";
import type { Logger } from "../../model/ports.ts";

const MESSAGES = { firing: "alert firing", reminded: "alert still firing", resolved: "alert resolved" } as const;

export function createLogSink(logger: Logger): AlertSink {
  return {
    name: "log",
    async send({ state, type, runId, revision, flapping, conditions }) {
      for (const { id, severity, address, summary, details, actor } of conditions) {
        const fields = { alert: id, type, severity, runId, revision, ...(address && { address }), summary };
        const more = {
          ...(details.length > 0 && { details }),
          ...(flapping && { flapping }),
          ...(actor && { actor: actor.arn }),
        };
        if (state === "resolved" || severity === "info") logger.info({ ...fields, ...more }, MESSAGES[state]);
        else logger.warn({ ...fields, ...more }, MESSAGES[state]);
      }
    },
  };
}
