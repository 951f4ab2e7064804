/** `API/STAGE`, as usage plans and domain names write the stages that they lead to. */
import { type Address, addressOf } from "../model/address.ts";
import { type Ref, refTo } from "../model/ref.ts";
import type { AuthoredPath, AuthoredState, Problem } from "./authoring.ts";
import { errorAt, errorAtName, warningAt } from "./authoring.ts";
import { suggestName } from "./suggest.ts";

export interface StageReference {
  readonly api: string;
  /** Undefined: only the API is named. */
  readonly stage?: string;
}

/** The name of a stage holds no slash; that of an API may. */
export function parseStageReference(text: string): StageReference {
  const slash = text.lastIndexOf("/");
  return slash < 0 ? { api: text } : { api: text.slice(0, slash), stage: text.slice(slash + 1) };
}

/** The id of the API, and the stage that must stand first. */
export function apiIdOf({ api }: StageReference): Ref {
  return refTo(addressOf("rest-api", api), "id");
}

/** Those of the stages that are declared: API Gateway refuses what leads to a stage that is not there. */
export function declaredStages(references: readonly string[], { apis }: AuthoredState): readonly Address[] {
  return references.flatMap((reference) => {
    const { api, stage } = parseStageReference(reference);
    return stage !== undefined && apis.get(api)?.stages.has(stage) ? [addressOf("stage", api, stage)] : [];
  });
}

/** `where`: whether the reference is a name or a value of the file. A stage that git does not declare may be there all the same. */
export function* checkStageReference(
  reference: StageReference,
  { apis }: AuthoredState,
  { path, where }: { readonly path: AuthoredPath; readonly where: "name" | "value" },
): Iterable<Problem> {
  const owner = apis.get(reference.api);
  if (owner === undefined) {
    const remedy = suggestName(reference.api, apis.keys()) ?? "declare it under apis; with stages alone it stays someone else's";
    const error = where === "name" ? errorAtName : errorAt;
    yield error(path, "unknown-api", `API "${reference.api}" is not declared here`, remedy);
  } else if (reference.stage !== undefined && !owner.stages.has(reference.stage)) {
    const remedy = suggestName(reference.stage, owner.stages.keys());
    const message = `API "${reference.api}" declares no stage "${reference.stage}"; AWS may have it`;
    const warning = warningAt(path, "unknown-stage", message, remedy);
    yield where === "name" ? { ...warning, at: "name" } : warning;
  }
}
