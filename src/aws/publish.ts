/** Lambda PublishVersion: guarded, and safe to lose the answer of, for AWS returns the same version while nothing changed. */
import type { ApplyContext } from "../model/ports.ts";
import { settledFunction, writeSettled } from "./function-state.ts";
import type { AwsSession } from "./session.ts";

export interface PublishRequest {
  readonly name: string;
  readonly description: string;
  /** The code that must be published; anything else is refused by AWS. */
  readonly codeSha256: string | undefined;
}

/**
 * Publishes `$LATEST` as it stands and waits until the version is active: an alias must not be pointed at one that is
 * pending (aws-facts 5.3). Gives its number. Unchanged since the last publish: that version's.
 */
export async function publishVersion(session: AwsSession, request: PublishRequest, context: ApplyContext): Promise<string> {
  const published = await writeSettled(session, request.name, context, (lambda, configuration) =>
    lambda.publishVersion({
      FunctionName: request.name,
      Description: request.description,
      CodeSha256: request.codeSha256,
      RevisionId: configuration.RevisionId,
    }),
  );
  const number = published.Version ?? "";
  await settledFunction(session, { name: request.name, qualifier: number }, context);
  return number;
}
