/** Answers that a stage keeps, thrown away: AWS keeps them over a deployment, until their time is over. */
import { StagekeeperError } from "../model/errors.ts";
import type { UpdateStep } from "../model/ports.ts";
import { changedMembers } from "./changes.ts";
import type { AwsSession } from "./session.ts";

/** After the stage has moved, or what is kept anew would be of before. */
export async function flushCache(
  session: AwsSession,
  stage: { readonly restApiId: string; readonly stageName: string },
  { desired, changes }: UpdateStep<"stage">,
): Promise<void> {
  if (!["deploymentId", "variables"].some((member) => changedMembers(changes).has(member))) return;
  const api = await session.clients.apigateway();
  try {
    await api.flushStageCache(stage);
  } catch (error) {
    if (!(error instanceof StagekeeperError)) throw error;
    const message = `${desired.address}: it has changed, and its cache may still give answers from before: ${error.message}; flush it by FlushStageCache`;
    throw new StagekeeperError(error.code, message, { cause: error });
  }
}
