/** What a person does who takes a stage or an alias back, and what AWS holds then. */
import { connectAws } from "../../src/aws/connection.ts";
import { type RollbackResult, rollBack } from "../../src/engine/roll-back.ts";
import { HOLD_TAG } from "../../src/kinds/hold.ts";
import type { Address } from "../../src/model/address.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { Shop } from "../shift/shop.ts";

export const STAGE: Address = "stage:Shop/live";
export const ALIAS: Address = "alias:Uploader/live";
export const HAND = { accessKeyId: "AKIAHAND", secretAccessKey: "hand" };

function rollbacksOf({ sandbox, clock }: Shop) {
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode: async () => new Uint8Array(),
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: HAND,
    random: () => 0,
  });
  return connection.openWriteSession().rollbacks;
}

export async function takeBack(shop: Shop, address: Address, to?: string): Promise<RollbackResult> {
  const request = { address, dryRun: false, ...(to !== undefined && { to }) };
  const ports = { rollbacks: rollbacksOf(shop), clock: shop.clock, signal: new AbortController().signal };
  return rollBack(request, { ...ports, approve: async () => true });
}

export function apiOf({ sandbox }: Shop) {
  const [api] = sandbox.world.apigateway.apis.values();
  if (api === undefined) throw new Error("there is no API yet");
  return api;
}

export function stageOf(shop: Shop) {
  const api = apiOf(shop);
  const stage = api.stages.get("live");
  if (stage === undefined) throw new Error("there is no stage yet");
  return { stage, deployments: [...api.deployments.keys()], hold: stage.tags[HOLD_TAG] };
}

export function heldIn({ plan }: RunReport): readonly string[] {
  return (plan?.tolerated ?? []).filter(({ policy }) => policy === "hold").map(({ address }) => address);
}
