/** Keeps aliases that serve `$LATEST` away from it while it wears another environment. */
import { addressOf } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import { isNamed } from "./classify-error.ts";
import { allPages } from "./observing.ts";
import { publishVersion } from "./publish.ts";
import type { AwsSession } from "./session.ts";

const MOVE_TRIES = 3;

export interface ParkedAlias {
  readonly alias: string;
  /** The version it stands on while parked: only from there is it moved back. */
  readonly on: string;
}

/** Publishes `$LATEST` as it stands and points those of `aliases` there that serve `$LATEST` now. */
export async function parkAliases(
  session: AwsSession,
  request: { readonly name: string; readonly description: string; readonly aliases: readonly string[] },
  context: ApplyContext,
): Promise<readonly ParkedAlias[]> {
  if (request.aliases.length === 0) return [];
  const lambda = await session.clients.lambda();
  const live = await allPages(async (Marker) => {
    const page = await lambda.listAliases({ FunctionName: request.name, Marker }, { abortSignal: context.signal });
    return { items: page.Aliases ?? [], token: page.NextMarker };
  });
  const serving = live.filter(
    ({ Name, FunctionVersion }) => FunctionVersion === "$LATEST" && request.aliases.includes(Name ?? ""),
  );
  if (serving.length === 0) return [];
  const { name, description } = request;
  const on = await publishVersion(session, { name, description }, context);
  const parked: ParkedAlias[] = [];
  try {
    for (const { Name: alias = "" } of serving) {
      parked.push({ alias, on });
      await moveAlias(session, { name: request.name, alias, from: "$LATEST", to: on });
    }
  } catch (error) {
    await unparkAliases(session, { name, parked }, context);
    throw error;
  }
  return parked;
}

/** Points parked aliases at `$LATEST` again, each on its own; one that somebody moved meanwhile is left where it is. */
export async function unparkAliases(
  session: AwsSession,
  { name, parked }: { readonly name: string; readonly parked: readonly ParkedAlias[] },
  context: Pick<ApplyContext, "served">,
): Promise<void> {
  const failures: unknown[] = [];
  for (const { alias, on } of parked) {
    await moveAlias(session, { name, alias, from: on, to: "$LATEST" }).catch((error: unknown) => failures.push(error));
  }
  for (const on of new Set(parked.map(({ on }) => on))) context.served(addressOf("version", name, on));
  if (failures.length === 0) return;
  throw new StagekeeperError("conflict", `${name}: aliases could not be moved back to $LATEST; run again`, {
    cause: failures[0],
  });
}

/** Moves an alias that stands at `from`; any other is left alone. A guard that failed, or a lost answer, is looked at again. */
async function moveAlias(
  session: AwsSession,
  move: { readonly name: string; readonly alias: string; readonly from: string; readonly to: string },
): Promise<void> {
  const lambda = await session.clients.lambda();
  const at = { FunctionName: move.name, Name: move.alias };
  for (let attempt = 1; ; attempt += 1) {
    const { FunctionVersion, RevisionId } = await lambda.getAlias(at);
    if (FunctionVersion !== move.from) return;
    try {
      await lambda.updateAlias({ ...at, FunctionVersion: move.to, RevisionId });
      return;
    } catch (error) {
      if (!isNamed(error, "PreconditionFailedException") || attempt >= MOVE_TRIES) throw error;
    }
  }
}
