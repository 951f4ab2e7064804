/** What belongs together wherever resources are shown: an API with its stages, a function with its versions and aliases. */
import { type Address, compareAddresses, kindOf, nameAt } from "../../model/address.ts";
import type { Kind } from "../../model/kind.ts";

export interface Group<T> {
  readonly title: GroupTitle;
  readonly members: readonly T[];
}

export interface GroupTitle {
  readonly kind: "API" | "Function" | "Buckets" | "Roles" | "Client certificates" | "API keys" | "Usage plans" | "Domain names";
  /** Of the API or function. */
  readonly name?: string;
}

const buckets = (): GroupTitle => ({ kind: "Buckets" });
const roles = (): GroupTitle => ({ kind: "Roles" });
const clientCertificates = (): GroupTitle => ({ kind: "Client certificates" });
const apiKeys = (): GroupTitle => ({ kind: "API keys" });
const usagePlans = (): GroupTitle => ({ kind: "Usage plans" });
const domainNames = (): GroupTitle => ({ kind: "Domain names" });
const ofFunction = (address: Address): GroupTitle => ({ kind: "Function", name: nameAt(address, 0) });
const ofApi = (address: Address): GroupTitle => ({ kind: "API", name: nameAt(address, 0) });

const GROUP_OF = {
  bucket: buckets,
  role: roles,
  function: ofFunction,
  version: ofFunction,
  alias: ofFunction,
  "rest-api": ofApi,
  // permission:FUNCTION/ALIAS/API/STAGE
  permission: (address) => ({ kind: "API", name: nameAt(address, 2) }),
  deployment: ofApi,
  "client-certificate": clientCertificates,
  stage: ofApi,
  "api-key": apiKeys,
  "usage-plan": usagePlans,
  "domain-name": domainNames,
} as const satisfies Record<Kind, (address: Address) => GroupTitle>;

/** Groups in the order of their first kind, so that what others stand on comes first; members by address. */
export function groupsOf<T extends { readonly address: Address }>(items: readonly T[]): readonly Group<T>[] {
  const groups = new Map<string, { readonly title: GroupTitle; readonly members: T[] }>();
  for (const item of items.toSorted((left, right) => compareAddresses(left.address, right.address))) {
    const title = GROUP_OF[kindOf(item.address)](item.address);
    const key = titleText(title);
    const group = groups.get(key) ?? { title, members: [] };
    group.members.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `API orders`, `Buckets`. */
export function titleText({ kind, name }: GroupTitle): string {
  return name === undefined ? kind : `${kind} ${name}`;
}
