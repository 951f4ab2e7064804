/** The tables of known deviations by target. */
import type { Deviations } from "./deviation.ts";
import { LOCALEMU_DEVIATIONS } from "./localemu.ts";
import { MINISTACK_DEVIATIONS } from "./ministack.ts";
import { MOTO_DEVIATIONS } from "./moto.ts";
import { SANDBOX_DEVIATIONS } from "./sandbox.ts";

/** In the order of the columns of docs/fidelity.md. */
export const TABLES: Readonly<Record<string, Deviations>> = {
  sandbox: SANDBOX_DEVIATIONS,
  moto: MOTO_DEVIATIONS,
  ministack: MINISTACK_DEVIATIONS,
  LocalEmu: LOCALEMU_DEVIATIONS,
};

/** Throws for a target that has no table. */
export function deviationsOf(target: string): Deviations {
  const table = TABLES[target];
  if (table === undefined) throw new Error(`there is no table of deviations for ${target}`);
  return table;
}
