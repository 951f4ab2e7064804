/** The web ACL of WAF before a stage. GetStages tells it, and API Gateway lets nobody but WAF set it (aws-facts 3.1). */
import { isNamed } from "./classify-error.ts";
import type { AwsSession } from "./session.ts";
import { whilePassing } from "./wait.ts";

/** A stage that was just made, or a web ACL, is known to WAF "from a few seconds to a number of minutes" later (WAF AssociateWebACL). */
const UNKNOWN_YET_MS = 300_000;
const EVERY_MS = 5_000;

/** `null`: none. One in place of another is one call, without a moment in between. */
export async function putWebAcl(
  session: AwsSession,
  resourceArn: string,
  webAclArn: string | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const waf = await session.clients.wafv2();
  const ResourceArn = resourceArn;
  await whilePassing(
    (error) => isNamed(error, "WAFUnavailableEntityException"),
    async () => {
      if (webAclArn === null) await waf.disassociateWebACL({ ResourceArn });
      else await waf.associateWebACL({ ResourceArn, WebACLArn: webAclArn });
    },
    { clock: session.clock, signal, everyMs: EVERY_MS, boundMs: UNKNOWN_YET_MS },
  );
}
