/** Which targets the desired state had when it could last be told, written down for a start while it cannot. */
import { messageOf } from "../model/errors.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { Logger } from "../model/ports.ts";
import type { StateStore } from "../model/state-store.ts";
import { groupOf } from "./orders.ts";
import type { KnownTargets } from "./target-loops.ts";

const NAME = "targets.json";
const FORMAT = 1;

/** Losing it is harmless: a broken desired state then tells what is wrong, and nothing is enforced until it is mended. */
export function knownTargets(state: StateStore, logger: Logger): KnownTargets {
  return {
    async read() {
      try {
        return await readKnownTargets(state);
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

/** None where none were told. Rejects when the state may not be read. */
export async function readKnownTargets(state: StateStore): Promise<readonly FleetTarget[]> {
  return targetsIn(await state.read(NAME));
}

/** Whether a target, by its group, is still one of them; where none were told, each is. */
export function isStillKnown(known: readonly FleetTarget[]): (group: string) => boolean {
  const groups = new Set(known.map(({ name }) => groupOf(name)));
  return (group) => known.length === 0 || groups.has(group);
}

function targetsIn(bytes: Uint8Array | null): readonly FleetTarget[] {
  const kept: unknown = JSON.parse(bytes === null ? "null" : Buffer.from(bytes).toString("utf8"));
  if (typeof kept !== "object" || kept === null || !("format" in kept) || kept.format !== FORMAT) return [];
  // Written whole or not at all, in this format, by `keep`.
  return "targets" in kept && Array.isArray(kept.targets) ? (kept.targets as readonly FleetTarget[]) : [];
}
