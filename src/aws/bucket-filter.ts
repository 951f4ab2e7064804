/** Which objects a rule is about: S3 wants one condition by itself, and more than one in `And`. */
import type { Tags } from "../model/json.ts";

interface BucketFilter {
  readonly prefix?: string;
  readonly tags?: Tags;
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  readonly accessPoint?: string;
}

interface AwsTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The members that the filters of all operations have between them. */
interface AwsFilter {
  readonly Prefix?: string | undefined;
  readonly Tag?: AwsTag | undefined;
  readonly ObjectSizeGreaterThan?: number | undefined;
  readonly ObjectSizeLessThan?: number | undefined;
  readonly AccessPointArn?: string | undefined;
  readonly And?: (Omit<AwsFilter, "Tag" | "And"> & { readonly Tags?: readonly AwsTag[] | undefined }) | undefined;
}

/** Undefined: every object. */
export function filterToAws(filter: BucketFilter): object | undefined {
  const tags = Object.entries(filter.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const others = {
    ...(filter.prefix ? { Prefix: filter.prefix } : {}),
    ...(filter.largerThanBytes === undefined ? {} : { ObjectSizeGreaterThan: filter.largerThanBytes }),
    ...(filter.smallerThanBytes === undefined ? {} : { ObjectSizeLessThan: filter.smallerThanBytes }),
    ...(filter.accessPoint === undefined ? {} : { AccessPointArn: filter.accessPoint }),
  };
  const count = Object.keys(others).length + tags.length;
  if (count === 0) return undefined;
  if (count > 1) return { And: { ...others, ...(tags.length > 0 ? { Tags: tags } : {}) } };
  return tags[0] ? { Tag: tags[0] } : others;
}

export function filterFromAws(theirs: unknown): BucketFilter {
  // Filters of the SDK's operations have these members, each its own part of them.
  const filter = (theirs ?? {}) as AwsFilter;
  const { Tags: several, ...others } = filter.And ?? { ...filter, Tags: undefined };
  const tags = Object.fromEntries(
    (several ?? (filter.Tag ? [filter.Tag] : [])).map(({ Key, Value }) => [Key ?? "", Value ?? ""]),
  );
  return {
    ...(others.Prefix ? { prefix: others.Prefix } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(others.ObjectSizeGreaterThan === undefined ? {} : { largerThanBytes: others.ObjectSizeGreaterThan }),
    ...(others.ObjectSizeLessThan === undefined ? {} : { smallerThanBytes: others.ObjectSizeLessThan }),
    ...(others.AccessPointArn === undefined ? {} : { accessPoint: others.AccessPointArn }),
  };
}
