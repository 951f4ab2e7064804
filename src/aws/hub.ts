/**
 * The door to many accounts: the credentials of the process are the hub's, and each target has a connection of its own,
 * with its role, its region and its own scheduler. What they share is the machine: calls in flight at once, in fairness.
 */
import type { FleetTarget } from "../model/fleet.ts";
import { assumedRole } from "./assumed-role.ts";
import { createCallCounter } from "./call-counter.ts";
import { type AwsClients, createClients } from "./clients.ts";
import { type AwsConfig, type AwsConnection, connectAws, transportOf } from "./connection.ts";
import { FairGate } from "./scheduler/fair-gate.ts";

export interface AwsHub {
  /** Nobody is called yet. `onCall`: of the calls of this target, in place of the hub's own. */
  connect(target: FleetTarget, told?: Pick<AwsConfig, "onCall">): AwsConnection;
  /** Closes the sockets of all. */
  close(): void;
}

/** Sockets that a process of Node keeps busy without any of them waiting for the processor. */
const CALLS_AT_ONCE = 256;

/** `config.region`: of a target without a name, and where roles are assumed. */
export function openHub(config: AwsConfig): AwsHub {
  const connections: AwsConnection[] = [];
  const gate = new FairGate(CALLS_AT_ONCE);
  const hub = transportOf(config);

  /** Roles are assumed in the hub's own region, or in the target's where the process has none. */
  async function sts(region: string): ReturnType<AwsClients["sts"]> {
    const clients = createClients(hub, { counter: createCallCounter(), readOnly: true });
    const own = await clients.region().catch(() => undefined);
    return own === undefined ? clients.sts(region) : clients.sts();
  }

  return {
    connect(target, told = {}) {
      const place = target.name === null ? {} : { ...placeOf(target), gate: { gate, party: target.name } };
      const connection = connectAws({ ...config, ...told, ...place });
      connections.push(connection);
      return connection;
    },
    close() {
      for (const connection of connections) connection.close();
      for (const client of hub.shared.values()) client.destroy();
    },
  };

  function placeOf({ region, role }: Exclude<FleetTarget, { readonly name: null }>): Partial<AwsConfig> {
    if (role === undefined) return { region };
    return { region, credentials: assumedRole(role, { sts: () => sts(region), clock: config.clock }) };
  }
}
