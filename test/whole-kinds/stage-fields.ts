/** Every property of a stage: how it is declared, changed by itself, and what somebody may do to it by hand. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { RootClients } from "../permissions/root-clients.ts";
import { apiOf, ROUTES, replace } from "./api-fields.ts";
import type { Field } from "./whole-kind.ts";

export const WEB_ACL = "arn:aws:wafv2:us-east-1:000000000000:regional/webacl/acme/1234";
const CERTIFICATE = "abc123";
const LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:acme";

async function stageOf(root: RootClients): Promise<{ readonly ResourceArn: string }> {
  const { restApiId } = await apiOf(root);
  return { ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod` };
}

const onStage =
  (...patchOperations: readonly PatchOperation[]) =>
  async (root: RootClients) =>
    root.apigateway.updateStage({ ...(await apiOf(root)), stageName: "prod", patchOperations: [...patchOperations] });

export const STAGE_FIELDS: readonly Field[] = [
  { name: "description", first: "Works", later: "Works on", drift: onStage(replace("/description", "Theirs")) },
  {
    name: "variables",
    first: { ALIAS: "live", OLD: "1" },
    later: { ALIAS: "next" },
    drift: onStage(replace("/variables/ALIAS", "theirs")),
  },
  {
    name: "canary",
    first: { percent: 10, variables: { ALIAS: "next" }, stageCache: true },
    later: { percent: 20, variables: { ALIAS: "next" }, stageCache: false },
    drift: onStage(replace("/canarySettings/useStageCache", "false")),
  },
  {
    name: "throttling",
    shown: "settings",
    first: { rateLimit: 10, burstLimit: 20 },
    later: { rateLimit: 11, burstLimit: 20 },
    drift: onStage(replace("/*/*/throttling/burstLimit", "99")),
  },
  {
    name: "logging",
    shown: "settings",
    first: { level: "error", dataTrace: true, metrics: true },
    later: { level: "info", dataTrace: false, metrics: true },
    drift: onStage(replace("/*/*/metrics/enabled", "false")),
  },
  {
    name: "routes",
    shown: "settings",
    needs: { cache: { size: 0.5 } },
    first: {
      "GET /orders": {
        throttling: { rateLimit: 3 },
        caching: { enabled: true, ttl: 30, encrypted: true, invalidation: "refuse" },
      },
    },
    later: {
      "GET /orders": {
        throttling: { rateLimit: 3 },
        caching: { enabled: true, ttl: 31, encrypted: false, invalidation: "anyone" },
      },
    },
    drift: onStage(replace("/~1orders/GET/caching/enabled", "false")),
  },
  {
    name: "accessLogs",
    first: { destination: LOGS, format: "$context.requestId" },
    later: "off",
    drift: onStage(replace("/accessLogSettings/format", "$context.requestId $context.status")),
  },
  { name: "tracing", first: true, later: false, drift: onStage(replace("/tracingEnabled", "false")) },
  {
    name: "clientCertificate",
    first: CERTIFICATE,
    later: "off",
    drift: onStage(replace("/clientCertificateId", "theirs")),
  },
  {
    name: "documentationVersion",
    first: "1",
    later: "off",
    drift: onStage(replace("/documentationVersion", "2")),
  },
  {
    name: "webAcl",
    first: WEB_ACL,
    later: "off",
    drift: async (root) => root.wafv2.associateWebACL({ ...(await stageOf(root)), WebACLArn: `${WEB_ACL}5` }),
  },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: async (root) => {
      const { restApiId } = await apiOf(root);
      const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/prod`;
      return root.apigateway.untagResource({ resourceArn, tagKeys: ["team"] });
    },
  },
  {
    name: "cache",
    first: { size: 0.5, ttl: 60, encrypted: true, invalidation: "ignore" },
    later: { size: 1.6, ttl: 60, encrypted: true, invalidation: "ignore" },
    drift: async (root) => {
      await onStage(replace("/cacheClusterEnabled", "false"))(root);
      await root.clock.sleep(300_000);
    },
  },
];

export function declareStage(properties: Readonly<Record<string, unknown>>) {
  return { owner: "acme", apis: { shop: { routes: ROUTES, stages: { prod: properties } } } };
}

/** Logs of stages need a role in the settings of the account. */
export function letStagesLog({ apigateway }: RootClients) {
  return apigateway.updateAccount({ patchOperations: [replace("/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs")] });
}
