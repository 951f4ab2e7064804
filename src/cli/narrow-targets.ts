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
  const names = named.map(({ target }) => target.name);
  const odd = patterns.find((pattern) => !names.some(matcherOf([pattern])));
  if (odd !== undefined)
    throw new StagekeeperError("invalid", `--target "${odd}" matches no target; there are ${names.join(", ")}`);
  const matches = matcherOf(patterns);
  return named.filter(({ target }) => matches(target.name));
}
