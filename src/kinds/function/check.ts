/** What Lambda would refuse of a function, and what would fail when it is invoked. */

import { checkDrift } from "../authored-drift.ts";
import { checkEnvironment } from "../authored-environment.ts";
import { checkKeep } from "../authored-keep.ts";
import { checkSensitive } from "../authored-sensitive.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, FunctionEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { bucketNameFault } from "../bucket/check.ts";
import { suggestName } from "../suggest.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { codeDigest, FUNCTION_NAME } from "./names.ts";
import { RUNTIMES, SUPPORTED_RUNTIMES, shipsSdkV2, successorOf } from "./runtimes.ts";

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@\-/]+$/;
const LAYER_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:\d+$/;
/** File names that a handler's module may have. */
const MODULE_SUFFIXES = [".mjs", ".cjs", ".js", ".py", ".rb", "/__init__.py", "/index.js"];
/** Runtimes that look for the handler's file in the code. */
const FINDS_FILES = /^(nodejs|python|ruby)/;

export function* checkFunction(name: string, entry: FunctionEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["functions", name];
  const { own } = entry;
  if (!FUNCTION_NAME.test(name)) {
    yield errorAtName(path, "illegal-name", `function name "${name}": Lambda takes 1 to 64 letters, digits, - or _`);
  }
  yield* checkRuntime(own.runtime, [...path, "runtime"]);
  yield* checkRoleReference(own.role, [...path, "role"], state);
  yield* checkCode(entry, path);
  yield* checkEnvironment(own.environment, [...path, "environment"]);
  yield* checkSensitive(own.sensitive, ["environment", "description"], path);
  yield* checkLayers(own.layers ?? [], [...path, "layers"]);
  yield* checkConfiguration(own, path);
  yield* checkTags(own.tags, [...path, "tags"]);
  yield* checkDrift(own.drift, "function", path);
  yield* checkKeep(own.keep, path);
  yield* checkLatestAliases(name, entry);
}

function* checkRuntime(runtime: string | undefined, path: AuthoredPath): Iterable<Problem> {
  if (runtime === undefined) return;
  const successor = successorOf(runtime);
  if (successor !== undefined) {
    yield warningAt(
      path,
      "deprecated-runtime",
      `Lambda has deprecated "${runtime}" and will refuse new functions with it`,
      `move to ${successor}`,
    );
  } else if (!RUNTIMES.includes(runtime)) {
    yield errorAt(path, "unknown-runtime", `Lambda has no runtime "${runtime}"`, suggestName(runtime, SUPPORTED_RUNTIMES));
  }
}

function* checkRoleReference(role: string | undefined, path: AuthoredPath, state: AuthoredState): Iterable<Problem> {
  if (role === undefined || state.roles.has(role)) return;
  if (!role.startsWith("arn:")) {
    yield errorAt(
      path,
      "unknown-role",
      `role "${role}" is not declared`,
      suggestName(role, state.roles.keys()) ?? "declare it under roles, or write its ARN",
    );
  } else if (!ROLE_ARN.test(role)) {
    yield errorAt(
      path,
      "illegal-arn",
      `"${role}" is not the ARN of a role`,
      'write it like "arn:aws:iam::123456789012:role/NAME"',
    );
  }
}

function* checkCode(entry: FunctionEntry, path: AuthoredPath): Iterable<Problem> {
  const { code, handler, runtime = "" } = entry.own;
  if (typeof code === "object" && "s3" in code) {
    if (codeDigest(code.s3.sha256) === undefined) {
      yield errorAt([...path, "code", "s3", "sha256"], "illegal-digest", "a SHA-256 is 44 characters of base64, or 64 of hex");
    }
    const fault = bucketNameFault(code.s3.bucket);
    if (fault !== undefined)
      yield errorAt([...path, "code", "s3", "bucket"], "illegal-name", `bucket name "${code.s3.bucket}" ${fault}`);
  }
  const reading = entry.code?.reading;
  if (reading === undefined) return;
  const wanted = handler?.slice(0, handler.lastIndexOf("."));
  if (
    wanted !== undefined &&
    FINDS_FILES.test(runtime) &&
    !MODULE_SUFFIXES.some((suffix) => reading.files.includes(wanted + suffix))
  ) {
    const modules = reading.files.flatMap((file) =>
      MODULE_SUFFIXES.filter((end) => file.endsWith(end)).map((end) => file.slice(0, -end.length)),
    );
    yield warningAt(
      [...path, "handler"],
      "missing-handler",
      `the code has no file for handler "${handler}"`,
      suggestName(wanted, modules),
    );
  }
  if (reading.loadsSdkV2 !== undefined && runtime.startsWith("nodejs") && !shipsSdkV2(runtime)) {
    yield warningAt(
      [...path, "code"],
      "missing-sdk-v2",
      `${reading.loadsSdkV2} loads "aws-sdk" (version 2), which ${runtime} does not ship`,
      "use @aws-sdk/client-…, which it ships",
    );
  }
}

function* checkLayers(layers: readonly string[], path: AuthoredPath): Iterable<Problem> {
  for (const [index, layer] of layers.entries()) {
    if (LAYER_ARN.test(layer)) continue;
    yield errorAt(
      [...path, String(index)],
      "illegal-arn",
      `"${layer}" is not the ARN of a layer version`,
      "it ends in `:layer:NAME:NUMBER`",
    );
  }
}

/** `$LATEST` has one environment: the function's own. At most one alias can have a say in it. */
function* checkLatestAliases(name: string, entry: FunctionEntry): Iterable<Problem> {
  const latest = [...entry.aliases].filter(([, alias]) => alias.version === "$LATEST" && alias.environment !== undefined);
  const [first, ...others] = latest;
  if (first === undefined) return;
  for (const [alias, { environment }] of others) {
    if (sameText(environment, first[1].environment)) continue;
    yield errorAt(
      ["functions", name, "aliases", alias, "environment"],
      "two-latest-environments",
      `aliases "${first[0]}" and "${alias}" of "${name}" both serve $LATEST and ask for different environments: $LATEST has one`,
      "set version: auto on one of them, so that a version with its environment is published",
    );
  }
  if (entry.external) {
    yield errorAt(
      ["functions", name, "aliases", first[0], "environment"],
      "latest-environment-of-foreign-function",
      `this would be the environment of function "${name}" itself, of which only aliases are declared`,
      `declare \`environment\` on "${name}", or set version: auto here`,
    );
  }
}

function sameText(left: Readonly<Record<string, string>> = {}, right: Readonly<Record<string, string>> = {}): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
