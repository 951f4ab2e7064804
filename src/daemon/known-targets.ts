/** Which targets the desired state had when it could last be told, written down for a start while it cannot. */
import { messageOf } from "../model/errors.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { Logger } from "../model/ports.ts";
import type { StateStore } from "../model/state-store.ts";
import type { KnownTargets } from "./target-loops.ts";

const NAME = "targets.json";
const FORMAT = 1;

/** Losing it is harmless: a broken desired state then tells what is wrong, and nothing is enforced until it is mended. */
export function knownTargets(state: StateStore, logger: Logger): KnownTargets {
  return {
    async read() {
      try {
        return targetsIn(await state.read(NAME));
      } catch (error) {
        logger.warn({ detail: messageOf(error) }, "known targets not read");
        return [];
      }
    },
    async keep(targets) {
      const text = JSON.stringify({ format: FORMAT, targets });
      const isOnly = targets.every(({ name }) => name === null);
      // Most desired states never had any.
      await state
        .update(NAME, (current) => {
          const same = current === null ? isOnly : Buffer.from(current).toString("utf8") === text;
          return same ? null : text;
        })
        .catch((error: unknown) => {
          logger.warn({ detail: messageOf(error) }, "known targets not kept");
        });
    },
  };
}

function targetsIn(bytes: Uint8Array | null): readonly FleetTarget[] {
  const kept: unknown = JSON.parse(bytes === null ? "null" : Buffer.from(bytes).toString("utf8"));
  if (typeof kept !== "object" || kept === null || !("format" in kept) || kept.format !== FORMAT) return [];
  // Written whole or not at all, in this format, by `keep`.
  return "targets" in kept && Array.isArray(kept.targets) ? (kept.targets as readonly FleetTarget[]) : [];
}
