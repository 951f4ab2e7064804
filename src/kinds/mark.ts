/**
 * Our mark: how AWS itself remembers what is ours, so that no state file has to.
 * On what can be tagged it is a tag; a deployment, version or alias cannot be tagged, so there it stands in the
 * description; a policy statement carries it in its id.
 */

import { digestOf } from "./digest.ts";

/** Tag on whatever can be tagged. Its value is the owner. */
export const OWNER_TAG = "stagekeeper:owner";

/** Tag on what AWS gives no name: client certificates. Its value is the name under which it is declared. */
export const NAME_TAG = "stagekeeper:name";

/** Characters of a statement id that AWS takes: `[A-Za-z0-9-_]{1,100}` (Lambda AddPermission). */
const STATEMENT_PREFIX = "stagekeeper-";
const MAX_STATEMENT_ID = 100;

const ALIAS_MARK = / ?\[stagekeeper:([^\]\s]+)(?: ([^\]]*))?\]$/;
/** Characters of an alias's description that AWS takes (Lambda UpdateAlias). */
const MAX_DESCRIPTION = 256;
const DEPLOYMENT_MARK = /^stagekeeper:(\S+) fingerprint:([0-9a-f]+)/;
const VERSION_MARK = /^stagekeeper:(\S+)/;

/** An alias's description as AWS stores it. `note`: where its shift stands; cut where there is no more room. */
export function markAliasDescription(description: string | undefined, owner: string, note?: string): string {
  const marked = `${description ?? ""} [stagekeeper:${owner}`.trimStart();
  if (note === undefined) return `${marked}]`;
  return `${`${marked} ${note}`.slice(0, MAX_DESCRIPTION - 1).trimEnd()}]`;
}

/** Splits an alias's stored description into the author's part and our mark. `note` left out: there is none. */
export function readAliasDescription(stored: string | undefined): {
  readonly description: string;
  readonly owner: string | null;
  readonly note?: string;
} {
  const found = ALIAS_MARK.exec(stored ?? "");
  if (!found) return { description: stored ?? "", owner: null };
  const [, owner = null, note] = found;
  return { description: (stored ?? "").slice(0, found.index), owner, ...(note !== undefined && { note }) };
}

/** `commit`: where the desired state lies in a checkout; it is for people alone, and never read back. */
export function deploymentDescription(owner: string, fingerprint: string, revision: string, commit?: string): string {
  const mark = `stagekeeper:${owner} fingerprint:${fingerprint} revision:${revision.slice(0, 12)}`;
  return commit === undefined ? mark : `${mark} commit:${commit}`;
}

export function readDeploymentDescription(
  stored: string | undefined,
): { readonly owner: string; readonly fingerprint: string } | null {
  const found = DEPLOYMENT_MARK.exec(stored ?? "");
  // Both groups are there when the pattern matches.
  return found ? { owner: found[1] as string, fingerprint: found[2] as string } : null;
}

export function versionDescription(owner: string, revision: string): string {
  return `stagekeeper:${owner} revision:${revision.slice(0, 12)}`;
}

export function readVersionOwner(stored: string | undefined): string | null {
  return VERSION_MARK.exec(stored ?? "")?.[1] ?? null;
}

/** `key` tells statements of different stages and aliases apart; it is kept to AWS's alphabet and length. */
export function statementId(owner: string, key: string): string {
  const clean = `${STATEMENT_PREFIX}${owner}-${key}`.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  if (clean.length <= MAX_STATEMENT_ID) return clean;
  return `${clean.slice(0, MAX_STATEMENT_ID - 13)}-${digestOf(clean).slice(0, 12)}`;
}

/** Whether a statement id carries the mark of this owner. */
export function isOwnStatement(id: string, owner: string): boolean {
  return id.startsWith(`${STATEMENT_PREFIX}${owner}-`.replaceAll(/[^A-Za-z0-9_-]/g, "-"));
}
