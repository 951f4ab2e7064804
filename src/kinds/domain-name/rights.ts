import { nameAt } from "../../model/address.ts";
import { apiGatewayArn, apiTagsArn, marked } from "../arns.ts";
import { type KindRights, nowhere, type Place } from "../kind-rights.ts";

type DomainPlace = "domains" | "domain" | "looked" | "mappings" | "mapping" | "tags" | "doomed" | "inside";

const TITLE = "DomainNames";

export const domainNameRights: KindRights<"domain-name", DomainPlace> = {
  source: "domain-name",
  rows: [
    { for: "read", call: "apigateway.GetDomainNames", needs: { domains: ["apigateway:GET"] } },
    { for: "read", call: "apigateway.GetBasePathMappings", needs: { mappings: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.CreateDomainName", needs: { domains: ["apigateway:POST"], tags: ["apigateway:PUT"] } },
    // After a lost answer only.
    { for: "write", call: "apigateway.GetDomainName", needs: { looked: ["apigateway:GET"] } },
    { for: "write", call: "apigateway.UpdateDomainName", needs: { domain: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.CreateBasePathMapping", needs: { mappings: ["apigateway:POST"] } },
    { for: "write", call: "apigateway.UpdateBasePathMapping", needs: { mapping: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.TagResource", needs: { tags: ["apigateway:PUT"], domain: ["apigateway:PATCH"] } },
    { for: "write", call: "apigateway.UntagResource", needs: { tags: ["apigateway:DELETE"], domain: ["apigateway:PATCH"] } },
    { for: "delete", call: "apigateway.GetBasePathMappings", needs: { inside: ["apigateway:GET"] } },
    { for: "delete", call: "apigateway.DeleteDomainName", needs: { doomed: ["apigateway:DELETE"] } },
  ],
  places({ address, spec }, scope) {
    const path = `/domainnames/${nameAt(address, 0)}`;
    const at = (below: string): Place => ({ title: TITLE, arns: [apiGatewayArn(scope, `${path}${below}`)] });
    const declaresPaths = spec.paths !== undefined;
    return {
      domains: { title: TITLE, arns: [apiGatewayArn(scope, "/domainnames")] },
      domain: at(""),
      looked: at(""),
      mappings: declaresPaths ? at("/basepathmappings") : nowhere(TITLE),
      mapping: declaresPaths ? at("/basepathmappings/*") : nowhere(TITLE),
      // With a wildcard: tags that come with a new domain are taken for those of any.
      tags: { title: "Tags", arns: [apiTagsArn(scope, "/domainnames/*")] },
      inside: at("/basepathmappings"),
      doomed: { ...at(""), title: "MarkedDomainNames", condition: marked(scope) },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    const one = apiGatewayArn(scope, "/domainnames/*");
    return {
      domains: { title: TITLE, arns: [apiGatewayArn(scope, "/domainnames")] },
      domain: none,
      looked: none,
      mappings: none,
      mapping: none,
      tags: none,
      inside: { title: TITLE, arns: [one] },
      doomed: { title: "MarkedDomainNames", arns: [one], condition: marked(scope) },
    };
  },
};
