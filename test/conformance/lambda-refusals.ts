/** Lambda's refusals, with the `Type` that most of them carry; what the model's constraints refuse has none. */
import { functionArn } from "./builders/function.ts";
import type { Scene } from "./scene.ts";

const USER = { Type: "User" };

export const STALE_FUNCTION =
  "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
export const STALE_POLICY =
  "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id";

/** A revision that nothing ever had. */
export const NO_REVISION = "00000000-0000-4000-8000-000000000000";

export const notFound = (scene: Scene, call: Promise<unknown>, message: string) =>
  scene.refuses(call, 404, "ResourceNotFoundException", message, USER);

export const functionNotFound = (scene: Scene, call: Promise<unknown>, name: string, qualifier?: string) =>
  notFound(scene, call, `Function not found: ${functionArn(scene, name, qualifier)}`);

export const badParameter = (scene: Scene, call: Promise<unknown>, message: unknown) =>
  scene.refuses(call, 400, "InvalidParameterValueException", message, USER);

export const conflicts = (scene: Scene, call: Promise<unknown>, message: unknown) =>
  scene.refuses(call, 409, "ResourceConflictException", message, USER);

export const updateInProgress = (scene: Scene, call: Promise<unknown>, name: string) =>
  conflicts(
    scene,
    call,
    `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(scene, name)}`,
  );

export const stale = (scene: Scene, call: Promise<unknown>, message: string) =>
  scene.refuses(call, 412, "PreconditionFailedException", message, USER);

/** A constraint of the model: every violation in one text, no `Type`. */
export const violates = (scene: Scene, call: Promise<unknown>, ...violations: readonly string[]) => {
  const count = `${violations.length} validation ${violations.length === 1 ? "error" : "errors"} detected`;
  return scene.refuses(call, 400, "ValidationException", `${count}: ${violations.join("; ")}`, {});
};
