/** Finding a role, and the errors of IAM that several operations share. */
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { RoleRecord } from "./state.ts";

/** The role of that name, however its letters are cased. */
export function requireRole(world: World, name: string | undefined): RoleRecord {
  const role = world.iam.roles.get((name ?? "").toLowerCase());
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntityException", message, 404);
}

/** `Value 'x' at 'roleName' failed to satisfy constraint: …`, in IAM's envelope. */
export function validationError(value: string, member: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationError", message, 400);
}

/** Documents come back URL-encoded after RFC 3986, which spares fewer characters than encodeURIComponent. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
