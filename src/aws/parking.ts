/** Keeps aliases that serve `$LATEST` away from it while it wears another environment. */
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import { allPages } from "./observing.ts";
import { publishVersion } from "./publish.ts";
import type { AwsSession } from "./session.ts";

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
  const on = await publishVersion(
    session,
    { name: request.name, description: request.description, codeSha256: undefined },
    context,
  );
  const parked: ParkedAlias[] = [];
  try {
    for (const { Name = "", RevisionId } of serving) {
      await lambda.updateAlias({ FunctionName: request.name, Name, FunctionVersion: on, RevisionId });
      parked.push({ alias: Name, on });
    }
  } catch (error) {
    await unparkAliases(session, request.name, parked);
    throw error;
  }
  return parked;
}

/** Points parked aliases at `$LATEST` again, each on its own; one that somebody moved meanwhile is left where it is. */
export async function unparkAliases(session: AwsSession, FunctionName: string, parked: readonly ParkedAlias[]): Promise<void> {
  const lambda = await session.clients.lambda();
  const failed: string[] = [];
  for (const { alias: Name, on } of parked) {
    try {
      const { FunctionVersion, RevisionId } = await lambda.getAlias({ FunctionName, Name });
      if (FunctionVersion === on) await lambda.updateAlias({ FunctionName, Name, FunctionVersion: "$LATEST", RevisionId });
    } catch {
      failed.push(Name);
    }
  }
  if (failed.length > 0) {
    throw new StagekeeperError(
      "conflict",
      `${FunctionName}: aliases ${failed.join(", ")} could not be moved back to $LATEST; run again`,
    );
  }
}
