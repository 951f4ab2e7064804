/** What is wrong with the authored state beyond the form of each part, and is not of a single entry. */
import type { Problem } from "../kinds/authoring.ts";
import { errorAt } from "../kinds/authoring.ts";
import { checkRoleNames } from "../kinds/role/check.ts";
import type { Merged } from "./merge.ts";

export function* checkWhole({ roles, defaults }: Pick<Merged, "roles" | "defaults">): Iterable<Problem> {
  yield* checkRoleNames(roles.keys());
  yield* checkDefaults(defaults);
}

/** Properties that belong to one resource and can be nobody's default. */
const NOT_DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  function: ["aliases", "code"],
  "rest-api": ["openapi", "routes", "stages", "authorizers", "models", "validators", "vpcEndpoints"],
};

function* checkDefaults(defaults: Merged["defaults"]): Iterable<Problem> {
  for (const [kind, entry] of Object.entries(defaults)) {
    for (const property of Object.keys(entry ?? {})) {
      if (!NOT_DEFAULTS[kind]?.includes(property)) continue;
      yield errorAt(
        ["defaults", kind, property],
        "illegal-default",
        `\`${property}\` belongs to one resource and cannot be a default`,
      );
    }
  }
}
