/** Where shifts stand, told from the account alone: by the note behind a description, and by weights and canaries. */
import { type Address, nameAt } from "../../src/model/address.ts";
import type { AnyDesired } from "../../src/model/desired.ts";
import type { CanaryState, StageState } from "../../src/sandbox/apigateway/state.ts";
import type { AliasRecord } from "../../src/sandbox/lambda/state.ts";
import type { World } from "../../src/sandbox/world.ts";
import { findApi } from "./truth.ts";

/** Names of those that watch the shift of a resource. */
export function alarmsOf(intent: AnyDesired["intent"]): readonly string[] {
  return "shift" in intent ? (intent.shift?.gates?.alarms ?? []) : [];
}

const NOTE = / shift:([a-z0-9]+)@(\d+) [^\]]*\]$/;

/** The version or deployment that a note is about, and its per cent; undefined: there is none. */
export function standIn(description: string | undefined): { readonly to: string; readonly percent: number } | undefined {
  const [, to, percent] = NOTE.exec(description ?? "") ?? [];
  return to === undefined ? undefined : { to, percent: Number(percent) };
}

/** Whether somebody else was at it, and what shares the traffic is not what our note says. */
export function isStoppedByHand(address: Address, world: World, meddled: ReadonlySet<string>): boolean {
  const { description, shares, owner } = address.startsWith("alias:") ? ofAlias(address, world) : ofStage(address, world);
  const stand = standIn(description);
  return stand !== undefined && meddled.has(owner) && JSON.stringify(shares) !== JSON.stringify([[stand.to, stand.percent]]);
}

interface Standing {
  readonly description: string | undefined;
  /** What has a part of the traffic beside the rest, in per cent. */
  readonly shares: readonly (readonly [string, number])[];
  /** Name of the function, or id of the API. */
  readonly owner: string;
}

function ofAlias(address: Address, { lambda }: World): Standing {
  const owner = nameAt(address, 0);
  const found: AliasRecord | undefined = lambda.functions.get(owner)?.aliases.get(nameAt(address, 1));
  const { additional } = found ?? {};
  const shares = additional === undefined ? [] : [[additional.version, Number((additional.weight * 100).toFixed(6))] as const];
  return { description: found?.description, shares, owner };
}

function ofStage(address: Address, world: World): Standing {
  const { api, stage } = stageAt(address, world);
  const canary = stage?.canarySettings;
  const shares = canary === undefined ? [] : [[canary.deploymentId, canary.percentTraffic] as const];
  return { description: stage?.description, shares, owner: api?.id ?? "" };
}

export function canaryOf(address: Address, world: World): CanaryState | undefined {
  return stageAt(address, world).stage?.canarySettings;
}

function stageAt(address: Address, { apigateway }: World) {
  const api = findApi(apigateway.apis.values(), nameAt(address, 0));
  const stage: StageState | undefined = api?.stages.get(nameAt(address, 1));
  return { api, stage };
}
