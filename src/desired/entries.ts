/** All that is declared, entry by entry: by its kind, what is wrong with it and which resource it is. */

import { checkAlias } from "../kinds/alias/check.ts";
import { expandAlias } from "../kinds/alias/expand.ts";
import { checkApiKey } from "../kinds/api-key/check.ts";
import { expandApiKey } from "../kinds/api-key/expand.ts";
import {
  type AuthoredState,
  type ExpandContext,
  type Problem,
  SECTIONS,
  type SectionEntries,
  type SectionName,
} from "../kinds/authoring.ts";
import { checkBucket } from "../kinds/bucket/check.ts";
import { expandBucket } from "../kinds/bucket/expand.ts";
import { checkClientCertificate } from "../kinds/client-certificate/check.ts";
import { expandClientCertificate } from "../kinds/client-certificate/expand.ts";
import { checkDomainName } from "../kinds/domain-name/check.ts";
import { expandDomainName } from "../kinds/domain-name/expand.ts";
import { checkFunction } from "../kinds/function/check.ts";
import { expandFunction } from "../kinds/function/expand.ts";
import { checkRestApi } from "../kinds/rest-api/check.ts";
import { expandRestApi } from "../kinds/rest-api/expand.ts";
import { checkRole } from "../kinds/role/check.ts";
import { expandRole } from "../kinds/role/expand.ts";
import { checkStage } from "../kinds/stage/check.ts";
import { expandStage } from "../kinds/stage/expand.ts";
import { checkUsagePlan } from "../kinds/usage-plan/check.ts";
import { expandUsagePlan } from "../kinds/usage-plan/expand.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { CompletedState } from "./defaults.ts";
import { Recall } from "./recall.ts";

export interface Entry {
  check(state: AuthoredState): Iterable<Problem>;
  expand(context: ExpandContext): AnyDesired;
}

/** By section, what is declared under a name: itself, then what belongs to it. */
const DECLARED: { readonly [S in SectionName]: (name: string, entry: SectionEntries[S]) => readonly Entry[] } = {
  buckets: (name, entry) => [
    { check: (state) => checkBucket(name, entry, state), expand: (context) => expandBucket(name, entry, context) },
  ],
  roles: (name, entry) => [{ check: () => checkRole(name, entry), expand: (context) => expandRole(name, entry, context) }],
  clientCertificates: (name, entry) => [
    { check: () => checkClientCertificate(name, entry), expand: (context) => expandClientCertificate(name, entry, context) },
  ],
  apiKeys: (name, entry) => [{ check: () => checkApiKey(name, entry), expand: (context) => expandApiKey(name, entry, context) }],
  usagePlans: (name, entry) => [
    { check: (state) => checkUsagePlan(name, entry, state), expand: (context) => expandUsagePlan(name, entry, context) },
  ],
  domains: (name, entry) => [
    { check: (state) => checkDomainName(name, entry, state), expand: (context) => expandDomainName(name, entry, context) },
  ],
  functions: (name, owner) => [
    { check: (state) => checkFunction(name, owner, state), expand: (context) => expandFunction(name, owner, context) },
    ...[...owner.aliases].map(([alias, entry]) => {
      const names = { function: name, alias };
      return {
        check: () => checkAlias(names, owner, entry),
        expand: (context: ExpandContext) => expandAlias(names, owner, entry, context),
      };
    }),
  ],
  apis: (name, owner) => [
    { check: (state) => checkRestApi(name, owner, state), expand: (context) => expandRestApi(name, owner, context) },
    ...[...owner.stages].map(([stage, entry]) => {
      const names = { api: name, stage };
      return {
        check: (state: AuthoredState) => checkStage(names, owner, entry, state),
        expand: (context: ExpandContext) => expandStage(names, owner, entry, context),
      };
    }),
  ],
};

/** The entries of one state after another: of what is the same object under the same name, they are the same too. */
export class Entries {
  readonly #sections = {
    buckets: new Recall<readonly Entry[]>(),
    roles: new Recall<readonly Entry[]>(),
    clientCertificates: new Recall<readonly Entry[]>(),
    apiKeys: new Recall<readonly Entry[]>(),
    usagePlans: new Recall<readonly Entry[]>(),
    domains: new Recall<readonly Entry[]>(),
    functions: new Recall<readonly Entry[]>(),
    apis: new Recall<readonly Entry[]>(),
  };

  of(state: CompletedState): readonly Entry[] {
    return SECTIONS.flatMap((section) => this.#ofSection(section, state));
  }

  #ofSection<S extends SectionName>(section: S, state: CompletedState): readonly Entry[] {
    const recall = this.#sections[section];
    // A section's map has its entries.
    const declared = state[section] as ReadonlyMap<string, SectionEntries[S]>;
    const entries = [...declared].flatMap(([name, entry]) => recall.of(name, [entry], () => DECLARED[section](name, entry)));
    recall.close();
    return entries;
  }
}
