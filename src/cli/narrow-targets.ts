/** `--target`: which targets of a desired state are meant. */
import { StagekeeperError } from "../model/errors.ts";
import type { NamedTarget, TargetLoad } from "../model/fleet.ts";
import { matcherOf } from "../model/pattern.ts";

/** Of a target that has a name. */
export interface NamedLoad extends TargetLoad {
  readonly target: NamedTarget;
}

/** What is asked for, by pattern; all where nothing is. `null`: the desired state is for one place, and names no targets. Throws `invalid`. */
export function narrowTargets(targets: readonly TargetLoad[], patterns: readonly string[]): readonly NamedLoad[] | null {
  const named = targets.flatMap(({ target, loaded }) => (target.name === null ? [] : [{ target, loaded }]));
  if (named.length === 0) {
    if (patterns.length === 0) return null;
    throw new StagekeeperError("invalid", "--target names targets, and this desired state declares none");
  }
  return narrowed(named, ({ target }) => target.name, patterns);
}

/** At least one; of those that have a name. Throws `invalid` for a name of none. */
export function narrowed<T>(all: readonly T[], nameOf: (one: T) => string | null, patterns: readonly string[]): readonly T[] {
  const names = all.flatMap((one) => nameOf(one) ?? []);
  const odd = patterns.find((pattern) => !names.some(matcherOf([pattern])));
  if (odd !== undefined)
    throw new StagekeeperError("invalid", `--target "${odd}" matches no target; there are ${names.join(", ")}`);
  if (patterns.length === 0) return all;
  const matches = matcherOf(patterns);
  return all.filter((one) => matches(nameOf(one) ?? ""));
}
