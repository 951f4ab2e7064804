/** Lambda PublishVersion: guarded, and safe to lose the answer of, for what is there is not published again. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { canonicalJson } from "../kinds/digest.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Environment } from "../model/json.ts";
import type { ApplyContext } from "../model/ports.ts";
import { environmentOf } from "./function.ts";
import { settledFunction, writeSettled } from "./function-state.ts";
import type { AwsSession } from "./session.ts";
import { fetchVersions } from "./version-reads.ts";

export interface PublishRequest {
  readonly name: string;
  readonly description: string;
  /** The code that must be published; anything else is refused by AWS. Left out: whatever `$LATEST` holds. */
  readonly codeSha256?: string | undefined;
  /** The environment that must be published; another process may have set its own meanwhile. Left out: as it stands. */
  readonly environment?: Environment;
}

/**
 * Gives the number of the version that is what `$LATEST` is as it stands: one that is there, or a new one. Waits until it is
 * active: an alias must not be pointed at one that is pending (aws-facts 5.3).
 *
 * AWS compares with the version published last alone. Another process may have published this content and then another since
 * we looked, so the look comes after the revision is read that the publishing is guarded by: every publishing moves it.
 */
export async function publishVersion(session: AwsSession, request: PublishRequest, context: ApplyContext): Promise<string> {
  const { name, description, codeSha256 } = request;
  const number = await writeSettled(session, name, context, async (lambda, configuration) => {
    refuseOtherEnvironment(request, configuration);
    const isAsked = codeSha256 === undefined || codeSha256 === configuration.CodeSha256;
    const copy = isAsked ? await copyOf(session, name, configuration, context) : undefined;
    if (copy !== undefined) return copy;
    const { RevisionId } = configuration;
    const published = await lambda.publishVersion({
      FunctionName: name,
      Description: description,
      CodeSha256: codeSha256,
      RevisionId,
    });
    return published.Version ?? "";
  });
  await settledFunction(session, { name, qualifier: number }, context);
  return number;
}

/** The newest published version that holds what this configuration does; it may still be pending. */
export async function copyOf(
  session: AwsSession,
  name: string,
  configuration: FunctionConfiguration,
  context: ApplyContext,
): Promise<string | undefined> {
  const content = contentOf(configuration);
  const versions = await fetchVersions(session, name, context.signal);
  return versions.findLast((version) => contentOf(version) === content)?.Version;
}

/** Everything that publishing freezes, as one text. What AWS leaves out and what it answers empty is the same. */
function contentOf(configuration: FunctionConfiguration): string {
  const { Runtime, Role, Handler, Timeout, MemorySize, CodeSha256, VpcConfig, DeadLetterConfig, KMSKeyArn } = configuration;
  const { TracingConfig, Architectures, EphemeralStorage, FileSystemConfigs, LoggingConfig, ImageConfigResponse } = configuration;
  const environment = { ...configuration.Environment?.Variables };
  const layers = (configuration.Layers ?? []).map(({ Arn }) => Arn ?? "");
  const plain = { Runtime, Role, Handler, Timeout, MemorySize, CodeSha256, KMSKeyArn, Architectures, environment, layers };
  const nested = { VpcConfig, DeadLetterConfig, TracingConfig, EphemeralStorage, FileSystemConfigs, LoggingConfig };
  return canonicalJson(JSON.parse(JSON.stringify({ ...plain, ...nested, ImageConfigResponse })));
}

/** AWS guards the code by its digest, but the environment by nothing but the revision, which is read anew when it moved. */
function refuseOtherEnvironment({ name, environment }: PublishRequest, configuration: FunctionConfiguration): void {
  if (environment === undefined || canonicalJson(environmentOf(configuration)) === canonicalJson(environment)) return;
  throw new StagekeeperError(
    "conflict",
    `${name}: somebody changed the environment of $LATEST while a version was to be published from it; run again`,
  );
}
