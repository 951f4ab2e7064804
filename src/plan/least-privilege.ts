/**
 * The least that IAM must allow for a desired state, as statements. Pure.
 *
 *   purposes              allows
 *   read                  `--dry-run`
 *   read, write, delete   passes, `rollback` and `destroy`
 *   and prune             the same with `--prune`: lists of the account, and deletes of whatever carries our mark
 */
import { ALL_RIGHTS, type AnyKindRights } from "../kinds/all-rights.ts";
import { likeMatches } from "../kinds/iam-wildcard.ts";
import { type Condition, type Place, PURPOSES, type Purpose, type RightsScope } from "../kinds/kind-rights.ts";
import type { AnyDesired, Desired, DesiredState } from "../model/desired.ts";
import { KINDS, type Kind } from "../model/kind.ts";

export interface IamStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  /** Sorted; never empty. */
  readonly Action: readonly string[];
  /** Sorted; never empty. */
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

export type PolicyPlace = Pick<RightsScope, "partition" | "account" | "region" | "apiIds">;

/** One action on one resource. */
interface Grant {
  readonly purpose: Purpose;
  readonly sid: string;
  readonly action: string;
  readonly arn: string;
  readonly condition: Condition | undefined;
}

const VERBS: Readonly<Record<Purpose, string>> = { read: "Read", write: "Write", delete: "Delete", prune: "Read" };
const SERVICES = ["apigateway", "lambda", "s3", "iam", "cloudwatch", "wafv2"];
/** Pruning looks and deletes; it makes nothing. */
const PRUNING: readonly Purpose[] = ["read", "delete", "prune"];

export function leastPrivilege(state: DesiredState, purposes: readonly Purpose[], place: PolicyPlace): readonly IamStatement[] {
  const scope = scopeOf(state, place);
  const declared = KINDS.flatMap((kind) => {
    const rights = ALL_RIGHTS[kind];
    return scope.declared(rights.source).flatMap((desired) => {
      const allowed = desired.options.external ? purposes.filter((purpose) => purpose === "read") : purposes;
      return grantsOf(rights, rights.places(desired, scope), allowed);
    });
  });
  const pruning = purposes.includes("prune") ? purposes.filter((purpose) => PRUNING.includes(purpose)) : [];
  const pruned = KINDS.flatMap((kind) => pruneGrants(ALL_RIGHTS[kind], scope, pruning));
  return statementsOf(withoutCovered([...declared, ...pruned]));
}

function scopeOf(state: DesiredState, place: PolicyPlace): RightsScope {
  const byKind = grouped<AnyDesired, Kind>(state.resources, ({ kind }) => kind);
  const choosing = state.resources.flatMap((desired) => (choosesVersion(desired) ? [desired.address.split("/")[0]] : []));
  return {
    ...place,
    owner: state.owner,
    listsFunctions: new Set(choosing).size > 1,
    // Grouped by just this kind.
    declared: <K extends Kind>(kind: K) => (byKind.get(kind) ?? []) as readonly Desired[] as readonly Desired<K>[],
  };
}

function choosesVersion(desired: AnyDesired): boolean {
  return desired.kind === "alias" && desired.intent.select !== "$LATEST";
}

function pruneGrants(rights: AnyKindRights, scope: RightsScope, purposes: readonly Purpose[]): readonly Grant[] {
  const places = rights.prunes?.(scope);
  return places === undefined ? [] : grantsOf(rights, places, purposes);
}

function grantsOf(
  rights: AnyKindRights,
  places: Readonly<Record<string, Place>>,
  purposes: readonly Purpose[],
): readonly Grant[] {
  return rights.rows
    .filter((row) => purposes.includes(row.for))
    .flatMap((row) =>
      Object.entries(row.needs).flatMap(([name, actions = []]) => {
        const { title = "", sid, arns = [], condition } = places[name] ?? {};
        const own = { purpose: row.for, sid: sid ?? `${VERBS[row.for]}${title}`, condition };
        return arns.flatMap((arn) => actions.map((action) => ({ ...own, action, arn })));
      }),
    );
}

/** Without what another grant allows already, which would be a statement that nothing needs. The weaker purpose names it. */
function withoutCovered(grants: readonly Grant[]): readonly Grant[] {
  const ordered = grants.toSorted((left, right) => PURPOSES.indexOf(left.purpose) - PURPOSES.indexOf(right.purpose));
  const distinct = [...new Map(ordered.toReversed().map((grant) => [keyOf(grant), grant])).values()].toReversed();
  const wide = grouped(
    distinct.filter(({ arn }) => arn.includes("*")),
    ({ action }) => action,
  );
  return distinct.filter((grant) => !(wide.get(grant.action) ?? []).some((other) => other !== grant && covers(other, grant)));
}

function covers(wide: Grant, narrow: Grant): boolean {
  const isFree = wide.condition === undefined || sameCondition(wide, narrow);
  // Of two that say the same, one with a condition gives way.
  if (wide.arn === narrow.arn) return wide.condition === undefined && narrow.condition !== undefined;
  return isFree && likeMatches(wide.arn, narrow.arn);
}

function sameCondition(left: Grant, right: Grant): boolean {
  return JSON.stringify(left.condition) === JSON.stringify(right.condition);
}

function keyOf({ action, arn, condition }: Grant): string {
  return JSON.stringify([action, arn, condition]);
}

interface Draft {
  readonly grant: Grant;
  readonly actions: readonly string[];
  readonly arns: readonly string[];
}

function statementsOf(grants: readonly Grant[]): readonly IamStatement[] {
  const groups = grouped(grants, ({ sid, condition }) => JSON.stringify([sid, condition]));
  const drafts = [...groups.values()].flatMap(draftsOf).toSorted(compareDrafts);
  const used = new Map<string, number>();
  return drafts.map(({ grant, actions, arns }) => {
    const count = (used.get(grant.sid) ?? 0) + 1;
    used.set(grant.sid, count);
    return {
      Sid: count === 1 ? grant.sid : `${grant.sid}${count}`,
      Effect: "Allow" as const,
      Action: actions,
      Resource: arns,
      ...(grant.condition !== undefined && { Condition: grant.condition }),
    };
  });
}

/** Resources that need the same share a statement. */
function draftsOf(grants: readonly [Grant, ...Grant[]]): readonly Draft[] {
  const actionsAt = new Map(
    [...grouped(grants, ({ arn }) => arn)].map(([arn, of]) => [arn, [...new Set(of.map(({ action }) => action))].toSorted()]),
  );
  const alike = grouped([...actionsAt.keys()].toSorted(), (arn) => JSON.stringify(actionsAt.get(arn)));
  return [...alike.values()].map((arns) => ({ grant: grants[0], actions: actionsAt.get(arns[0]) ?? [], arns }));
}

/** By service, then by purpose. */
function compareDrafts(left: Draft, right: Draft): number {
  const service = ({ actions }: Draft) => SERVICES.indexOf(actions[0]?.split(":")[0] ?? "");
  const purpose = ({ grant }: Draft) => PURPOSES.indexOf(grant.purpose);
  const bySid = left.grant.sid < right.grant.sid ? -1 : Number(left.grant.sid > right.grant.sid);
  return service(left) - service(right) || purpose(left) - purpose(right) || bySid;
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
