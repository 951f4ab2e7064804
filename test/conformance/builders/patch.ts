/** Patch operations, as the Update calls of API Gateway take them. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";

export const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });
export const add = (path: string, value?: string): PatchOperation => ({
  op: "add",
  path,
  ...(value === undefined ? {} : { value }),
});
export const remove = (path: string): PatchOperation => ({ op: "remove", path });
export const copy = (path: string, from: string): PatchOperation => ({ op: "copy", path, from });

/** A value that the SDK's types do not have, for a case about what AWS makes of it. */
export function unmodelled(value: unknown): never {
  // The types list what AWS takes; what is sent is not held to them.
  return value as never;
}

const OPS = "add, remove, move, test, replace, copy";

/** What AWS says of the unknown op of operation `member`, counted from 1. */
export const unknownOp = (operation: string, member: number, op = "wrong"): string =>
  `Value '${op}' at '${operation}Input.patchOperations.${member}.member.op' failed to satisfy constraint: Member must satisfy enum value set: [${OPS}]`;
