/**
 * What planning the imported state has against it, as what to leave out. The imported state is to ask for nothing, so
 * whatever a plan would do is taken back where it was asked for:
 *
 *   the plan says                                          what is left out
 *   a stage would serve another deployment                 its deployment is left as it is
 *   a permission is missing, or names what is not there    the stage that would need it
 *   a property differs                                     the property
 *   a resource is blocked                                  the resource
 *   an issue of the file                                   what stands in that line
 *
 * What is left out once already, and is still objected to, takes what it stands in with it.
 */
import { type Address, addressOf, kindOf, nameAt } from "../model/address.ts";
import type { Issue } from "../model/issue.ts";
import type { Json } from "../model/json.ts";
import { type Blocked, onlyAdopts, type Plan, type Step } from "../model/plan.ts";
import { authoredPath } from "./authored-path.ts";
import { pathOfResource } from "./draft.ts";
import type { Objections } from "./found.ts";
import type { PartPath } from "./part.ts";

interface Objection {
  readonly path: PartPath;
  readonly why: string;
}

/**
 * The objections and those of this plan; `null`: it has none. `kept`: what somebody declared before, which is not ours to
 * leave out, whatever the plan says of it.
 */
export function objectionsOf(all: Plan, before: Objections, kept: readonly PartPath[] = []): Objections | null {
  const plan = {
    blocked: all.blocked.filter((one) => !isKept(one.address, kept)),
    steps: all.steps.filter((one) => !isKept(one.address, kept)),
  };
  const roots = plan.blocked.filter(({ reason }) => reason !== "needs-blocked");
  const steps = plan.steps.filter((step) => !onlyAdopts(step));
  const left = new Set([
    ...steps.filter(({ changes }) => changes.some(({ keys }) => keys[0] === "deploymentId")).map(({ address }) => address),
    ...roots
      .filter(({ address, reason }) => kindOf(address) === "stage" && reason.endsWith("-owned"))
      .map(({ address }) => address),
  ]);
  const movable = new Set([...left].filter((address) => kindOf(address) === "stage" && !before.left.has(address)));
  const against = [
    ...steps.flatMap((step) => (movable.has(step.address) ? [] : againstStep(step))),
    ...(roots.length > 0 ? roots : plan.blocked).flatMap((blocked) =>
      movable.has(blocked.address) ? [] : againstBlocked(blocked),
    ),
  ];
  if (movable.size === 0 && against.length === 0) return null;
  return { out: withAll(before.out, against), left: new Set([...before.left, ...movable]) };
}

/** As above, of a file that is not valid. `paths`: what its lines belong to. */
export function objectionsIn(issues: readonly Issue[], paths: readonly PartPath[], before: Objections): Objections | null {
  const against = issues
    .filter(({ severity }) => severity === "error")
    .flatMap(({ line, message }) => {
      const path = paths[line - 1] ?? [];
      return path.length < 2 ? [] : [{ path: path.slice(0, depthOf(path)), why: `not declared: ${message}` }];
    });
  return against.length === 0 ? null : { out: withAll(before.out, against), left: before.left };
}

function againstStep({ address, changes, action }: Step): readonly Objection[] {
  switch (kindOf(address)) {
    case "permission":
      return [
        againstPermission(address, "may not be called by API Gateway for it, so requests fail; declare it to have that allowed"),
      ];
    case "deployment":
    case "version":
      // Whoever asks for one is asked about it.
      return [];
    default: {
      const top = pathOfResource(address);
      if (action !== "update" || changes.length === 0) return [{ path: top, why: "not declared: it changed while it was read" }];
      return changes.map(({ keys, before }) => ({
        path: [...top, ...partKeys(address, keys)],
        why: `not declared: AWS has ${shown(before)}, which cannot be said in a way that means the same`,
      }));
    }
  }
}

function againstBlocked({ address, message }: Blocked): readonly Objection[] {
  if (kindOf(address) === "permission") return [againstPermission(address, `cannot be called: ${message}`)];
  return [{ path: pathOfResource(address), why: `not declared: ${message}` }];
}

function againstPermission(address: Address, why: string): Objection {
  const alias = nameAt(address, 1);
  const target = alias === "$LATEST" ? nameAt(address, 0) : `${nameAt(address, 0)}:${alias}`;
  return {
    path: pathOfResource(addressOf("stage", nameAt(address, 2), nameAt(address, 3))),
    why: `not declared: ${target} ${why}`,
  };
}

/** Permissions and deployments are asked for by stages. */
function isKept(address: Address, kept: readonly PartPath[]): boolean {
  const asking = kindOf(address) === "permission" ? addressOf("stage", nameAt(address, 2), nameAt(address, 3)) : address;
  const path = JSON.stringify(pathOfResource(asking));
  return kept.some((one) => JSON.stringify(one) === path);
}

/** A property as a whole, or one route: the parts that can be left out by themselves. */
function partKeys(address: Address, keys: readonly string[]): PartPath {
  const path = authoredPath(kindOf(address), keys);
  return path.slice(0, kindOf(address) === "rest-api" && path[0] === "routes" ? 2 : 1);
}

function withAll(out: ReadonlyMap<string, string>, against: readonly Objection[]): ReadonlyMap<string, string> {
  const all = new Map(out);
  for (const { path, why } of against) {
    let at = path;
    // Left out already, and not the reason: then what it stands in.
    while (at.length > 2 && out.has(JSON.stringify(at))) at = at.slice(0, depthAbove(at));
    const key = JSON.stringify(at);
    if (!all.has(key)) all.set(key, why);
  }
  return all;
}

/** How much of a path names a part that can be left out: a resource, a property of one, or a route. */
function depthOf(path: PartPath): number {
  const depth = isChild(path) ? 4 : 2;
  if (path.length <= depth) return path.length;
  return path[0] === "apis" && path[2] === "routes" ? Math.min(path.length, 4) : depth + 1;
}

function depthAbove(path: PartPath): number {
  return isChild(path) && path.length > 4 ? 4 : 2;
}

function isChild([, , children]: PartPath): boolean {
  return children === "aliases" || children === "stages";
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing there";
  // Values of specs hold what JSON can.
  const text = JSON.stringify(value as Json);
  return text.length > 60 ? "another value there" : text;
}
