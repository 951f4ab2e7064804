import { APIGateway } from "@aws-sdk/client-api-gateway";
import { WAFV2 } from "@aws-sdk/client-wafv2";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const ONE = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/acme/1";
const OTHER = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/acme/2";

async function account() {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock });
  const of = (service: "apigateway" | "wafv2") => ({
    region: "us-east-1",
    requestHandler: sandbox.requestHandler(service),
    credentials: { accessKeyId: "ROOT", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const [apigateway, waf] = [new APIGateway(of("apigateway")), new WAFV2(of("wafv2"))];
  const { id: restApiId = "", rootResourceId: resourceId } = await apigateway.createRestApi({ name: "shop" });
  await apigateway.putMethod({ restApiId, resourceId, httpMethod: "GET", authorizationType: "NONE" });
  await apigateway.putIntegration({ restApiId, resourceId, httpMethod: "GET", type: "MOCK" });
  await apigateway.createDeployment({ restApiId, stageName: "prod" });
  const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod`;
  const shown = async () => (await apigateway.getStage({ restApiId, stageName: "prod" })).webAclArn;
  return { clock, sandbox, waf, ResourceArn, shown };
}

describe("WAF of the sandbox", () => {
  it("puts one web ACL before a stage, another in its place, and takes it away, and the stage shows it", async () => {
    const { waf, ResourceArn, shown } = await account();

    expect(await shown()).toBeUndefined();
    await waf.associateWebACL({ ResourceArn, WebACLArn: ONE });
    expect(await shown()).toBe(ONE);
    await waf.associateWebACL({ ResourceArn, WebACLArn: OTHER });
    expect(await shown()).toBe(OTHER);
    await waf.disassociateWebACL({ ResourceArn });
    await waf.disassociateWebACL({ ResourceArn });
    expect(await shown()).toBeUndefined();
  });

  // WAF AssociateWebACL, "Errors".
  it.each([
    ["a stage that is not there", (arn: string) => arn.replace("prod", "dev"), ONE, "WAFNonexistentItemException"],
    ["what is no stage", () => "arn:aws:s3:::acme-bucket-of-ours", ONE, "WAFInvalidParameterException"],
    ["a web ACL of another region", (arn: string) => arn, ONE.replace("us-east-1", "eu-west-1"), "WAFInvalidParameterException"],
    ["a web ACL for CloudFront", (arn: string) => arn, ONE.replace("regional", "global"), "WAFInvalidParameterException"],
  ])("refuses %s", async (_, place, WebACLArn, name) => {
    const { waf, ResourceArn, shown } = await account();

    await expect(waf.associateWebACL({ ResourceArn: place(ResourceArn), WebACLArn })).rejects.toMatchObject({ name });
    expect(await shown()).toBeUndefined();
  });
});
