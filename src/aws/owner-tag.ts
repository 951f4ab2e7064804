/** Tags and our mark among them. What carries `aws:` is AWS's own and never ours to compare or change. */
import { HOLD_TAG, readHold } from "../kinds/hold.ts";
import { NAME_TAG, OWNER_TAG } from "../kinds/mark.ts";
import type { Hold } from "../model/hold.ts";
import type { Tags } from "../model/json.ts";

export interface MarkedTags {
  /** Without our marks and without AWS's own. */
  readonly tags: Tags;
  readonly owner: string | null;
  /** Left out: nobody rolled it back, or what was said of it is not in words of ours. */
  readonly hold?: Hold;
}

export function readTags(live: Readonly<Record<string, string | undefined>> | undefined): MarkedTags {
  const entries = Object.entries(live ?? {}).filter(([key]) => !key.startsWith("aws:"));
  const owner = entries.find(([key]) => key === OWNER_TAG)?.[1] ?? null;
  const hold = readHold(entries.find(([key]) => key === HOLD_TAG)?.[1]);
  const tags = entries
    .filter(([key]) => key !== OWNER_TAG && key !== HOLD_TAG && key !== NAME_TAG)
    .map(([key, value]) => [key, value ?? ""] as const);
  return { tags: Object.fromEntries(tags), owner, ...(hold && { hold }) };
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
