/** The names of the kinds, apart from their tables in kind.ts: addresses are made of names and the tables' specs hold addresses. */

/** Parents before children: the order in which kinds are created, and the reverse of that in which they are deleted. */
export const KINDS = [
  "bucket",
  "role",
  "function",
  "version",
  "alias",
  "rest-api",
  "permission",
  "deployment",
  "client-certificate",
  "stage",
  "api-key",
  "usage-plan",
  "domain-name",
] as const;

export type Kind = (typeof KINDS)[number];

/** Kinds that an account has once, whatever the region. */
export const OF_THE_ACCOUNT: readonly Kind[] = ["role", "bucket"];
