/** Deployments: one per distinct snapshot, found by the fingerprint in its description, for AWS has no dirty flag and no tags here. */
import type { Deployment } from "@aws-sdk/client-api-gateway";
import { fingerprintOf } from "../kinds/deployment/fingerprint.ts";
import { deploymentDescription, readDeploymentDescription } from "../kinds/mark.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Identity, Live, Observation } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider } from "../model/ports.ts";
import type { RestApiSpec } from "../model/specs/rest-api.ts";
import { fetchMembers } from "./api-members.ts";
import { isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { ABSENT, allPages, inUse, knownValue, observing, resolved } from "./observing.ts";
import { fetchRestApis, fetchWorkingCopy, PAGE, policyOf, settingsOf } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { giveWay } from "./twins.ts";

/** Digits of the fingerprint in an address, as the stage's `derive` writes it. */
const SHORT = 12;

export function deploymentObserver(session: AwsSession): Observer<"deployment"> {
  return {
    observe: (desired, context) => observing(desired.address, () => observeDeployment(session, desired, context)),
    async *listOwned(context) {
      for (const [name, id] of session.seen.apis) {
        for (const deployment of await listDeployments(session, id, context.signal)) {
          const mark = readDeploymentDescription(deployment.description);
          if (mark?.owner !== context.owner) continue;
          const address = addressOf("deployment", name, mark.fingerprint.slice(0, SHORT));
          yield toLive(address, id, deployment);
        }
      }
    },
  };
}

export function deploymentProvider(session: AwsSession): Provider<"deployment"> {
  return {
    ...deploymentObserver(session),

    async create(desired, context) {
      const api = await session.clients.apigateway();
      const restApiId = resolved(desired.spec.apiId, `the API of ${desired.address}`);
      const fingerprint = desired.spec.fingerprint ?? (await liveFingerprint(session, restApiId, context));
      const description = deploymentDescription(context.owner, fingerprint, context.revision, context.sourceRevision);
      const all = () => fetchDeployments(session, restApiId, context.signal);
      const made = await createOnce<Deployment & { readonly answered?: true }>(
        // Never with a stage name: that would move the stage by itself, and is only the stage's own step to do.
        async () => ({ ...(await api.createDeployment({ restApiId, description })), answered: true }),
        async () => newest(await all(), fingerprint, context.owner),
        { clock: session.clock, signal: context.signal },
      );
      if (made.answered) {
        await giveWay(desired.address, made, {
          look: async () => (await all()).filter((other) => isMarked(other, fingerprint, context.owner)),
          remove: (deploymentId) => api.deleteDeployment({ restApiId, deploymentId }),
        });
      }
      return { id: made.id ?? "" };
    },

    // Immutable, and what is found is the snapshot that was asked for, whoever made it.
    update: async (step) => step.live.outputs,

    async delete(live, context) {
      const api = await session.clients.apigateway();
      const restApiId = resolved(live.spec.apiId, `the API of ${live.address}`);
      try {
        await api.deleteDeployment({ restApiId, deploymentId: live.facts.id }, { abortSignal: context.signal });
      } catch (error) {
        if (!isNotFound(error)) throw inUse(error, live.address);
      }
    },
  };
}

async function observeDeployment(
  session: AwsSession,
  desired: Desired<"deployment">,
  context: ObserveContext,
): Promise<Observation<"deployment">> {
  const parent = context.observationOf("rest-api", addressOf("rest-api", nameAt(desired.address, 0)));
  if (parent?.state === "absent") return ABSENT;
  const apiId = knownValue(desired.spec.apiId, context);
  if (apiId === undefined) return ABSENT;
  const liveRoutes = parent?.state === "present" ? parent.live.facts.liveRoutes : undefined;
  if (desired.spec.fingerprint === undefined && liveRoutes === undefined) {
    const message = `${desired.address}: the API's definition may not be read, so its snapshot cannot be told; allow apigateway:GET on its resources`;
    return { state: "unknown", reason: "denied", message };
  }
  const spec: RestApiSpec = parent?.state === "present" ? { ...parent.live.spec, routes: liveRoutes } : {};
  const fingerprint = desired.spec.fingerprint ?? fingerprintOf(await wholeCopy(session, apiId, spec, context));
  const deployments = await listDeployments(session, apiId, context.signal);
  const found = newest(deployments, fingerprint, context.owner);
  return found ? { state: "present", live: toLive(desired.address, apiId, found) } : ABSENT;
}

/** The newest deployment with this fingerprint; one with our mark before anyone else's. */
function newest(deployments: readonly Deployment[], fingerprint: string, owner: string): Deployment | undefined {
  const matching = deployments
    .map((deployment) => ({ deployment, mark: readDeploymentDescription(deployment.description) }))
    .filter(({ mark }) => mark?.fingerprint === fingerprint)
    .toSorted((left, right) => time(right.deployment) - time(left.deployment));
  return (matching.find(({ mark }) => mark?.owner === owner) ?? matching[0])?.deployment;
}

function isMarked({ description }: Deployment, fingerprint: string, owner: string): boolean {
  const mark = readDeploymentDescription(description);
  return mark?.fingerprint === fingerprint && mark.owner === owner;
}

function time(deployment: Deployment): number {
  return deployment.createdDate?.getTime() ?? 0;
}

function toLive(address: Live["address"], apiId: string, deployment: Deployment): Live<"deployment"> {
  const mark = readDeploymentDescription(deployment.description);
  const id = deployment.id ?? "";
  return {
    kind: "deployment",
    address,
    spec: { apiId, ...(mark ? { fingerprint: mark.fingerprint } : {}) },
    facts: { id, ...(deployment.createdDate && { madeAt: deployment.createdDate.getTime() }) },
    outputs: { id },
    owner: mark?.owner ?? null,
  };
}

/** Of the working copy as it stands now, for an API that someone else defines. */
async function liveFingerprint(session: AwsSession, restApiId: string, context: ApplyContext): Promise<string> {
  const api = (await fetchRestApis(session, context.signal)).find(({ id }) => id === restApiId);
  if (!api) throw new StagekeeperError("not-found", `REST API ${restApiId} went away meanwhile; run again`);
  const { routes } = await fetchWorkingCopy(session, restApiId, context.identity, context.signal);
  const spec = { routes, policy: policyOf(api), ...settingsOf(api) };
  return fingerprintOf(await wholeCopy(session, restApiId, spec, context));
}

/** With what stands beside the routes of an API that someone else defines, in so far as it is there. */
async function wholeCopy(
  session: AwsSession,
  restApiId: string,
  spec: RestApiSpec,
  context: { readonly identity: Identity; readonly signal: AbortSignal },
): Promise<RestApiSpec> {
  const wanted = { authorizers: {}, models: {}, validators: {}, gatewayResponses: {} };
  return { ...spec, ...(await fetchMembers(session, restApiId, wanted, context)).spec };
}

/** Every deployment of an API, once a pass. */
export function listDeployments(session: AwsSession, restApiId: string, signal: AbortSignal): Promise<readonly Deployment[]> {
  return session.readDeep(`apigateway.GetDeployments ${restApiId}`, () => fetchDeployments(session, restApiId, signal));
}

/** Every deployment of an API, asked anew. */
export async function fetchDeployments(
  session: AwsSession,
  restApiId: string,
  abortSignal: AbortSignal,
): Promise<readonly Deployment[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getDeployments({ restApiId, limit: PAGE, position }, { abortSignal });
    return { items: page.items ?? [], token: page.position };
  });
}
