/** PublishVersion and ListVersionsByFunction. */
import type * as lambda from "@aws-sdk/client-lambda";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { describeFunction, describeListed } from "./describe.ts";
import { invalidParameter } from "./errors.ts";
import { parseFunctionName } from "./function-name.ts";
import { creating, latestOf, requireWritable } from "./lifecycle.ts";
import { requireFunction } from "./lookup.ts";
import { page } from "./paging.ts";
import type { FunctionRecord, Snapshot, Transition } from "./state.ts";

export function versionOperations(world: World): Pick<Handlers<typeof lambda>, "PublishVersion" | "ListVersionsByFunction"> {
  return {
    PublishVersion(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const latest = requireWritable(world, record, input.RevisionId);
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== latest.code.sha256)
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      const version = publish(world, record, { description: input.Description });
      return describeFunction(world, record, version, version.version);
    },

    ListVersionsByFunction(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const all = [record.latest, ...record.versions.values()];
      const { items, nextMarker } = page(all, input);
      return {
        Versions: items.map((snapshot) => describeListed(world, record, snapshot, snapshot.version)),
        NextMarker: nextMarker,
      };
    },
  };
}

interface Publishing {
  /** Left out: the description of `$LATEST`. */
  readonly description?: string | undefined;
  /** For a version whose code has just come in; others are Active at once (recorded). */
  readonly transition?: Transition;
}

/**
 * Freezes `$LATEST`. When neither code nor configuration has changed since the newest version was published, that
 * version is the answer, with its own description, and nothing happens (Lambda PublishVersion, aws-facts 5.1).
 */
export function publish(world: World, record: FunctionRecord, { description, transition }: Publishing): Snapshot {
  const latest = latestOf(world, record);
  const content = JSON.stringify([latest.code.sha256, latest.configuration]);
  const newest = record.lastPublished?.content === content ? record.versions.get(record.lastPublished.version) : undefined;
  if (newest) return newest;

  const number = (world.lambda.lastVersion.get(record.name) ?? 0) + 1;
  const version: Snapshot = {
    version: String(number),
    configuration: { ...latest.configuration, description: description ?? latest.configuration.description },
    code: latest.code,
    revisionId: world.newUuid(),
    lastModified: latest.lastModified,
    transition: transition ?? optimising(world, latest),
  };
  world.lambda.lastVersion.set(record.name, number);
  record.versions.set(version.version, version);
  record.lastPublished = { version: version.version, content };
  // Publishing gives $LATEST a new RevisionId too (recorded), which one under way gets when it ends.
  if (!latest.transition) record.latest = { ...latest, revisionId: world.newUuid() };
  return version;
}

/** A version that starts from a snapshot is Pending until that is made, which takes minutes (Lambda developer guide, "Lambda SnapStart"). */
const OPTIMISING_MS = 150_000;

function optimising(world: World, { configuration }: Snapshot): Transition | undefined {
  return configuration.snapStart === "None" ? undefined : creating(world, world.clock.now() + OPTIMISING_MS);
}
