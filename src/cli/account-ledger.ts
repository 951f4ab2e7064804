/**
 * The ledger of the account and region that a pass turns out to work in. One checkout often serves several accounts, and
 * what was converged in one says nothing about another: with one ledger for all, everything would look like drift there.
 */
import { openLedger } from "../engine/stored-ledger.ts";
import type { Identity } from "../model/observation.ts";
import type { Ledger, ReadSession } from "../model/ports.ts";
import type { StateStore } from "../model/state-store.ts";
import { forgetfulLedger } from "./forgetful-ledger.ts";

export interface AccountLedger {
  /** Remembers nothing until the account is known, which is before anything is planned. */
  readonly ledger: Ledger;
  /** The same session; as soon as it learns who we are, the ledger is that account's. */
  opening<S extends ReadSession>(session: S): S;
}

/** `warn` is told when it is there and cannot be used. */
export function createAccountLedger(state: StateStore, warn: (message: string) => void): AccountLedger {
  let current: Ledger = forgetfulLedger;
  let opened: Promise<void> | undefined;

  const open = async ({ account, region }: Identity): Promise<void> => {
    const stored = await openLedger(state.below(`${account}-${region}`));
    if (stored.warning !== null) warn(stored.warning);
    current = stored;
  };
  return {
    ledger: {
      converged: (address) => current.converged(address),
      written: (address) => current.written(address),
      record: (address, fields, written) => current.record(address, fields, written),
      forget: (address) => current.forget(address),
      idle: (parent) => current.idle?.(parent),
      recordIdle: (parent, idle) => current.recordIdle?.(parent, idle),
      digestOf: (value) => current.digestOf(value),
      save: () => current.save(),
    },
    opening: (session) => ({
      ...session,
      async identity(signal) {
        const identity = await session.identity(signal);
        opened ??= open(identity);
        await opened;
        return identity;
      },
    }),
  };
}
