/** CreateFunction, GetFunction, ListFunctions, UpdateFunctionCode, UpdateFunctionConfiguration, DeleteFunction. */
import type * as lambda from "@aws-sdk/client-lambda";
import { objectionTo } from "../authorization/authorize.ts";
import { listTagsDeed } from "../authorization/lambda-deeds.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { readCode } from "./code.ts";
import { changedConfiguration, checkArchitectures, newConfiguration } from "./configuration.ts";
import { check, oneOf } from "./constraints.ts";
import { describeFunction, describeListed } from "./describe.ts";
import { conflict, functionNotFound, invalidParameter } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName, parseNewFunctionName } from "./function-name.ts";
import { requireCodeSigning } from "./function-settings.ts";
import { creating, latestOf, requireWritable, transitionEnd, updating } from "./lifecycle.ts";
import { requireFunction, requireTarget } from "./lookup.ts";
import { page } from "./paging.ts";
import type { Configuration, FunctionRecord, Snapshot } from "./state.ts";
import { checkTags } from "./tags.ts";
import { publish } from "./versions.ts";

type Operations = Pick<
  Handlers<typeof lambda>,
  | "CreateFunction"
  | "GetFunction"
  | "GetFunctionConfiguration"
  | "ListFunctions"
  | "UpdateFunctionCode"
  | "UpdateFunctionConfiguration"
  | "DeleteFunction"
>;

export function functionOperations(world: World): Operations {
  const { functions } = world.lambda;
  return {
    CreateFunction(input) {
      const name = parseNewFunctionName(world, input.FunctionName);
      checkArchitectures(input.Architectures);
      if ((input.PackageType === "Image") !== (input.Code?.ImageUri !== undefined))
        throw invalidParameter("Please provide ImageUri when updating a function with packageType Image.");
      const base = newConfiguration(world, input);
      const configuration = {
        ...base,
        architecture: input.Architectures?.[0] ?? base.architecture,
        tenantIsolation: input.TenancyConfig?.TenantIsolationMode,
      };
      checkTags({}, input.Tags ?? {});
      if (functions.has(name)) throw conflict(`Function already exist: ${name}`);
      const code = readCode(world, input.Code ?? {});

      const endsAt = transitionEnd(world);
      const latest = snapshotOf(world, { version: LATEST, configuration, code, transition: creating(world, endsAt) });
      const record = newRecord(name, latest, input.Tags ?? {});
      if (input.CodeSigningConfigArn !== undefined)
        record.codeSigningConfig = requireCodeSigning(world, input.CodeSigningConfigArn);
      functions.set(name, record);
      if (!input.Publish) return describeFunction(world, record, record.latest);
      // The answer is the version's, under the function's own ARN (recorded).
      return describeFunction(world, record, publish(world, record, { transition: creating(world, endsAt) }));
    },

    GetFunction(input, { request }) {
      const { record, snapshot, qualifier } = requireTarget(world, parseFunctionName(world, input.FunctionName, input.Qualifier));
      const objection = objectionTo(world, request, listTagsDeed(world, record.name));
      const tagged = objection === undefined && Object.keys(record.tags).length > 0;
      return {
        Configuration: describeFunction(world, record, snapshot, qualifier),
        Code: describeCode(world, record, snapshot),
        ...(tagged && { Tags: { ...record.tags } }),
        ...(objection !== undefined && { TagsError: { ErrorCode: "AccessDeniedException", Message: objection } }),
        ...(record.reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency },
        }),
      };
    },

    GetFunctionConfiguration(input) {
      const { record, snapshot, qualifier } = requireTarget(world, parseFunctionName(world, input.FunctionName, input.Qualifier));
      return describeFunction(world, record, snapshot, qualifier);
    },

    ListFunctions(input) {
      check(oneOf("functionVersion", input.FunctionVersion, ["ALL"]));
      const records = [...functions.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
      const all = input.FunctionVersion === "ALL";
      const listed = records.flatMap((record) =>
        all
          ? [record.latest, ...record.versions.values()].map((snapshot) =>
              describeListed(world, record, snapshot, snapshot.version),
            )
          : [describeListed(world, record, record.latest)],
      );
      const { items, nextMarker } = page(listed, input);
      return { Functions: items, NextMarker: nextMarker };
    },

    UpdateFunctionCode(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      checkArchitectures(input.Architectures);
      const before = requireWritable(world, record, input.RevisionId);
      const code = readCode(world, input);
      const architecture = input.Architectures?.[0] ?? before.configuration.architecture;
      const changes = { code, configuration: { ...before.configuration, architecture } };
      if (input.DryRun) return describeFunction(world, record, { ...before, ...changes });

      record.latest = snapshotOf(world, { ...changes, version: LATEST, transition: updating(world, before) });
      if (!input.Publish) return describeFunction(world, record, record.latest);
      const version = publish(world, record, { transition: creating(world, transitionEnd(world)) });
      return describeFunction(world, record, version, version.version);
    },

    UpdateFunctionConfiguration(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const configuration: Configuration = changedConfiguration(world, latestOf(world, record).configuration, input);
      const before = requireWritable(world, record, input.RevisionId);
      record.latest = snapshotOf(world, {
        configuration,
        version: LATEST,
        code: before.code,
        transition: updating(world, before),
      });
      return describeFunction(world, record, record.latest);
    },

    DeleteFunction(input) {
      const { name, qualifier } = parseFunctionName(world, input.FunctionName, input.Qualifier);
      if (qualifier !== undefined) return deleteVersion(world, name, qualifier);
      if (!functions.delete(name)) throw functionNotFound(functionArn(world, name));
      return { StatusCode: 204 };
    },
  };
}

