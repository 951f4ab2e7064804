/**
 * What the targets of one desired state have to do with each other. Roles and buckets are their account's, whatever the
 * region: what one target declares, no other target of that account may take for a leftover. And a bucket's name is taken
 * once in all of AWS, so that no two targets can have the same.
 */
import { type Address, kindOf, nameAt } from "../model/address.ts";
import type { AnyDesired, DesiredState, Elsewhere } from "../model/desired.ts";
import type { TargetLoad } from "../model/fleet.ts";
import type { Issue } from "../model/issue.ts";
import { OF_THE_ACCOUNT } from "../model/kind-name.ts";

/** The same targets; what one declares is known to the others of its account. */
export function acrossTargets(targets: readonly TargetLoad[]): readonly TargetLoad[] {
  if (targets.length === 1) return targets;
  const [buckets, byAccount] = [bucketsOf(targets), groupByAccount(targets)];
  return targets.map(({ target, loaded }) => {
    if (!loaded.valid) return { target, loaded };
    const twice = loaded.state.resources.flatMap((resource) => declaredTwice(resource, buckets.get(resource.address) ?? []));
    if (twice.length > 0) return { target, loaded: { valid: false, issues: [...loaded.state.warnings, ...twice] } };
    return {
      target,
      loaded: { valid: true, state: knowing(loaded.state, target.name, byAccount.get(accountOf({ target })) ?? []) },
    };
  });
}

function bucketsOf(targets: readonly TargetLoad[]): ReadonlyMap<Address, readonly string[]> {
  const found = new Map<Address, string[]>();
  for (const { target, loaded } of targets) {
    for (const { kind, address } of loaded.valid ? loaded.state.resources : []) {
      if (kind === "bucket") found.set(address, [...(found.get(address) ?? []), target.name ?? ""]);
    }
  }
  return found;
}

function declaredTwice({ address, origin }: AnyDesired, targets: readonly string[]): readonly Issue[] {
  if (kindOf(address) !== "bucket" || targets.length < 2) return [];
  const name = nameAt(address, 0);
  return [
    {
      severity: "error",
      code: "same-bucket",
      message: `bucket "${name}" is declared in the targets ${targets.join(", ")}, and a name of a bucket is taken once in all of AWS`,
      suggestion: 'make it another in each: "${target.name}-..." in the name',
      ...origin,
    },
  ];
}

function groupByAccount(targets: readonly TargetLoad[]): ReadonlyMap<string, readonly TargetLoad[]> {
  const groups = new Map<string, TargetLoad[]>();
  for (const one of targets) {
    const group = groups.get(accountOf(one)) ?? [];
    groups.set(accountOf(one), group);
    group.push(one);
  }
  return groups;
}

function accountOf({ target }: Pick<TargetLoad, "target">): string {
  return target.name === null ? "" : target.account;
}

/** `ofAccount`: the targets of its account. */
function knowing(state: DesiredState, name: string | null, ofAccount: readonly TargetLoad[]): DesiredState {
  const siblings = ofAccount.filter(({ target }) => target.name !== name);
  if (siblings.length === 0) return state;
  const elsewhere: Elsewhere[] = siblings.flatMap(({ target, loaded }) => {
    const resources = loaded.valid ? loaded.state.resources.filter(({ kind }) => OF_THE_ACCOUNT.includes(kind)) : [];
    return resources.map(({ address }) => ({ address, target: target.name ?? "" }));
  });
  return { ...state, elsewhere: { resources: elsewhere, whole: siblings.every(({ loaded }) => loaded.valid) } };
}
