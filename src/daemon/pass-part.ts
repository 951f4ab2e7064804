/**
 * What a pass looks at that began with somebody's writes, or with patterns of addresses: that and what it needs, and nothing else.
 *
 *   among the orders                                         the pass looks at
 *   one asks for everything                                  everything
 *   each is of somebody's write, or of an `only`             what those concern
 *   a write whose APIs or caller are not known here yet      everything, which makes them known
 *   each is of a write of ours, or of nothing declared       nothing: there is no pass
 */
import { type Address, addressOf, kindOf, nameAt } from "../model/address.ts";
import type { DesiredState } from "../model/desired.ts";
import { matcherOf } from "../model/pattern.ts";
import type { RunReport } from "../model/report.ts";
import { narrowTo } from "../plan/narrow.ts";
import { questionOf } from "./attribution.ts";
import type { PassPart } from "./daemon-pass.ts";
import type { Order } from "./orders.ts";

/** What passes of this process learned of a target. */
export interface Known {
  readonly caller: string | undefined;
  /** By which events name what has no name of its own in them. */
  readonly ids: ReadonlyMap<Address, string>;
}

/** After drift was put back, until a look whether it stays so: the end of an alert. */
export const VERIFY_MS = 30_000;

export const WHOLE = "whole";
export const NOTHING = "nothing";

export function partOf(
  orders: readonly Order[],
  state: DesiredState,
  known: Known | undefined,
): PassPart | typeof WHOLE | typeof NOTHING {
  const writes = orders.flatMap(({ write }) => (write === null ? [] : [write]));
  if (orders.some(({ write, only }) => write === null && only.length === 0)) return WHOLE;
  if (writes.length > 0 && (known === undefined || known.caller === undefined)) return WHOLE;
  const others = writes.filter((write) => !write.isOwn(known?.caller ?? ""));
  const asked = matcherOfAll(orders.flatMap(({ only }) => only));
  const ids = known?.ids ?? new Map<Address, string>();
  const narrowed = narrowTo(state.resources, {
    concerns: (address) => asked(address) || others.some((write) => write.concerns(address, ids.get(namedBy(address)))),
    access: others.some(({ concernsAccess }) => concernsAccess),
  });
  if (narrowed.resources.length === 0) return NOTHING;
  return {
    narrow: narrowed.narrow,
    covers: narrowed.covers,
    actorOf(condition, report) {
      const question = questionOf(condition, report, { since: 0, until: Number.MAX_SAFE_INTEGER });
      // The last one made what is found.
      return question === null ? undefined : others.findLast((write) => write.made(question))?.actor;
    },
  };
}

function matcherOfAll(patterns: readonly string[]): (address: string) => boolean {
  return patterns.length === 0 ? () => false : matcherOf(patterns);
}

/** Events of a stage name its API. */
function namedBy(address: Address): Address {
  return kindOf(address) === "stage" ? addressOf("rest-api", nameAt(address, 0)) : address;
}

/** Drift that the pass has put back. */
export function correctedIn({ steps }: RunReport): readonly Address[] {
  return steps.flatMap(({ step, result }) => (result === "done" && step.cause === "drift" ? [step.address] : []));
}

export function knownBy({ identity, outputs }: RunReport): Known {
  const ids = [...(outputs ?? [])].flatMap(([address, { id }]) => (id === undefined ? [] : [[address, id] as const]));
  return { caller: identity?.caller, ids: new Map(ids) };
}
