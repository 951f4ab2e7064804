/** The history of a function or an API, and who uses it. Lists that a pass reads anyway are read once. */

import { readShiftNote } from "../kinds/alias/shift-note.ts";
import { readHoldNote } from "../kinds/hold.ts";
import { readAliasDescription, readDeploymentDescription, readVersionOwner } from "../kinds/mark.ts";
import { type Address, addressOf, nameAt } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { ObserveContext, Observer } from "../model/ports.ts";
import type { Past } from "../model/retention.ts";
import { listAliases } from "./alias.ts";
import { listDeployments } from "./deployment.ts";
import { configurationSpec } from "./function-configuration.ts";
import { readTags } from "./owner-tag.ts";
import { callingFor } from "./scheduler/caller.ts";
import type { AwsSession } from "./session.ts";
import { listStages } from "./stage.ts";
import { listVersions } from "./version-reads.ts";

export function versionHistory(session: AwsSession): Pick<Observer<"version">, "past"> {
  return { past: (parent, context) => callingFor({ signal: context.signal }, () => pastVersions(session, parent, context)) };
}

export function deploymentHistory(session: AwsSession): Pick<Observer<"deployment">, "past"> {
  return { past: (parent, context) => callingFor({ signal: context.signal }, () => pastDeployments(session, parent, context)) };
}

async function pastVersions(session: AwsSession, parent: Address, context: ObserveContext): Promise<readonly Past[]> {
  const name = nameAt(parent, 0);
  const [versions, aliases] = await Promise.all([
    listVersions(session, name, context),
    listAliases(session, name, context.signal),
  ]);
  const users = usersOf(
    aliases.map((alias) => {
      const { note = "" } = readAliasDescription(alias.Description);
      const weighted = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
      const noted = [readHoldNote(note)?.from, readShiftNote(note)?.stand.to];
      return { name: `alias ${name}/${alias.Name}`, uses: [alias.FunctionVersion, ...weighted, ...noted] };
    }),
  );
  return versions.map((version): Past<"version"> => {
    const number = version.Version ?? "";
    return {
      live: {
        kind: "version",
        address: addressOf("version", name, number),
        spec: { ...configurationSpec(version), codeSha256: version.CodeSha256 },
        facts: { number },
        outputs: { version: number },
        owner: readVersionOwner(version.Description),
      },
      id: number,
      madeAt: Date.parse(version.LastModified ?? "") || 0,
      usedBy: users.get(number) ?? [],
    };
  });
}

async function pastDeployments(session: AwsSession, parent: Address, context: ObserveContext): Promise<readonly Past[]> {
  const name = nameAt(parent, 0);
  const api = context.observationOf("rest-api", parent);
  if (api?.state !== "present") throw new StagekeeperError("not-found", `${parent} was not observed`);
  const apiId = api.live.facts.id;
  const [deployments, stages] = await Promise.all([
    listDeployments(session, apiId, context.signal),
    listStages(session, apiId, context.signal),
  ]);
  const users = usersOf(
    stages.map((stage) => ({
      name: `stage ${name}/${stage.stageName}`,
      uses: [stage.deploymentId, stage.canarySettings?.deploymentId, readTags(stage.tags).hold?.from],
    })),
  );
  return deployments.map((deployment): Past<"deployment"> => {
    const id = deployment.id ?? "";
    const mark = readDeploymentDescription(deployment.description);
    const madeAt = deployment.createdDate?.getTime();
    return {
      live: {
        kind: "deployment",
        address: addressOf("deployment", name, id),
        spec: { apiId, ...(mark && { fingerprint: mark.fingerprint }) },
        facts: { id, ...(madeAt !== undefined && { madeAt }) },
        outputs: { id },
        owner: mark?.owner ?? null,
      },
      id,
      madeAt: madeAt ?? 0,
      usedBy: users.get(id) ?? [],
    };
  });
}

interface User {
  readonly name: string;
  readonly uses: readonly (string | undefined)[];
}

/** By what they use. */
function usersOf(users: readonly User[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, uses } of users) {
    for (const id of new Set(uses)) {
      if (id !== undefined) found.set(id, [...(found.get(id) ?? []), name]);
    }
  }
  return found;
}
