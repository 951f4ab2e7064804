/** Tags in API Gateway, written by ARN: patches cannot change them (aws-facts 3.1). */
import type { ApplyContext, UpdateStep } from "../model/ports.ts";
import { mapChanges } from "./changes.ts";
import { withMark } from "./owner-tag.ts";
import type { AwsSession } from "./session.ts";

type Marking = Pick<
  UpdateStep<"rest-api" | "client-certificate" | "api-key" | "usage-plan" | "domain-name">,
  "changes" | "adopts"
>;

/** `path`: of the resource, as in `/usageplans/ID`. Our mark is put on what is adopted. */
export async function writeGatewayTags(
  session: AwsSession,
  path: string,
  { changes, adopts }: Marking,
  { identity: { partition, region }, owner }: ApplyContext,
): Promise<void> {
  const resourceArn = `arn:${partition}:apigateway:${region}::${path}`;
  const tags = mapChanges(changes, "tags");
  const set = adopts ? withMark(tags.set, owner) : tags.set;
  const api = await session.clients.apigateway();
  if (Object.keys(set).length > 0) await api.tagResource({ resourceArn, tags: { ...set } });
  if (tags.remove.length > 0) await api.untagResource({ resourceArn, tagKeys: [...tags.remove] });
}
