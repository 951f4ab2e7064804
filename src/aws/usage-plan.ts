/** Usage plans. GetUsagePlans tells all of them, stages and tags included; their keys are a list of each plan. */
import type { UsagePlan, UsagePlanKey } from "@aws-sdk/client-api-gateway";
import { parseRouteKey } from "../kinds/rest-api/route-key.ts";
import { parseStageReference } from "../kinds/stage-reference.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { Live, Observation, Unmanaged } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { Outputs, Ref } from "../model/ref.ts";
import type { PlanStage, PlanThrottle, UsagePlanSpec } from "../model/specs/usage-plan.ts";
import { changedKeys, changedMembers } from "./changes.ts";
import { isNamed, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { writeGatewayTags } from "./gateway-tags.ts";
import { theOneNamed } from "./named.ts";
import { ABSENT, allPages, knownValue, observing, resolved } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import { batches, replace } from "./patch.ts";
import { PAGE } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { giveWay } from "./twins.ts";
import { usagePlanPatches } from "./usage-plan-patches.ts";

export function usagePlanObserver(session: AwsSession): Observer<"usage-plan"> {
  return {
    observe: (desired, context) => observing(desired.address, () => observePlan(session, desired, context)),
    async *listOwned(context) {
      for (const plan of await listUsagePlans(session, context.signal)) {
        const live = toLive(session, plan, { desired: {}, keys: undefined }, context);
        if (live.owner === context.owner) yield live;
      }
    },
  };
}

export function usagePlanProvider(session: AwsSession): Provider<"usage-plan"> {
  return {
    ...usagePlanObserver(session),
    create: (desired, context) => createPlan(session, desired, context),
    update: (step, context) => updatePlan(session, step, context),

    async delete(live, context) {
      const usagePlanId = live.facts.id;
      const api = await session.clients.apigateway();
      try {
        // "Cannot delete Usage Plan … because there are API Stages associated with it" (API Gateway DeleteUsagePlan).
        const stages = live.facts.apiStages.map((value) => ({ op: "remove" as const, path: "/apiStages", value }));
        for (const patchOperations of batches(stages)) {
          await api.updateUsagePlan({ usagePlanId, patchOperations: [...patchOperations] });
        }
        await api.deleteUsagePlan({ usagePlanId }, { abortSignal: context.signal });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

function listUsagePlans(session: AwsSession, signal: AbortSignal): Promise<readonly UsagePlan[]> {
  return session.read("apigateway.GetUsagePlans", () => fetchUsagePlans(session, signal));
}

/** Names of the usage plans in which a stage of the API is. */
export async function usagePlansOf(session: AwsSession, restApiId: string, signal: AbortSignal): Promise<readonly string[]> {
  const plans = await listUsagePlans(session, signal);
  return plans.filter(({ apiStages = [] }) => apiStages.some(({ apiId }) => apiId === restApiId)).map(({ name = "" }) => name);
}

async function fetchUsagePlans(session: AwsSession, abortSignal: AbortSignal): Promise<readonly UsagePlan[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getUsagePlans({ limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

async function observePlan(
  session: AwsSession,
  desired: Desired<"usage-plan">,
  context: ObserveContext,
): Promise<Observation<"usage-plan">> {
  const plans = await listUsagePlans(session, context.signal);
  const named = theOneNamed(plans, { address: desired.address, things: "usage plans" }, context);
  if ("ambiguous" in named) return named.ambiguous;
  if (named.found === null) return ABSENT;
  const keys = desired.spec.keys === undefined ? undefined : await fetchKeys(session, named.found.id ?? "", context.signal);
  return { state: "present", live: toLive(session, named.found, { desired: desired.spec, keys }, context) };
}

async function fetchKeys(session: AwsSession, usagePlanId: string, abortSignal: AbortSignal): Promise<readonly UsagePlanKey[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getUsagePlanKeys({ usagePlanId, limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}

function toLive(
  session: AwsSession,
  plan: UsagePlan,
  { desired, keys }: { readonly desired: UsagePlanSpec; readonly keys: readonly UsagePlanKey[] | undefined },
  context: ObserveContext,
): Live<"usage-plan"> {
  const { tags, owner } = readTags(plan.tags);
  const id = plan.id ?? "";
  const { throttle, quota } = plan;
  const address = addressOf("usage-plan", plan.name ?? "");
  return {
    kind: "usage-plan",
    address,
    spec: {
      description: plan.description ?? "",
      productCode: plan.productCode ?? "",
      throttle: throttle === undefined ? null : throttleOf(throttle),
      quota: quota?.limit === undefined ? null : { limit: quota.limit, period: quota.period ?? "DAY", offset: quota.offset ?? 0 },
      stages: Object.fromEntries((plan.apiStages ?? []).map((stage) => liveStage(session, stage))),
      ...(keys && { keys: declaredKeys(desired, keys, context) }),
      tags,
    },
    facts: { id, apiStages: (plan.apiStages ?? []).map(({ apiId, stage }) => `${apiId}:${stage}`) },
    outputs: { id },
    owner,
    ...(keys && {
      unmanaged: foreignKeys(desired, keys, context).map(
        (what): Unmanaged => ({ what: `${what} of usage plan ${plan.name}`, beside: address }),
      ),
    }),
  };
}

function throttleOf({ rateLimit = 0, burstLimit = 0 }: Partial<PlanThrottle>): PlanThrottle {
  return { rateLimit, burstLimit };
}

type ApiStage = NonNullable<UsagePlan["apiStages"]>[number];

/** By the name of an API that this pass looked at; else by the API's id. */
function liveStage(session: AwsSession, { apiId = "", stage = "", throttle = {} }: ApiStage): readonly [string, PlanStage] {
  const [api = apiId] = [...session.seen.apis].find(([, id]) => id === apiId) ?? [];
  // AWS's keys are `/path/METHOD`.
  const routes = Object.entries(throttle).map(([key, own]) => {
    const slash = key.lastIndexOf("/");
    return [`${key.slice(slash + 1)} ${key.slice(0, slash)}`, throttleOf(own)] as const;
  });
  return [`${api}/${stage}`, { apiId, routes: Object.fromEntries(routes) }];
}

type PlanKeys = Readonly<Record<string, string | Ref>>;

function declaredKeys({ keys = {} }: UsagePlanSpec, live: readonly UsagePlanKey[], context: ObserveContext): PlanKeys {
  const ids = new Set(live.map(({ id }) => id));
  const there = Object.entries(keys).flatMap(([name, key]) => {
    const id = knownValue(key, context);
    return id !== undefined && ids.has(id) ? [[name, id] as const] : [];
  });
  return Object.fromEntries(there);
}

/** Portals put thousands of keys into a plan: few are named, many are counted. */
const NAMED_KEYS = 5;

function foreignKeys({ keys = {} }: UsagePlanSpec, live: readonly UsagePlanKey[], context: ObserveContext): readonly string[] {
  const ours = new Set(Object.values(keys).map((key) => knownValue(key, context)));
  const others = live.filter(({ id }) => !ours.has(id)).map(({ id, name }) => `API key ${name ?? id}`);
  return others.length > NAMED_KEYS ? [`${others.length} API keys`] : others.toSorted();
}

async function createPlan(session: AwsSession, desired: Desired<"usage-plan">, context: ApplyContext): Promise<Outputs> {
  const { description, throttle, quota, stages = {}, keys = {}, tags } = desired.spec;
  const name = nameAt(desired.address, 0);
  const api = await session.clients.apigateway();
  const same = async () => {
    const plans = await fetchUsagePlans(session, context.signal);
    return plans.filter((plan) => plan.name === name && readTags(plan.tags).owner === context.owner);
  };
  const made = await createOnce<UsagePlan & { readonly answered?: true }>(
    async () => ({
      ...(await api.createUsagePlan({
        name,
        description: description || undefined,
        throttle: throttle ?? undefined,
        quota: quota ?? undefined,
        apiStages: Object.entries(stages).map(([reference, stage]) => apiStageInput(reference, stage)),
        tags: withMark(tags, context.owner),
      })),
      answered: true,
    }),
    async () => (await same())[0],
    { clock: session.clock, signal: context.signal },
  );
  if (made.answered) {
    await giveWay(desired.address, made, { look: same, remove: (usagePlanId) => removeTwin(session, usagePlanId, made) });
  }
  const id = made.id ?? "";
  // CreateUsagePlan has no place for it.
  if (desired.spec.productCode) {
    await api.updateUsagePlan({ usagePlanId: id, patchOperations: [replace(["productCode"], desired.spec.productCode)] });
  }
  for (const [key, keyId] of Object.entries(keys))
    await addKey(session, id, resolved(keyId, `the API key ${key}`), context.signal);
  return { id };
}

async function removeTwin(session: AwsSession, usagePlanId: string, { apiStages = [] }: UsagePlan): Promise<void> {
  const api = await session.clients.apigateway();
  const patchOperations = apiStages.map(({ apiId, stage }) => {
    return { op: "remove" as const, path: "/apiStages", value: `${apiId}:${stage}` };
  });
  if (patchOperations.length > 0) await api.updateUsagePlan({ usagePlanId, patchOperations });
  await api.deleteUsagePlan({ usagePlanId });
}

function apiStageInput(reference: string, own: PlanStage): ApiStage {
  const throttle = Object.entries(own.routes).map(([route, limits]) => {
    const { method = "", path = "" } = parseRouteKey(route) ?? {};
    return [`${path}/${method}`, { ...limits }] as const;
  });
  return {
    apiId: resolved(own.apiId, `the API of ${reference}`),
    stage: parseStageReference(reference).stage,
    ...(throttle.length > 0 && { throttle: Object.fromEntries(throttle) }),
  };
}

async function updatePlan(session: AwsSession, step: UpdateStep<"usage-plan">, context: ApplyContext): Promise<Outputs> {
  const { desired, live, changes } = step;
  const { id } = live.facts;
  const members = changedMembers(changes);
  await writeGatewayTags(session, `/usageplans/${id}`, step, context);
  const api = await session.clients.apigateway();
  for (const patchOperations of batches(usagePlanPatches(desired.spec, live.spec, members))) {
    await api.updateUsagePlan({ usagePlanId: id, patchOperations: [...patchOperations] });
  }
  if (members.has("keys")) {
    const changed = changedKeys(changes, "keys");
    for (const [key, keyId] of Object.entries(desired.spec.keys ?? {})) {
      if (changed === null || changed.has(key)) await addKey(session, id, resolved(keyId, `the API key ${key}`), context.signal);
    }
  }
  return { id };
}

/** A conflict is that it is in the plan already, which is done, or in another one of the same stage, which is not. */
async function addKey(session: AwsSession, usagePlanId: string, keyId: string, signal: AbortSignal): Promise<void> {
  const api = await session.clients.apigateway();
  try {
    await api.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
  } catch (error) {
    if (!isNamed(error, "ConflictException")) throw error;
    const there = await fetchKeys(session, usagePlanId, signal);
    if (!there.some(({ id }) => id === keyId)) throw error;
  }
}
