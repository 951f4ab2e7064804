/** The composition root of the page of a fleet that others keep. It is given no way to write. */
import { connectAws } from "../aws/connection.ts";
import { regionOfQueue } from "../aws/sqs-queue.ts";
import type { FleetViewPorts } from "../daemon/fleet-view.ts";
import { KeptFleet } from "../daemon/kept-fleet.ts";
import { knownTargets } from "../daemon/known-targets.ts";
import { queueFigures } from "../daemon/queue-figures.ts";
import { packageCode } from "../desired/package-code.ts";
import { systemClock } from "../engine/system-clock.ts";
import { matcherOf } from "../model/pattern.ts";
import type { Logger } from "../model/ports.ts";
import { awsConfig } from "./aws-config.ts";
import type { OpenState } from "./compose-state.ts";
import { openQueue } from "./open-queue.ts";
import type { StatusOptions } from "./options.ts";

export interface ViewHome {
  readonly ports: FleetViewPorts;
  close(): void;
}

/** Nobody is called yet. */
export function composeView(options: StatusOptions, { store }: OpenState, logger: Logger): ViewHome {
  const known = knownTargets(store, logger);
  const fleet = new KeptFleet({
    state: store,
    knownTargets: () => known.read(),
    isAskedFor: matcherOf(options.target ?? []),
    clock: systemClock,
  });
  const queue = options.queue === undefined ? null : openFigures(options.queue, options, logger);
  return {
    ports: { fleet, queue: queue?.figures ?? null, clock: systemClock, logger },
    close: () => queue?.close(),
  };
}

/** CloudWatch has a queue's metrics in the queue's region. */
function openFigures(url: string, options: StatusOptions, logger: Logger) {
  const region = regionOfQueue(url) ?? options.region;
  const connection = connectAws({ ...awsConfig(options), packageCode, ...(region !== undefined && { region }) });
  const queue = openQueue(url, systemClock, options);
  return {
    figures: queueFigures({ queue, age: () => connection.queueAge(url), logger }),
    close() {
      queue.close();
      connection.close();
    },
  };
}
