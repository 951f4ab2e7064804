/** What the providers of one pass share: clients, clock, and a memo, so that nothing is read twice in a pass. */

import type { Clock, Depth } from "../model/ports.ts";
import type { CodeSource } from "../model/specs/function.ts";
import type { AwsClients } from "./clients.ts";
import type { DeepReads } from "./deep-reads.ts";
import type { Learned } from "./learned.ts";

export interface AwsSession {
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** Base of invoke URLs where the endpoint is not AWS's own: `BASE/API/STAGE`. */
  readonly invokeUrlBase: string | undefined;
  packageCode(source: CodeSource): Promise<Uint8Array>;
  /**
   * Reads once a pass: the same key gives the same answer, a failure included. For observing only: whoever writes reads afresh.
   */
  read<T>(key: string, load: () => Promise<T>): Promise<T>;
  /**
   * As `read`, for what moves no traffic: a shallow look takes what was last read, as long as `holds` says that it still holds.
   * Left out: it does.
   */
  readDeep<T>(key: string, load: () => Promise<T>, holds?: (answer: T) => Promise<boolean>): Promise<T>;
  /** Names below which owned resources are looked for: what was observed in this pass. */
  readonly seen: SeenNames;
  readonly learned: Learned;
}

export interface SeenNames {
  readonly functions: Set<string>;
  /** Those among them that were not there, so that nothing can have been said of them. */
  readonly missingFunctions: Set<string>;
  /** REST API ids by name. */
  readonly apis: Map<string, string>;
}

export function createDeepMemo(read: AwsSession["read"], deep: DeepReads, depth: Depth): AwsSession["readDeep"] {
  return (key, load, holds = async () => true) =>
    read(key, async () => {
      const known = depth === "shallow" ? deep.known(key) : undefined;
      if (known !== undefined) {
        // A key is only ever read by one function, so what it holds is that function's type.
        const answer = known.answer as Awaited<ReturnType<typeof load>>;
        if (await holds(answer)) return answer;
      }
      const answer = await load();
      deep.keep(key, answer);
      return answer;
    });
}

export function createMemo(): AwsSession["read"] {
  const answers = new Map<string, Promise<unknown>>();
  return <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const known = answers.get(key);
    // A key is only ever read by one function, so what it holds is that function's type.
    if (known) return known as Promise<T>;
    const loading = load();
    answers.set(key, loading);
    return loading;
  };
}
