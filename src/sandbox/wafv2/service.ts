/**
 * WAF of the sandbox: which web ACL stands before a stage. Of web ACLs themselves only their being there is served, not what they let
 * through; and one that nobody made here counts as there all the same, for whoever declares its ARN has made it elsewhere.
 */
import * as wafv2 from "@aws-sdk/client-wafv2";
import type { RestApiState, StageState } from "../apigateway/state.ts";
import { AwsError } from "../wire/aws-error.ts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { webAclHandlers } from "./web-acls.ts";

const STAGE_ARN = /^arn:([^:]+):apigateway:([^:]+)::\/restapis\/([^/]+)\/stages\/([^/]+)$/;
const WEB_ACL_ARN = /^arn:([^:]+):wafv2:([^:]+):(\d{12}):regional\/webacl\/[^/]+\/[^/]+$/;

export function createWafService(world: World): SchemaServer<typeof wafv2> {
  const client = new wafv2.WAFV2Client({
    region: world.region,
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
  });
  return new SchemaServer(wafv2, client).on(webAclHandlers(world)).on({
    /** In place of the one that stood there, if any. */
    AssociateWebACL({ WebACLArn: webAclArn = "", ResourceArn }) {
      const [, , region, account] = WEB_ACL_ARN.exec(webAclArn) ?? [];
      if (region !== world.region || account !== world.account) throw invalid("RESOURCE_ARN", webAclArn);
      change(world, ResourceArn, { webAclArn });
      return {};
    },
    /** Where none stands, nothing happens. */
    DisassociateWebACL({ ResourceArn }) {
      change(world, ResourceArn, { webAclArn: undefined });
      return {};
    },
    /** Nothing where none stands. */
    GetWebACLForResource({ ResourceArn }) {
      const arn = findStage(world, ResourceArn).stage.webAclArn;
      if (arn === undefined) return {};
      const [, Name = "", Id = ""] = /\/webacl\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
      return { WebACL: { Name, Id, ARN: arn, DefaultAction: undefined, VisibilityConfig: undefined } };
    },
  });
}

function change(world: World, resourceArn: string | undefined, changed: Pick<StageState, "webAclArn">): void {
  const { api, stage } = findStage(world, resourceArn);
  api.stages.set(stage.stageName, { ...stage, ...changed });
}

function findStage(world: World, arn = ""): { readonly api: RestApiState; readonly stage: StageState } {
  const [, partition, region, apiId = "", stageName = ""] = STAGE_ARN.exec(arn) ?? [];
  if (partition !== world.partition || region !== world.region) throw invalid("RESOURCE_ARN", arn);
  const api = world.apigateway.apis.get(apiId);
  const stage = api?.stages.get(stageName);
  if (!api || !stage) {
    const message = "AWS WAF couldn’t perform the operation because your resource doesn’t exist.";
    throw new AwsError("WAFNonexistentItemException", message, 400);
  }
  return { api, stage };
}

function invalid(field: string, value: string): AwsError {
  const message = `Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: ${field}, parameter: ${value}`;
  return new AwsError("WAFInvalidParameterException", message, 400, {
    Field: field,
    Parameter: value,
    Reason: "The ARN isn't valid.",
  });
}
