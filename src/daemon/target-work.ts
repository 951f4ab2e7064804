/**
 * What a worker does with the messages of one target: one pass for all of them, of what `pass-part.ts` says.
 */
import { bindLogger } from "../engine/bind-logger.ts";
import { logInvalid } from "../engine/log-invalid.ts";
import type { FleetSource, FleetTarget, TargetLoad } from "../model/fleet.ts";
import type { Clock, LoadResult, Logger } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import type { NoticedWrite } from "../model/who.ts";
import type { Delivery } from "../model/work-queue.ts";
import { type DaemonPassPorts, type DaemonPassRequest, type PassPart, runDaemonPass } from "./daemon-pass.ts";
import type { Trigger } from "./loop.ts";
import { groupOf, type Order, readOrder } from "./orders.ts";
import { endOf } from "./pace.ts";
import { correctedIn, type Known, knownBy, NOTHING, partOf, VERIFY_MS, WHOLE } from "./pass-part.ts";
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
    const corrected = correctedIn(report);
    if (endOf(report) !== "settled") comeBack(target, { trigger: "retry" }, RETRY_MS);
    else if (report.nextMoveAt !== null) comeBack(target, { trigger: "shift" }, Math.max(0, report.nextMoveAt - clock.now()));
    else if (corrected.length > 0) {
      const only = part === WHOLE ? {} : { only: corrected };
      comeBack(target, { trigger: "retry", ...only }, VERIFY_MS);
    }
  }
}
