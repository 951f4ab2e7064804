/**
 * CreateRestApi and CreateDeployment have no token, so two processes that both see nothing make two. Whoever finds another
 * of the same after making its own takes its own away again, unless its own is surely the older: so one is left, and when
 * both were made in one breath none, which the next pass makes good. Waiting for the other's is the next pass's, too.
 */
import { StagekeeperError } from "../model/errors.ts";

export interface Made {
  readonly id?: string | undefined;
  readonly createdDate?: Date | undefined;
}

/**
 * Throws `conflict` after `remove` when there is a twin to give way to. `look`: all of the same there are, read afresh.
 * Precondition: the answer to our own call says that it made `made`; found in any other way, it may be somebody else's.
 */
export async function giveWay(
  what: string,
  made: Made,
  { look, remove }: { look(): Promise<readonly Made[]>; remove(id: string): Promise<unknown> },
): Promise<void> {
  const twins = (await look()).filter(({ id }) => id !== made.id);
  if (made.id === undefined || twins.every((twin) => isOlder(made, twin))) return;
  await remove(made.id);
  throw new StagekeeperError("conflict", `${what}: somebody else made it at the same time; run again`);
}

/** Creation is dated to the second. */
function isOlder(made: Made, twin: Made): boolean {
  if (made.createdDate === undefined || twin.createdDate === undefined) return false;
  return Math.floor(made.createdDate.getTime() / 1000) < Math.floor(twin.createdDate.getTime() / 1000);
}
