/** What another version of an alias has to show, as authored: what is wrong with the words, and what they mean. */
import type { Json } from "../../model/json.ts";
import type { VerifyIntent } from "../../model/verify.ts";
import { type AliasEntry, type AuthoredPath, declared, errorAt, type Problem } from "../authoring.ts";

/** Undefined: nothing. */
export function verifyIntent({ verify }: AliasEntry): VerifyIntent | undefined {
  if (verify === undefined) return undefined;
  const { before, after = [] } = verify;
  return declared({
    before: before && declared({ payload: jsonOf(before.payload) ?? {}, expect: jsonOf(before.expect) }),
    after: after.map(({ method = "GET", path, status = 200, contains, json }) =>
      declared({ method, path, status, contains, json: jsonOf(json) }),
    ),
  });
}

/** What comes of YAML and has passed the loader is JSON. */
function jsonOf(value: unknown): Json | undefined {
  return value as Json | undefined;
}

export function* checkVerify({ verify, version, weights }: AliasEntry, path: AuthoredPath): Iterable<Problem> {
  if (verify === undefined) return;
  const at = [...path, "verify"];
  if (version === "$LATEST") {
    const remedy = "set version: auto, so that each change is a version of its own, or take `verify` out";
    yield errorAt(at, "illegal-verify", "$LATEST changes under its traffic, so nothing can be verified before", remedy);
  }
  if (weights !== undefined) {
    yield errorAt(
      [...path, "weights"],
      "conflicting-properties",
      "`verify` goes with traffic that we move",
      "take one of the two out",
    );
  }
  for (const [index, check] of (verify.after ?? []).entries()) {
    if (check.method === "HEAD" && (check.contains !== undefined || check.json !== undefined)) {
      const message = "an answer to HEAD has no body";
      yield errorAt(
        [...at, "after", String(index), "method"],
        "illegal-verify",
        message,
        "take `contains` and `json` out, or set GET",
      );
    }
  }
}
