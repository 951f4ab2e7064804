/** A daemon's ports where the desired state is for one place alone, given what its passes need there. */
import type { DaemonPorts } from "../../src/daemon/daemon.ts";
import type { TargetHome } from "../../src/daemon/target-loop.ts";
import type { DesiredSource } from "../../src/model/ports.ts";

export function onlyTarget(source: DesiredSource, home: TargetHome): Pick<DaemonPorts, "source" | "open" | "known"> {
  return {
    source: {
      load: async (signal) => ({ valid: true, targets: [{ target: { name: null }, loaded: await source.load(signal) }] }),
    },
    open: async () => home,
    known: { read: async () => [], keep: async () => {} },
  };
}
