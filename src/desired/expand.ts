/** The flat list of resources that the authored state asks for, each by its kind. */

import { expandAlias } from "../kinds/alias/expand.ts";
import { expandApiKey } from "../kinds/api-key/expand.ts";
import type { AuthoredPath, AuthoredState, ExpandContext } from "../kinds/authoring.ts";
import { expandBucket } from "../kinds/bucket/expand.ts";
import { expandClientCertificate } from "../kinds/client-certificate/expand.ts";
import { expandDomainName } from "../kinds/domain-name/expand.ts";
import { expandFunction } from "../kinds/function/expand.ts";
import { expandRestApi } from "../kinds/rest-api/expand.ts";
import { expandRole } from "../kinds/role/expand.ts";
import { expandStage } from "../kinds/stage/expand.ts";
import { expandUsagePlan } from "../kinds/usage-plan/expand.ts";
import { sortedByAddress } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { Origin } from "../model/issue.ts";

/** Sorted by address. */
export function expand(state: AuthoredState, originOf: (path: AuthoredPath) => Origin): readonly AnyDesired[] {
  const context: ExpandContext = { state, originOf };
  const resources: readonly AnyDesired[] = [
    ...[...state.buckets].map(([name, entry]) => expandBucket(name, entry, context)),
    ...[...state.roles].map(([name, entry]) => expandRole(name, entry, context)),
    ...[...state.functions].flatMap(([name, entry]) => [
      expandFunction(name, entry, context),
      ...[...entry.aliases].map(([alias, own]) => expandAlias({ function: name, alias }, entry, own, context)),
    ]),
    ...[...state.clientCertificates].map(([name, entry]) => expandClientCertificate(name, entry, context)),
    ...[...state.apiKeys].map(([name, entry]) => expandApiKey(name, entry, context)),
    ...[...state.usagePlans].map(([name, entry]) => expandUsagePlan(name, entry, context)),
    ...[...state.domains].map(([name, entry]) => expandDomainName(name, entry, context)),
    ...[...state.apis].flatMap(([name, entry]) => [
      expandRestApi(name, entry, context),
      ...[...entry.stages].map(([stage, own]) => expandStage({ api: name, stage }, entry, own, context)),
    ]),
  ];
  return sortedByAddress(resources);
}
