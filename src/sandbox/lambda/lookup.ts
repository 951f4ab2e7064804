/** Finding what a request names, with the not-found error that AWS has for each. */
import type { World } from "../world.ts";
import { functionNotFound } from "./errors.ts";
import { type FunctionName, functionArn, LATEST } from "./function-name.ts";
import type { AliasRecord, FunctionRecord, Snapshot } from "./state.ts";

export interface Target {
  readonly record: FunctionRecord;
  readonly snapshot: Snapshot;
  readonly alias: AliasRecord | undefined;
  /** As the caller named it. */
  readonly qualifier: string | undefined;
}

/** Throws "Function not found" with the ARN the caller named; `asked` is the qualifier shown there. */
export function requireFunction(world: World, name: string, asked?: string): FunctionRecord {
  const record = world.lambda.functions.get(name);
  if (!record) throw functionNotFound(functionArn(world, name, asked));
  return record;
}

/** `$LATEST`, the version, or the version that the alias points to. Weights are for Invoke, not for reading. */
export function requireTarget(world: World, { name, qualifier }: FunctionName): Target {
  const record = requireFunction(world, name, qualifier);
  const alias = qualifier === undefined ? undefined : record.aliases.get(qualifier);
  const snapshot = snapshotNamed(record, alias?.functionVersion ?? qualifier ?? LATEST);
  if (!snapshot) throw functionNotFound(functionArn(world, name, qualifier));
  return { record, snapshot, alias, qualifier };
}

/** `$LATEST` or a published version. */
export function snapshotNamed(record: FunctionRecord, version: string): Snapshot | undefined {
  return version === LATEST ? record.latest : record.versions.get(version);
}
