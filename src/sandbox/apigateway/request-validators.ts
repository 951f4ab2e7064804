/** Request validators (recorded: TestApiGatewayApiRequestValidator). */
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { pageOf } from "./paging.ts";
import { applyReplacements, type PatchRule, readPatches, toBoolean } from "./patch-operations.ts";
import { badRequest, conflict, notFound } from "./refusals.ts";
import type { RestApiState, ValidatorState } from "./state.ts";

/** In the order in which AWS's message lists them. */
const VALIDATOR_PATHS: readonly PatchRule<ValidatorState>[] = [
  { path: "/name", ops: ["replace"], apply: (validator, { value }) => ({ ...validator, name: checkedName(value) }) },
  {
    path: "/validateRequestParameters",
    ops: ["replace"],
    apply: (validator, { value }) => ({ ...validator, validateRequestParameters: toBoolean(value) }),
  },
  {
    path: "/validateRequestBody",
    ops: ["replace"],
    apply: (validator, { value }) => ({ ...validator, validateRequestBody: toBoolean(value) }),
  },
];

export function requestValidatorHandlers(world: World): ApiGatewayHandlers {
  return {
    CreateRequestValidator(input) {
      const api = world.apigateway.apis.get(input.restApiId ?? "");
      if (!api) throw badRequest("Invalid REST API identifier specified");
      const validator: ValidatorState = {
        id: world.newId(LOWERCASE_ALPHANUMERIC, 6),
        name: input.name ?? "",
        validateRequestBody: input.validateRequestBody ?? false,
        validateRequestParameters: input.validateRequestParameters ?? false,
      };
      api.validators.set(validator.id, validator);
      return { ...validator };
    },
    GetRequestValidator: (input) => ({ ...findValidator(world, input).validator }),
    GetRequestValidators(input) {
      const page = pageOf([...findApi(world, input).validators.values()], input);
      return { items: page.items.map((validator) => ({ ...validator })), position: page.position };
    },
    UpdateRequestValidator(input) {
      const patches = readPatches("updateRequestValidator", input.patchOperations);
      const { api, validator } = findValidator(world, input);
      const updated = applyReplacements(validator, patches, VALIDATOR_PATHS);
      api.validators.set(updated.id, updated);
      return { ...updated };
    },
    DeleteRequestValidator(input) {
      const { api, validator } = findValidator(world, input);
      const methods = [...api.resources.values()].flatMap((resource) => Object.values(resource.methods));
      // As one that is used by a method's authorizer or model; the text is ours.
      if (methods.some(({ requestValidatorId }) => requestValidatorId === validator.id)) {
        throw conflict(`Cannot delete request validator '${validator.id}', is referenced in method`);
      }
      api.validators.delete(validator.id);
      return {};
    },
  };
}

function checkedName(name: string | undefined): string {
  if (!name) throw badRequest("Request Validator name cannot be blank");
  return name;
}

function findValidator(
  world: World,
  input: { readonly restApiId: string | undefined; readonly requestValidatorId: string | undefined },
): { readonly api: RestApiState; readonly validator: ValidatorState } {
  const api = world.apigateway.apis.get(input.restApiId ?? "");
  const validator = api?.validators.get(input.requestValidatorId ?? "");
  if (!api || !validator) throw notFound("Invalid Request Validator identifier specified");
  return { api, validator };
}
