/** Who stands behind an access key. Signatures are not verified, so a key is all it takes. */

export interface Caller {
  /** As CloudTrail's `userIdentity` names it. */
  readonly type: "IAMUser" | "AssumedRole";
  /** `alice`; of an assumed role the role's, and the session's beside it. */
  readonly name: string;
  readonly session?: string;
  /** Whose it is; left out: of the place's own account. */
  readonly account?: string;
  /** Documents of its identity policies; left out: it may do anything. */
  readonly policies?: readonly string[];
  /** Milliseconds of the sandbox's clock; left out: its key holds for ever. */
  readonly expiresAt?: number;
  /** What STS gave along with the key, and asks for with it. */
  readonly sessionToken?: string;
}

/** Everybody that nobody said anything else of. */
const ANYBODY: Caller = { type: "IAMUser", name: "sandbox" };

/** What IAM and STS call everybody, whatever their name is. */
export const UNIQUE_ID = "AIDASANDBOXSANDBOXSAN";

/** Who signed with this key. */
export function callerOf(world: { readonly callers: ReadonlyMap<string, Caller> }, accessKeyId: string | undefined): Caller {
  return world.callers.get(accessKeyId ?? "") ?? ANYBODY;
}

/** As STS GetCallerIdentity and CloudTrail give it. */
export function arnOf(caller: Caller, { partition, account }: { readonly partition: string; readonly account: string }): string {
  if (caller.type === "IAMUser") return `arn:${partition}:iam::${account}:user/${caller.name}`;
  return `arn:${partition}:sts::${account}:assumed-role/${caller.name}/${caller.session ?? "session"}`;
}
