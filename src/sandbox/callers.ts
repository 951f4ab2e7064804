/** Who stands behind an access key. Signatures are not verified, so a key is all it takes. */

export interface Caller {
  /** As CloudTrail's `userIdentity` names it. */
  readonly type: "IAMUser" | "AssumedRole";
  /** `alice`; of an assumed role the role's, and the session's beside it. */
  readonly name: string;
  readonly session?: string;
  /** Documents of its identity policies; left out: it may do anything. */
  readonly policies?: readonly string[];
}

/** Everybody that nobody said anything else of. */
export const ANYBODY: Caller = { type: "IAMUser", name: "sandbox" };

/** As STS GetCallerIdentity and CloudTrail give it. */
export function arnOf(caller: Caller, { partition, account }: { readonly partition: string; readonly account: string }): string {
  if (caller.type === "IAMUser") return `arn:${partition}:iam::${account}:user/${caller.name}`;
  return `arn:${partition}:sts::${account}:assumed-role/${caller.name}/${caller.session ?? "session"}`;
}
