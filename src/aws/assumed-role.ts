/**
 * Credentials of a role that is assumed (STS AssumeRole), kept until shortly before they end. On our clock: the SDK's own
 * cache looks at the system's, which the sandbox's is not.
 */
import type { STS } from "@aws-sdk/client-sts";
import { StagekeeperError } from "../model/errors.ts";
import type { AssumedRole } from "../model/fleet.ts";
import type { Clock } from "../model/ports.ts";
import { classifyError } from "./classify-error.ts";
import { callingFor } from "./scheduler/caller.ts";

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** What makes the SDK ask again with every call: we know better when they end. */
  readonly expiration: Date;
}

/** As CloudTrail and the role's own account name who came. */
const SESSION_NAME = "stagekeeper";
/** STS gives an hour unless it is asked for more, which a role that was assumed from a role may not have. */
const AHEAD_MS = 10 * 60_000;
const ALWAYS_OVER = new Date(0);

interface Held {
  readonly credentials: RoleCredentials;
  readonly expiresAt: number;
}

/** Gives the same credentials until ten minutes before they end. Those that still hold outlive a failure to get others. */
export function assumedRole(
  role: AssumedRole,
  { sts, clock }: { sts(): Promise<STS>; readonly clock: Clock },
): () => Promise<RoleCredentials> {
  let held: Held | undefined;
  let asking: Promise<Held> | undefined;

  async function renewed(): Promise<Held> {
    // Whoever asks first asks for all: no pass that is cut short may take it from the others.
    asking ??= callingFor({ signal: undefined }, () => assume(role, sts)).finally(() => {
      asking = undefined;
    });
    held = await asking;
    return held;
  }

  return async () => {
    const now = clock.now();
    if (held !== undefined && held.expiresAt - AHEAD_MS > now) return held.credentials;
    const before = held;
    try {
      return (await renewed()).credentials;
    } catch (error) {
      if (before !== undefined && before.expiresAt > now) return before.credentials;
      throw error;
    }
  };
}

async function assume({ arn, externalId }: AssumedRole, sts: () => Promise<STS>): Promise<Held> {
  try {
    const client = await sts();
    const { Credentials: given } = await client.assumeRole({
      RoleArn: arn,
      RoleSessionName: SESSION_NAME,
      ...(externalId !== undefined && { ExternalId: externalId }),
    });
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: end,
    } = given ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken || !end) {
      throw new StagekeeperError("unexpected", "sts.AssumeRole failed: the answer holds no credentials; check the endpoint");
    }
    return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: ALWAYS_OVER }, expiresAt: end.getTime() };
  } catch (thrown) {
    throw explained(classifyError(thrown, "sts.AssumeRole"), arn);
  }
}

/** STS says the same when the role is not there, does not trust us, or we may not ask. */
function explained(error: StagekeeperError, arn: string): StagekeeperError {
  if (error.code !== "denied") return error;
  const remedy = `check that ${arn} is there, that its trust policy names this caller and its external id if it asks for one, and that the caller may sts:AssumeRole it (reconcile iam-policy prints both)`;
  return new StagekeeperError("denied", `${error.message}; ${remedy}`, {
    cause: error.cause,
    ...(error.awsCode && { awsCode: error.awsCode }),
  });
}
