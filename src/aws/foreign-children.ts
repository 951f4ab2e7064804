/**
 * What a function or REST API of ours holds that is not ours, for one that is to be deleted: AWS would delete it, too.
 * What is declared in it was observed; what is not, nobody has looked at.
 */
import { readAliasDescription, readVersionOwner } from "../kinds/mark.ts";
import { addressOf } from "../model/address.ts";
import type { Unmanaged } from "../model/observation.ts";
import type { ObserveContext } from "../model/ports.ts";
import { listAliases } from "./alias.ts";
import { readTags } from "./owner-tag.ts";
import { foreignStatements } from "./policy-reads.ts";
import type { AwsSession } from "./session.ts";
import { listStages } from "./stage.ts";
import { listVersions } from "./version-reads.ts";

export async function foreignStages(
  session: AwsSession,
  api: { readonly name: string; readonly id: string },
  { owner, signal }: ObserveContext,
): Promise<readonly Unmanaged[]> {
  const stages = await listStages(session, api.id, signal);
  return stages
    .filter(({ tags }) => readTags(tags).owner !== owner)
    .map(({ stageName = "" }) => ({ what: `stage ${api.name}/${stageName}`, beside: addressOf("rest-api", api.name) }));
}

export async function foreignOfFunction(
  session: AwsSession,
  name: string,
  context: ObserveContext,
): Promise<readonly Unmanaged[]> {
  const { owner, signal } = context;
  const beside = addressOf("function", name);
  const aliases = await listAliases(session, name, signal);
  const foreign = aliases
    .filter(({ Description }) => readAliasDescription(Description).owner !== owner)
    .map(({ Name = "" }) => ({ what: `alias ${name}/${Name}`, beside }));
  const qualifiers = [undefined, ...aliases.map(({ Name }) => Name)];
  const policies = await Promise.all(
    qualifiers.map((qualifier) => foreignStatements(session, { name, qualifier, beside }, context)),
  );
  const versions = (await listVersions(session, name, context))
    .filter(({ Description }) => readVersionOwner(Description) !== owner)
    .map(({ Version = "" }) => ({ what: `version ${name}/${Version}`, beside }));
  return [...foreign, ...policies.flat(), ...versions];
}
