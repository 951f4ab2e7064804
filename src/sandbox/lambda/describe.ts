/** FunctionConfiguration as AWS shows it: which members appear when, and which ARN. */
import { createHash } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { World } from "../world.ts";
import { functionArn, LATEST } from "./function-name.ts";
import { settled, stateMembers } from "./lifecycle.ts";
import type { Configuration, FunctionRecord, Snapshot } from "./state.ts";

/** `qualifier` is what the caller named, and what the ARN ends in: unqualified, a version, or an alias (recorded for GetFunction). */
export function describeFunction(
  world: World,
  record: FunctionRecord,
  stored: Snapshot,
  qualifier?: string,
): FunctionConfiguration {
  const snapshot = settled(stored, world.clock.now());
  const { runtime } = snapshot.configuration;
  return {
    ...describeListed(world, record, snapshot, qualifier),
    ...stateMembers(snapshot),
    ...(runtime !== undefined && { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(world, runtime) } }),
  };
}

/** Lists leave out the states and the runtime's version (aws-facts 5.6). */
export function describeListed(
  world: World,
  record: FunctionRecord,
  stored: Snapshot,
  qualifier?: string,
): FunctionConfiguration {
  const { configuration, code, ...snapshot } = settled(stored, world.clock.now());
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(world, record.name, qualifier),
    Version: snapshot.version,
    RevisionId: snapshot.revisionId,
    LastModified: timestamp(snapshot.lastModified),
    CodeSha256: code.sha256,
    CodeSize: code.zip.length,
    PackageType: code.image === undefined ? "Zip" : "Image",
    LoggingConfig: { LogGroup: `/aws/lambda/${record.name}`, ...configuration.logging },
    // Only versions are optimised (Lambda SnapStartResponse).
    SnapStart: {
      ApplyOn: configuration.snapStart,
      OptimizationStatus: isOptimised({ configuration, code, ...snapshot }) ? "On" : "Off",
    },
    ...describeConfiguration(configuration),
  };
}

function isOptimised({ version, configuration, transition }: Snapshot): boolean {
  return version !== LATEST && configuration.snapStart === "PublishedVersions" && transition === undefined;
}

function describeConfiguration(configuration: Configuration): FunctionConfiguration {
  const { environment, layers, vpc, kmsKeyArn, deadLetterTarget } = configuration;
  return {
    Role: configuration.role,
    ...(configuration.runtime !== undefined && { Runtime: configuration.runtime, Handler: configuration.handler }),
    ...(configuration.image && { ImageConfigResponse: { ImageConfig: { ...configuration.image } } }),
    Description: configuration.description,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    Architectures: [configuration.architecture],
    EphemeralStorage: { Size: configuration.ephemeralStorage },
    TracingConfig: { Mode: configuration.tracingMode },
    ...(environment && { Environment: { Variables: { ...environment } } }),
    ...(layers.length > 0 && { Layers: [...layers] }),
    ...(vpc && { VpcConfig: { ...vpc } }),
    ...(configuration.durable && { DurableConfig: { ...configuration.durable } }),
    ...(configuration.tenantIsolation && { TenancyConfig: { TenantIsolationMode: configuration.tenantIsolation } }),
    ...(kmsKeyArn !== undefined && { KMSKeyArn: kmsKeyArn }),
    ...(configuration.fileSystems.length > 0 && { FileSystemConfigs: [...configuration.fileSystems] }),
    ...(deadLetterTarget !== undefined && { DeadLetterConfig: { TargetArn: deadLetterTarget } }),
  };
}

/** `2026-01-31T12:00:00.000+0000`, as Lambda writes times. */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

/** AWS patches runtimes under such an ARN; here every runtime has one, always the same. */
function runtimeVersionArn(world: World, runtime: string): string {
  const digest = createHash("sha256").update(runtime).digest("hex");
  return `arn:${world.partition}:lambda:${world.region}::runtime:${digest}`;
}
