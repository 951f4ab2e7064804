import type { Address } from "../address.ts";
import type { PolicyDocument, Tags } from "../json.ts";

/** An IAM role. `managedPolicies` (ARNs, sorted) and `inlinePolicies` are whole: what else is attached is a difference. */
export interface RoleSpec {
  readonly path?: string;
  readonly description?: string;
  readonly trust?: PolicyDocument;
  readonly managedPolicies?: readonly string[];
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocument>>;
  readonly maxSessionSeconds?: number;
  /** An ARN; `null`: there is none. */
  readonly permissionsBoundary?: string | null;
  readonly tags?: Tags;
}

export type RoleIntent = Readonly<Record<string, never>>;

export interface RoleFacts {
  readonly arn: string;
  /** Functions, and aliases by the version they serve, that run as it. Left out: not asked, as it is still desired. */
  readonly usedBy?: readonly Address[];
}
