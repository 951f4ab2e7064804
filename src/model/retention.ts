/** Retention: how much of what AWS keeps for ever stays, deployments of an API and published versions of a function. */
import type { Address } from "./address.ts";
import type { Live } from "./observation.ts";

/** One deployment or version that is there, whoever's it is. */
export interface Past<K extends "deployment" | "version" = "deployment" | "version"> {
  /** At an address of its own, by its id or number. */
  readonly live: Live<K>;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** What serves it, shifts to it, or was rolled back from it: stages and aliases, whoever's; empty: nothing. */
  readonly usedBy: readonly string[];
}

/** When each was first seen to be used by nothing; milliseconds since the epoch. */
export type Idle = Readonly<Record<Address, number>>;
