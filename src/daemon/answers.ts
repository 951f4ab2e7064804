/** What probes, scrapers and scripts are answered. With several targets each is told of too, by its name. */
import { json, type Routes } from "./endpoints.ts";
import type { Metrics } from "./metrics.ts";
import type { DaemonStatus, LoopStatus } from "./status.ts";

export function routesOf(status: () => DaemonStatus, metrics: Metrics): Routes {
  return {
    "/healthz": () => {
      const { stuck, state } = status();
      return json(stuck === null ? 200 : 503, { healthy: stuck === null, state, ...(stuck !== null && { reason: stuck }) });
    },
    "/readyz": () => {
      const { targets, ...whole } = status();
      const each = targets?.map(({ target, ...loop }) => [target, readiness(loop)] as const);
      return json(whole.ready ? 200 : 503, { ...readiness(whole), ...(each && { targets: Object.fromEntries(each) }) });
    },
    "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
    "/api/status": () => json(200, status()),
  };
}

function readiness({ ready, lastSuccessAt, desired }: Pick<LoopStatus, "ready" | "lastSuccessAt" | "desired">): object {
  return { ready, lastSuccessAt, desiredValid: desired.valid };
}
