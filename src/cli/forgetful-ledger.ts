/** A ledger for an AWS that ends with the process: it has no past, so there is nothing to tell drift by. */
import { digestOf } from "../kinds/digest.ts";
import type { Ledger } from "../model/ports.ts";

export const forgetfulLedger: Ledger = {
  converged: () => undefined,
  written: () => undefined,
  record() {},
  forget() {},
  digestOf,
  async save() {},
};
