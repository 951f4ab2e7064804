/** What the sandbox's IAM remembers. Times are milliseconds of the world's clock. */

export interface IamState {
  /** By lower-cased name: role names are unique case-insensitively (IAM CreateRole). */
  readonly roles: Map<string, RoleRecord>;
}

export interface RoleRecord {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  /** JSON as it was sent. */
  trust: string;
  /**
   * When services begin to see the role and its trust. IAM is eventually consistent: before that Lambda answers
   * "The role defined for the function cannot be assumed by Lambda." (aws-facts 7).
   */
  visibleFrom: number;
  description: string | undefined;
  /** Seconds. */
  maxSessionDuration: number;
  permissionsBoundary: string | undefined;
  /** Documents by policy name, JSON as it was sent. */
  readonly inlinePolicies: Map<string, string>;
  /** ARNs in the order of attaching. */
  readonly attachedPolicies: Set<string>;
  readonly tags: Map<string, string>;
}

/** An account with no roles. */
export function createIamState(): IamState {
  return { roles: new Map() };
}
