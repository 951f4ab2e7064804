/**
 * Lets a stage call what its snapshot calls, by its routes and by its authorizers. What stands behind the methods of a snapshot
 * is told only of one that a stage serves (GetExport; GetDeployment with embed=apisummary names methods alone), so after a move to
 * an older one this comes second: a permission that a `--prune` has taken since is given back.
 */
import { derivePermissionsOf } from "../kinds/permission/derive.ts";
import { type Address, addressOf, nameAt, namesOf } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { messageOf } from "../model/errors.ts";
import type { Environment } from "../model/json.ts";
import type { Identity } from "../model/observation.ts";
import type { ApplyContext } from "../model/ports.ts";
import { permissionProvider } from "./permission.ts";
import { readServed } from "./served-routes.ts";
import type { AwsSession } from "./session.ts";

export interface ServingStage {
  readonly address: Address;
  readonly apiId: string;
  readonly variables: Environment;
  readonly owner: string;
}

/** Answers with what it may not call all the same, a sentence each. Never throws, also when it is cut short: the move is made. */
export async function allowServed(
  session: AwsSession,
  stage: ServingStage,
  { identity, signal }: { readonly identity: Identity; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { address, apiId, owner } = stage;
  const served = await readServed(session, { address, apiId }, { identity, signal }).catch(() => null);
  if (served === null) return ["what it calls could not be read, nor whether it may"];
  // Of nothing else is anything known here: what is called is looked up by its name.
  const unknown = { identity, revision: "", desired: new Map(), aliasesOf: () => [], observationOf: () => undefined };
  const { adds, blocked } = derivePermissionsOf(desiredStage(stage), served, unknown);
  const provider = permissionProvider(session);
  const context: ApplyContext = {
    identity,
    owner,
    revision: "",
    signal,
    outputsOf: (of) => (of === addressOf("rest-api", nameAt(address, 0)) ? { id: apiId } : undefined),
    waiting: () => {},
    served: () => {},
  };
  const refusals: string[] = blocked.map(({ message }) => message);
  for (const desired of adds) {
    if (desired.kind !== "permission") continue;
    try {
      await provider.create({ ...desired, spec: { ...desired.spec, apiId } }, context);
    } catch (error) {
      const [name, qualifier] = namesOf(desired.address);
      refusals.push(`it calls ${name}:${qualifier}, and could not be allowed to: ${messageOf(error)}`);
    }
  }
  return refusals;
}

function desiredStage({ address, variables }: ServingStage): Desired<"stage"> {
  return {
    kind: "stage",
    address,
    spec: { variables },
    intent: { deployment: "leave" },
    options: { adopt: false, protect: false, external: false },
    origin: { file: "", line: 0, column: 0 },
    after: [],
    sensitive: [],
  };
}
