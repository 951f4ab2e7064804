/**
 * Patch operations as the Update calls understand them: a table of paths for each kind of thing, applied in order to an
 * immutable value. The first refusal discards the whole batch, because nothing is stored before the last operation passed.
 */
import { badRequest, notInEnum, refuseViolations } from "./refusals.ts";

export type PatchOp = "add" | "remove" | "move" | "test" | "replace" | "copy";

/** In the order in which AWS's message lists them. */
const PATCH_OPS: readonly string[] = ["add", "remove", "move", "test", "replace", "copy"] satisfies readonly PatchOp[];

export interface Patch {
  readonly op: PatchOp;
  readonly path: string;
  /** Always a string on the wire; absent for `remove`. */
  readonly value: string | undefined;
  readonly from: string | undefined;
}

/** One row of a table. `*` in the path stands for one segment, handed over decoded as `key`. */
export interface PatchRule<T> {
  readonly path: string;
  readonly ops: readonly PatchOp[];
  apply(target: T, patch: Patch, key: string): T;
}

/**
 * Operations as sent, or the front end's ValidationException that names every unknown `op` (recorded: UpdateRestApi).
 * `also` are violations found elsewhere in the same request.
 */
export function readPatches(
  operation: string,
  sent: readonly {
    op?: string | undefined;
    path?: string | undefined;
    value?: string | undefined;
    from?: string | undefined;
  }[] = [],
  also: readonly string[] = [],
): readonly Patch[] {
  const violations = sent.flatMap(({ op = "null" }, index) =>
    PATCH_OPS.includes(op) ? [] : [notInEnum(op, `${operation}Input.patchOperations.${index + 1}.member.op`, PATCH_OPS)],
  );
  refuseViolations([...violations, ...also]);
  // Every op is one of PATCH_OPS, or the line above has thrown.
  // A path that was not sent is named null (recorded: UpdateGatewayResponse).
  return sent.map(({ op, path = "null", value, from }) => ({ op: op as PatchOp, path, value, from }));
}

/** Segments of a JSON pointer, decoded: `/binaryMediaTypes/image~1png` is `binaryMediaTypes`, `image/png`. */
function decodePointer(path: string): readonly string[] {
  return path.split("/").slice(1).map(decodeSegment);
}

export function decodeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Anything but "true" is false, without complaint (recorded: UpdateMethod /apiKeyRequired "whatever"). */
export function toBoolean(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}

/** Fold for UpdateRestApi, UpdateMethod and UpdateIntegration: an unknown path is refused before an unsupported op. */
export function applyPatches<T>(target: T, patches: readonly Patch[], rules: readonly PatchRule<T>[]): T {
  return patches.reduce((value, patch) => {
    const { rule, key } = ruleFor(rules, patch.path) ?? unknownPath(patch.path);
    if (!rule.ops.includes(patch.op)) {
      throw badRequest(`Invalid patch operation specified. Must be one of: [${rule.ops.join(", ")}]`);
    }
    return rule.apply(value, patch, key);
  }, target);
}

/** Fold for UpdateGatewayResponse: a path that the op is not for is unknown (recorded: `add /statusCode`). */
export function applyByPathAndOp<T>(target: T, patches: readonly Patch[], rules: readonly PatchRule<T>[]): T {
  return patches.reduce((value, patch) => {
    const found = ruleFor(rules, patch.path);
    if (!found?.rule.ops.includes(patch.op)) return unknownPath(patch.path);
    return found.rule.apply(value, patch, found.key);
  }, target);
}

/** Fold for UpdateResource and UpdateDeployment: only `replace`, and the op is looked at before the path (two blanks are AWS's). */
export function applyReplacements<T>(target: T, patches: readonly Patch[], rules: readonly PatchRule<T>[]): T {
  return patches.reduce((value, patch) => {
    const invalid = `Invalid patch path  '${patch.path}' specified for op '${patch.op}'.`;
    if (patch.op !== "replace") throw badRequest(`${invalid} Please choose supported operations`);
    const found = ruleFor(rules, patch.path);
    if (!found) throw badRequest(`${invalid} Must be one of: [${rules.map((rule) => rule.path).join(", ")}]`);
    return found.rule.apply(value, patch, found.key);
  }, target);
}

function unknownPath(path: string): never {
  throw badRequest(`Invalid patch path ${path}`);
}

function ruleFor<T>(rules: readonly PatchRule<T>[], path: string): { rule: PatchRule<T>; key: string } | undefined {
  const segments = decodePointer(path);
  for (const rule of rules) {
    const pattern = decodePointer(rule.path);
    const fits = pattern.length === segments.length && pattern.every((part, index) => part === "*" || part === segments[index]);
    if (fits) return { rule, key: segments.at(-1) ?? "" };
  }
  return undefined;
}

/** `{ ...map, [key]: value }`; an emptied map disappears, as it does from AWS's answers. */
export function withEntry<V>(map: Readonly<Record<string, V>> | undefined, key: string, value: V): Readonly<Record<string, V>> {
  return { ...map, [key]: value };
}

export function withoutEntry<V>(
  map: Readonly<Record<string, V>> | undefined,
  key: string,
): Readonly<Record<string, V>> | undefined {
  const rest = Object.entries(map ?? {}).filter(([name]) => name !== key);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