function newRecord(name: string, latest: Snapshot, tags: Readonly<Record<string, string>>): FunctionRecord {
  return {
    name,
    latest,
    lastPublished: undefined,
    versions: new Map(),
    aliases: new Map(),
    policies: new Map(),
    tags: { ...tags },
    reservedConcurrency: undefined,
    codeSigningConfig: undefined,
    recursiveLoop: "Terminate",
    runtimeUpdates: new Map(),
    provisioned: new Map(),
    urls: new Map(),
    eventInvokes: new Map(),
  };
}

function snapshotOf(world: World, parts: Omit<Snapshot, "revisionId" | "lastModified">): Snapshot {
  return { ...parts, revisionId: world.newUuid(), lastModified: world.clock.now() };
}

/** Only numbers can be deleted, and only while no alias uses them. A number that is not there counts as deleted. */
function deleteVersion(world: World, name: string, qualifier: string): { readonly StatusCode: number } {
  if (qualifier === LATEST) throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  if (/^[a-zA-Z0-9-_]*[a-zA-Z-_][a-zA-Z0-9-_]*$/.test(qualifier))
    throw invalidParameter("Deletion of aliases is not currently supported.");
  const record = requireFunction(world, name);
  const referring = [...record.aliases.values()]
    .filter((alias) => alias.functionVersion === qualifier || alias.additional?.version === qualifier)
    .map((alias) => alias.name);
  if (referring.length > 0)
    throw conflict(`Unable to delete version because the following aliases reference it: [${referring.join(", ")}]`);
  record.versions.delete(qualifier);
  record.policies.delete(qualifier);
  return { StatusCode: 204 };
}

function describeCode(world: World, record: FunctionRecord, snapshot: Snapshot): lambda.FunctionCodeLocation {
  const { image, sha256, kmsKey } = snapshot.code;
  const key = kmsKey === undefined ? {} : { SourceKMSKeyArn: kmsKey };
  if (image === undefined) return { RepositoryType: "S3", Location: codeLocation(world, record, snapshot), ...key };
  return { RepositoryType: "ECR", ImageUri: image, ResolvedImageUri: `${image.replace(/[:@][^/]*$/, "")}@sha256:${sha256}` };
}

/** Shaped like AWS's presigned URL. It names the code and cannot be fetched: the sandbox has no bucket of Lambda's own. */
function codeLocation(world: World, record: FunctionRecord, snapshot: Snapshot): string {
  const host = `awslambda-${world.region}-tasks.s3.${world.region}.amazonaws.com`;
  const version = encodeURIComponent(snapshot.code.sha256);
  return `https://${host}/snapshots/${world.account}/${record.name}?versionId=${version}`;
}
