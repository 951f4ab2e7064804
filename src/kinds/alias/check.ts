/** What Lambda would refuse of an alias (aws-facts 5.2, 5.4). */

import { checkDrift } from "../authored-drift.ts";
import { checkEnvironment } from "../authored-environment.ts";
import { checkSensitive } from "../authored-sensitive.ts";
import type { AliasEntry, AuthoredPath, FunctionEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { effectiveEnvironment } from "../function/expand.ts";
import { ALIAS_NAME, codeDigest, VERSION_NUMBER } from "../function/names.ts";
import { suggestName } from "../suggest.ts";
import { checkShift } from "./authored-shift.ts";
import { checkVerify } from "./authored-verify.ts";
import { versionNumber } from "./expand.ts";

const SELECTORS = ["auto", "newest", "$LATEST"];

export function* checkAlias(
  names: { readonly function: string; readonly alias: string },
  owner: FunctionEntry,
  entry: AliasEntry,
): Iterable<Problem> {
  const path = ["functions", names.function, "aliases", names.alias];
  if (!ALIAS_NAME.test(names.alias)) {
    yield errorAtName(
      path,
      "illegal-name",
      `alias name "${names.alias}": Lambda takes 1 to 128 letters, digits, - or _, and not digits alone`,
    );
  }
  yield* checkVersion(entry, path);
  yield* checkWeights(entry, path);
  yield* checkShift(entry, path);
  yield* checkProvisioned(entry, path);
  yield* checkVerify(entry, path);
  yield* checkAliasEnvironment(owner, entry, path);
  yield* checkSensitive(entry.sensitive, ["environment", "description"], path);
  yield* checkDrift(entry.drift, "alias", path);
}

function* checkVersion(entry: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  const version = entry.version === undefined ? undefined : String(entry.version);
  if (version === undefined) {
    yield errorAtName(path, "missing-version", "an alias needs `version`", "set version: auto, a number, newest or $LATEST");
  } else if (!SELECTORS.includes(version) && !VERSION_NUMBER.test(version)) {
    const remedy = /^(\$?latest|last)$/i.test(version) ? 'did you mean "$LATEST"?' : (suggestName(version, SELECTORS) ?? "");
    yield errorAt(
      [...path, "version"],
      "illegal-version",
      `"${version}" is neither a version number nor auto, newest or $LATEST`,
      remedy,
    );
  }
  if (entry.codeSha256 === undefined) return;
  if (version !== "auto") {
    yield errorAt([...path, "codeSha256"], "conflicting-properties", "`codeSha256` goes with version: auto only");
  } else if (codeDigest(entry.codeSha256) === undefined) {
    yield errorAt(
      [...path, "codeSha256"],
      "illegal-digest",
      "a SHA-256 is 44 characters of base64, or 64 of hex",
      "take it from a plan",
    );
  }
}

function* checkWeights(entry: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  if (entry.weights === undefined || entry.weights === "unmanaged") return;
  const at = [...path, "weights"];
  const number = versionNumber(entry);
  if (number === undefined) {
    yield errorAt(
      at,
      "illegal-weights",
      "traffic can be shared only between numbered versions",
      "set `version` to one of the two numbers",
    );
    return;
  }
  const shares = Object.entries(entry.weights);
  for (const [version] of shares) {
    if (!VERSION_NUMBER.test(version))
      yield errorAtName([...at, version], "illegal-weights", `"${version}" is not a version number`);
  }
  if (shares.length !== 2)
    yield errorAt(at, "illegal-weights", `${shares.length} versions share the traffic: Lambda takes exactly two`);
  if (!Object.hasOwn(entry.weights, number)) {
    yield errorAt(at, "illegal-weights", `version ${number}, which the alias points at, has no share`);
  }
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) yield errorAt(at, "weights-do-not-sum", `shares add up to ${Number(sum.toFixed(6))}, not 1`);
}

/** Lambda keeps nothing ready for an alias of two versions, nor for code that is not published (PutProvisionedConcurrencyConfig). */
function* checkProvisioned(entry: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  if (entry.provisionedConcurrency === undefined || entry.provisionedConcurrency === "none") return;
  const at = [...path, "provisionedConcurrency"];
  if (entry.version === "$LATEST") {
    yield errorAt(at, "conflicting-properties", "Lambda provisions concurrency for published versions only", "set version: auto");
  }
  if (entry.weights !== undefined || (entry.shift !== undefined && entry.shift !== "allAtOnce")) {
    yield errorAt(
      at,
      "conflicting-properties",
      "Lambda provisions no concurrency for an alias that shares its traffic between versions",
      "shift all at once, or provision none",
    );
  }
}

function* checkAliasEnvironment(owner: FunctionEntry, entry: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  if (entry.environment === undefined) return;
  const at = [...path, "environment"];
  if (versionNumber(entry) !== undefined || entry.version === "newest") {
    yield errorAt(
      at,
      "environment-of-fixed-version",
      "the environment is frozen into a version: an alias that names one cannot have its own",
      "set version: auto, so that a version with this environment is found or published",
    );
  }
  yield* checkEnvironment(entry.environment, at, effectiveEnvironment(owner, entry));
}
