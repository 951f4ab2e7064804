/** The composition root of a rollback: AWS alone, for it asks for no desired state. */
import { connectAws } from "../aws/connection.ts";
import { packageCode } from "../desired/package-code.ts";
import { systemClock } from "../engine/system-clock.ts";
import type { RollbackWorld } from "./commands/rollback.ts";
import { awsConfig } from "./compose.ts";
import type { RollbackOptions } from "./options.ts";

export function composeRollback(options: RollbackOptions): RollbackWorld {
  const connection = connectAws({ ...awsConfig(options), packageCode });
  // What a dry run is given cannot write.
  const { rollbacks } = options.dryRun ? connection.openReadSession() : connection.openWriteSession();
  return { rollbacks, clock: systemClock, close: () => connection.close() };
}
