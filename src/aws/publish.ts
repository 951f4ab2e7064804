/** Lambda PublishVersion: guarded, and safe to lose the answer of, for AWS returns the same version while nothing changed. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { canonicalJson } from "../kinds/digest.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Environment } from "../model/json.ts";
import type { ApplyContext } from "../model/ports.ts";
import { environmentOf } from "./function.ts";
import { settledFunction, writeSettled } from "./function-state.ts";
import type { AwsSession } from "./session.ts";

export interface PublishRequest {
  readonly name: string;
  readonly description: string;
  /** The code that must be published; anything else is refused by AWS. Left out: whatever `$LATEST` holds. */
  readonly codeSha256?: string | undefined;
  /** The environment that must be published; another process may have set its own meanwhile. Left out: as it stands. */
  readonly environment?: Environment;
}

/**
 * Publishes `$LATEST` as it stands and waits until the version is active: an alias must not be pointed at one that is
 * pending (aws-facts 5.3). Gives its number. Unchanged since the last publish: that version's.
 */
export async function publishVersion(session: AwsSession, request: PublishRequest, context: ApplyContext): Promise<string> {
  const published = await writeSettled(session, request.name, context, async (lambda, configuration) => {
    refuseOtherEnvironment(request, configuration);
    return lambda.publishVersion({
      FunctionName: request.name,
      Description: request.description,
      CodeSha256: request.codeSha256,
      RevisionId: configuration.RevisionId,
    });
  });
  const number = published.Version ?? "";
  await settledFunction(session, { name: request.name, qualifier: number }, context);
  return number;
}

/** AWS guards the code by its digest, but the environment by nothing but the revision, which is read anew when it moved. */
function refuseOtherEnvironment({ name, environment }: PublishRequest, configuration: FunctionConfiguration): void {
  if (environment === undefined || canonicalJson(environmentOf(configuration)) === canonicalJson(environment)) return;
  throw new StagekeeperError(
    "conflict",
    `${name}: somebody changed the environment of $LATEST while a version was to be published from it; run again`,
  );
}
