/** Stages that cannot be declared as they are, for what their routes lead to cannot be worked out. */
import { functionCalledBy, resolveTarget } from "../kinds/permission/lambda-target.ts";
import { stageVariablesIn, substituteStageVariables } from "../kinds/rest-api/stage-variables.ts";
import type { Live } from "../model/observation.ts";

/** Undefined: every route can be followed. */
export function unservedReason(stage: Live<"stage">, api: Live<"rest-api">): string | undefined {
  const variables = stage.spec.variables ?? {};
  for (const [route, { integration }] of Object.entries(api.spec.routes ?? {})) {
    const text =
      integration === undefined
        ? ""
        : "url" in integration
          ? integration.url
          : "uri" in integration
            ? (integration.uri ?? "")
            : "";
    const call = functionCalledBy(integration);
    const target = call && resolveTarget(call, variables);
    const missing =
      target?.kind === "unresolved"
        ? target.variable
        : substituteStageVariables(text, variables) === undefined
          ? stageVariablesIn(text).find((name) => !Object.hasOwn(variables, name))
          : undefined;
    if (missing !== undefined) return `not declared: route ${route} needs the stage variable ${missing}, which it does not have`;
  }
  return undefined;
}
