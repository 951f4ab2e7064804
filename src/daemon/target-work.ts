/**
 * What a worker does with the messages of one target: one pass for all of them.
 *
 *   among the messages                                       the pass looks at
 *   one asks for a pass of everything                        everything
 *   each is of somebody's write, or of an `only`             what those concern
 *   a write whose APIs or caller are not known here yet      everything, which makes them known
 *   each is of a write of ours, or of nothing declared       nothing: there is no pass
 */
import { bindLogger } from "../engine/bind-logger.ts";
import { logInvalid } from "../engine/log-invalid.ts";
import type { Address } from "../model/address.ts";
import { addressOf, kindOf, nameAt } from "../model/address.ts";
import type { DesiredState } from "../model/desired.ts";
import type { FleetSource, FleetTarget, TargetLoad } from "../model/fleet.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Clock, LoadResult, Logger } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { NoticedWrite } from "../model/who.ts";
import type { Delivery } from "../model/work-queue.ts";
import { narrowTo } from "../plan/narrow.ts";
import { questionOf } from "./attribution.ts";
import { type DaemonPassPorts, type DaemonPassRequest, type PassPart, runDaemonPass } from "./daemon-pass.ts";
import type { Trigger } from "./loop.ts";
import { groupOf, type Order, readOrder } from "./orders.ts";
import { endOf } from "./pace.ts";
import type { EndedPass } from "./status.ts";
import type { Worked } from "./worker.ts";

export interface TargetWorkPorts {
  readonly source: FleetSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readEvent(event: unknown): NoticedWrite | null;
  /** What the passes of a target need; what they remembered is read anew each time. */
  open(target: FleetTarget, loaded: LoadResult): Promise<TargetRoom>;
  /** Asks for another pass of a target, in `ms`, if this process is still there then. */
  comeBack(target: string | null, asked: { readonly trigger: Trigger; readonly only?: readonly string[] }, ms: number): void;
}

export interface TargetRoom {
  readonly ports: Omit<DaemonPassPorts, "source" | "attribution" | "clock">;
  ended(pass: EndedPass, whole: boolean): Promise<void>;
  /** What is to be delivered and written down is, or waits for the next pass. */
  close(signal: AbortSignal): Promise<void>;
}

/** What passes of this process learned of a target. */
interface Known {
  readonly caller: string | undefined;
  /** By which events name what has no name of its own in them. */
  readonly ids: ReadonlyMap<Address, string>;
}

/** After drift was put back, a look whether it stays so: the end of an alert. */
const VERIFY_MS = 30_000;
/** After a pass that did not settle. */
const RETRY_MS = 60_000;

export class TargetWork {
  readonly #request: DaemonPassRequest;
  readonly #ports: TargetWorkPorts;
  readonly #known = new Map<string, Known>();

  constructor(request: DaemonPassRequest, ports: TargetWorkPorts) {
    this.#request = request;
    this.#ports = ports;
  }

  async work(group: string, deliveries: readonly Delivery[], signal: AbortSignal): Promise<Worked> {
    const read = deliveries.map((delivery) => ({ delivery, ...readOrder(delivery, this.#ports.readEvent) }));
    const faulty = read.flatMap((one) => ("fault" in one ? [{ delivery: one.delivery, fault: one.fault }] : []));
    const good = read.flatMap((one) => ("order" in one ? [one] : []));
    const done = good.map(({ delivery }) => delivery);
    if (done.length === 0) return { done, faulty, interrupted: false };
    const fleet = await this.#ports.source.load(signal);
    if (!fleet.valid) {
      // No pass could find out which account is meant; the next message comes when the files are mended, or on schedule.
      logInvalid(bindLogger(this.#ports.logger, { target: group }), fleet.issues, {});
      return { done, faulty, interrupted: false };
    }
    const load = fleet.targets.find(({ target }) => groupOf(target.name) === group);
    if (load === undefined) {
      const fault = `no target of the desired state is called "${group}"`;
      return { done: [], faulty: [...faulty, ...done.map((delivery) => ({ delivery, fault }))], interrupted: false };
    }
    const interrupted = await this.#pass(
      load,
      good.map(({ order }) => order),
      signal,
    );
    return { done, faulty, interrupted };
  }

  /** Whether it was cut short. */
  async #pass({ target, loaded }: TargetLoad, orders: readonly Order[], signal: AbortSignal): Promise<boolean> {
    const group = groupOf(target.name);
    const part = loaded.valid ? partOf(orders, loaded.state, this.#known.get(group)) : WHOLE;
    if (part === NOTHING) return false;
    const room = await this.#ports.open(target, loaded);
    try {
      const ended = await runDaemonPass(
        {
          trigger: orders[0]?.trigger ?? "schedule",
          request: this.#request,
          witness: { progress() {}, saw() {} },
          ...(part !== WHOLE && { part }),
        },
        { ...room.ports, clock: this.#ports.clock, source: { load: async () => loaded }, attribution: null },
        signal,
      );
      const { report } = ended;
      if (part === WHOLE && report.plan !== null) this.#known.set(group, knownBy(report));
      await room.ended(ended, part === WHOLE);
      if (report.interrupted !== true) this.#comeBack(target.name, report, part);
      return report.interrupted === true;
    } finally {
      await room.close(signal);
    }
  }

  #comeBack(target: string | null, report: RunReport, part: PassPart | typeof WHOLE): void {
    const { comeBack, clock } = this.#ports;
    const corrected = report.steps.filter(({ step, result }) => result === "done" && step.cause === "drift");
    if (endOf(report) !== "settled") comeBack(target, { trigger: "retry" }, RETRY_MS);
    else if (report.nextMoveAt !== null) comeBack(target, { trigger: "shift" }, Math.max(0, report.nextMoveAt - clock.now()));
    else if (corrected.length > 0) {
      const only = part === WHOLE ? {} : { only: corrected.map(({ step }) => step.address) };
      comeBack(target, { trigger: "retry", ...only }, VERIFY_MS);
    }
  }
}

const WHOLE = "whole";
const NOTHING = "nothing";

function partOf(
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
    narrow: (whole) => ({ ...whole, resources: whole.resources.filter(({ address }) => narrowed.covers(address)) }),
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

function knownBy({ identity, outputs }: RunReport): Known {
  const ids = [...(outputs ?? [])].flatMap(([address, { id }]) => (id === undefined ? [] : [[address, id] as const]));
  return { caller: identity?.caller, ids: new Map(ids) };
}
