/** Tags and our mark among them. What carries `aws:` is AWS's own and never ours to compare or change. */
import { OWNER_TAG } from "../kinds/mark.ts";
import type { Tags } from "../model/json.ts";

export interface MarkedTags {
  /** Without our mark and without AWS's own. */
  readonly tags: Tags;
  readonly owner: string | null;
}

export function readTags(live: Readonly<Record<string, string | undefined>> | undefined): MarkedTags {
  const entries = Object.entries(live ?? {}).filter(([key]) => !key.startsWith("aws:"));
  const owner = entries.find(([key]) => key === OWNER_TAG)?.[1] ?? null;
  const tags = entries.filter(([key]) => key !== OWNER_TAG).map(([key, value]) => [key, value ?? ""] as const);
  return { tags: Object.fromEntries(tags), owner };
}

export function withMark(tags: Tags | undefined, owner: string): Tags {
  return { ...tags, [OWNER_TAG]: owner };
}

/** S3's and IAM's form of tags. */
export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagRecord(list: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
