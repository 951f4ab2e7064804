/**
 * What a stage needs beyond itself: the snapshot that it is to serve, and the permission for each Lambda function that
 * its variables lead to.
 *
 *   deployment: latest     deployment:API/<fingerprint>   routes declared here: of what is declared
 *                          deployment:API/working-copy    routes not declared: of what lives, looked up by the observer
 *   deployment: follow     the deploymentId of the other stage
 *   deployment: ID         that id
 *   left alone             nothing; a note when it can be seen to be stale
 */
import type { Address } from "../../model/address.ts";
import { addressOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { Blocked, PlanNote } from "../../model/plan.ts";
import { type Ref, refTo } from "../../model/ref.ts";
import type { StageSpec } from "../../model/specs/stage.ts";
import { fingerprintOf } from "../deployment/fingerprint.ts";
import type { Derivation, World } from "../kind-rules.ts";
import { derivePermissions } from "../permission/derive.ts";
import { undeployable } from "./undeployable.ts";

export function deriveStage(stage: Desired<"stage">, world: World): Derivation<"stage"> {
  if (stage.options.external) return { desired: stage, adds: [], blocked: [], notes: [] };
  const snapshot = snapshotOf(stage, world);
  const permissions = derivePermissions(stage, world);
  return {
    desired: {
      ...stage,
      spec: withSnapshot(stage.spec, snapshot),
      after: [...stage.after, ...permissions.needed],
    },
    adds: [...snapshot.adds, ...permissions.adds],
    blocked: [...lacking(stage, world), ...permissions.blocked, ...undeployable(snapshot.adds, world)],
    notes: [...snapshot.notes, ...permissions.notes],
  };
}

function lacking({ address }: Desired<"stage">, world: World): readonly Blocked[] {
  const observed = world.observationOf("stage", address);
  const message =
    observed?.state === "absent" ? observed.lacks : observed?.state === "present" ? observed.live.facts.lacks : undefined;
  return message === undefined ? [] : [{ address, reason: "unknown-missing", message }];
}

/** A canary that is declared differs in its variables alone: it serves what the stage does. */
function withSnapshot(spec: StageSpec, { deploymentId }: Snapshot): StageSpec {
  if (deploymentId === undefined) return spec;
  return { ...spec, deploymentId, ...(spec.canary && { canary: { ...spec.canary, deploymentId } }) };
}

interface Snapshot {
  readonly deploymentId?: string | Ref;
  readonly adds: readonly (Desired<"deployment"> | Desired<"stage">)[];
  readonly notes: readonly PlanNote[];
}

function snapshotOf(stage: Desired<"stage">, world: World): Snapshot {
  const { intent } = stage;
  switch (intent.deployment) {
    case "latest": {
      const deployment = latestDeployment(stage, world);
      return { deploymentId: refTo(deployment.address, "id"), adds: [deployment], notes: [] };
    }
    case "follow": {
      const followed = addressOf("stage", nameAt(stage.address, 0), intent.stage);
      const adds = world.desired.has(followed) ? [] : [externalStage(followed, stage)];
      return { deploymentId: refTo(followed, "deploymentId"), adds, notes: [] };
    }
    case "pinned":
      return { deploymentId: intent.id, adds: [], notes: [] };
    case "leave":
      return { adds: [], notes: staleness(stage, world) };
  }
}

function latestDeployment(stage: Desired<"stage">, world: World): Desired<"deployment"> {
  const apiName = nameAt(stage.address, 0);
  const apiAddress = addressOf("rest-api", apiName);
  const api = world.desired.get(apiAddress);
  const fingerprint = api?.kind === "rest-api" && api.spec.routes !== undefined ? fingerprintOf(api.spec) : undefined;
  return {
    kind: "deployment",
    address: addressOf("deployment", apiName, fingerprint?.slice(0, 12) ?? "working-copy"),
    spec: { apiId: refTo(apiAddress, "id"), ...(fingerprint === undefined ? {} : { fingerprint }) },
    intent: { revision: world.revision },
    options: { adopt: false, protect: false, external: false },
    origin: stage.origin,
    after: [],
    sensitive: [],
  };
}

/** Declared only so that it is observed. */
function externalStage(address: Address, follower: Desired<"stage">): Desired<"stage"> {
  return {
    kind: "stage",
    address,
    spec: {},
    intent: { deployment: "leave" },
    options: { adopt: false, protect: false, external: true },
    origin: follower.origin,
    after: [],
    sensitive: [],
  };
}

/** Costs no call: it can be seen only when another stage has had the latest snapshot looked up. */
function staleness(stage: Desired<"stage">, world: World): readonly PlanNote[] {
  const observed = world.observationOf("stage", stage.address);
  const latest = world.observationOf("deployment", latestDeployment(stage, world).address);
  if (observed?.state !== "present" || latest === undefined || latest.state === "unknown") return [];
  if (latest.state === "present" && latest.live.outputs.id === observed.live.outputs.deploymentId) return [];
  const message = "serves an older snapshot than the API's latest; declare deployment: latest, or follow, to move it";
  return [{ address: stage.address, code: "stale-snapshot", message }];
}
