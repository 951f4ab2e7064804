/** What other people do to what shifts: weights and canaries changed, finished, ended or begun by hand. */
import type { World } from "../../src/sandbox/world.ts";
import { alias, at, stage } from "./candidates.ts";
import type { Act } from "./edits.ts";

export const MEDDLING = {
  "shift: other weights": async ({ lambda, world }, choice) => {
    const { record, name, additional } = at(weighted(world), choice);
    const RoutingConfig = { AdditionalVersionWeights: { [additional?.version ?? ""]: 0.2 + (choice % 3) / 10 } };
    await lambda.updateAlias({ FunctionName: record.name, Name: name, RoutingConfig });
  },
  "shift: no weights": async ({ lambda, world }, choice) => {
    const { record, name } = at(weighted(world), choice);
    await lambda.updateAlias({ FunctionName: record.name, Name: name, RoutingConfig: { AdditionalVersionWeights: {} } });
  },
  "shift: finish": async ({ lambda, world }, choice) => {
    const { record, name, additional } = at(weighted(world), choice);
    const RoutingConfig = { AdditionalVersionWeights: {} };
    await lambda.updateAlias({ FunctionName: record.name, Name: name, FunctionVersion: additional?.version, RoutingConfig });
  },
  "shift: move back": async ({ lambda, world }, choice) => {
    const { record, name } = alias(world, choice);
    const FunctionVersion = at([...record.versions.keys()], choice);
    await lambda.updateAlias({ FunctionName: record.name, Name: name, FunctionVersion });
  },
  "canary: begin": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    const patchOperations = [
      { op: "replace" as const, path: "/canarySettings/percentTraffic", value: "20" },
      { op: "replace" as const, path: "/canarySettings/stageVariableOverrides/LEVEL", value: "by-hand" },
    ];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "canary: another share": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = at(withCanary(world), choice);
    const patchOperations = [
      { op: "replace" as const, path: "/canarySettings/percentTraffic", value: String(20 + (choice % 3) * 10) },
    ];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "canary: end": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = at(withCanary(world), choice);
    const patchOperations = [{ op: "remove" as const, path: "/canarySettings" }];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "canary: promote": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = at(withCanary(world), choice);
    const promotion = [
      { op: "replace" as const, path: "/canarySettings/percentTraffic", value: "0" },
      { op: "copy" as const, from: "/canarySettings/stageVariableOverrides", path: "/variables" },
      { op: "copy" as const, from: "/canarySettings/deploymentId", path: "/deploymentId" },
    ];
    await apigateway.updateStage({ restApiId, stageName, patchOperations: promotion });
    if (choice % 2 === 0) return;
    await apigateway.updateStage({ restApiId, stageName, patchOperations: [{ op: "remove", path: "/canarySettings" }] });
  },
} as const satisfies Readonly<Record<string, Act>>;

function weighted({ lambda }: World) {
  return [...lambda.functions.values()].flatMap((record) =>
    [...record.aliases.values()].filter(({ additional }) => additional !== undefined).map((one) => ({ ...one, record })),
  );
}

function withCanary({ apigateway }: World) {
  return [...apigateway.apis.values()].flatMap((api) =>
    [...api.stages.values()].flatMap(({ stageName, canarySettings }) =>
      canarySettings === undefined ? [] : [{ restApiId: api.id, stageName }],
    ),
  );
}
