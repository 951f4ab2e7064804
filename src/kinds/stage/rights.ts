import { nameAt } from "../../model/address.ts";
import { apiGatewayArn, apiPath, apiTagsArn, marked } from "../arns.ts";
import { GATE_ROWS, gatePlaces } from "../gate-rights.ts";
import { type KindRights, nowhere, type Place } from "../kind-rights.ts";
import { writesLogs } from "./logs.ts";

type StagePlace =
  | "stages"
  | "stage"
  | "tags"
  | "export"
  | "alarms"
  | "traffic"
  | "account"
  | "cache"
  | "webAcl"
  | "protected"
  | "doomed";

const TITLE = "Stages";

export const stageRights: KindRights<"stage", StagePlace> = {
  source: "stage",
  rows: [
    { for: "read", call: "apigateway.GetAccount", needs: { account: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetStages", needs: { stages: ["apigateway:GET"] } },
    // Only to say what a stage serves that serves something else than it should.
    { for: "read", call: "apigateway.GetExport", needs: { export: ["apigateway:GET"] } },
    ...GATE_ROWS,
    { for: "write", call: "apigateway.CreateStage", needs: { stages: ["apigateway:POST"], tags: ["apigateway:PUT"] } },
    { for: "write", call: "apigateway.UpdateStage", needs: { stage: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], stage: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.UntagResource", needs: { tags: ["apigateway:DELETE"], stage: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.FlushStageCache", needs: { cache: ["apigateway:DELETE"] } },
    // WAF asks for the web ACL, for what it is to stand before, and the service of that once more (WAF, "Permissions for AssociateWebACL").
    {
      for: "write",
      call: "wafv2.AssociateWebACL",
      needs: { webAcl: ["wafv2:AssociateWebACL"], protected: ["wafv2:AssociateWebACL", "apigateway:SetWebACL"] },
    },
    {
      for: "write",
      call: "wafv2.DisassociateWebACL",
      needs: { protected: ["wafv2:DisassociateWebACL", "apigateway:SetWebACL"] },
    },
    { for: "delete", call: "apigateway.DeleteStage", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places({ address, spec, intent }, scope) {
    const [api, name] = [apiPath(scope, nameAt(address, 0)), nameAt(address, 1)];
    const at = (path: string): Place => ({ title: TITLE, arns: [apiGatewayArn(scope, path)] });
    const stage = `${api}/stages/${name}`;
    return {
      stages: at(`${api}/stages`),
      stage: at(stage),
      // With a wildcard: tags that come with a new stage are taken for those of any.
      tags: { title: "Tags", arns: [apiTagsArn(scope, `${api}/stages/*`)] },
      export: at(`${stage}/exports/oas30`),
      ...gatePlaces(intent.shift),
      account: writesLogs(spec) ? { title: TITLE, arns: [apiGatewayArn(scope, "/account")] } : nowhere(TITLE),
      cache: intent.flushes ? at(`${stage}/cache/data`) : nowhere(TITLE),
      webAcl: spec.webAcl ? { title: "WebAcls", arns: [spec.webAcl] } : nowhere(TITLE),
      protected: spec.webAcl === undefined ? nowhere(TITLE) : { ...at(stage), title: "WebAcls" },
      doomed: { ...at(stage), title: "MarkedStages", condition: marked(scope) },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    const stages = apiGatewayArn(scope, "/restapis/*/stages");
    return {
      stages: { title: TITLE, arns: [stages] },
      stage: none,
      tags: none,
      export: none,
      alarms: none,
      traffic: none,
      account: none,
      cache: none,
      webAcl: none,
      protected: none,
      doomed: { title: "MarkedStages", arns: [`${stages}/*`], condition: marked(scope) },
    };
  },
};
