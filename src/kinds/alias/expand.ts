/** An alias of authored YAML as a resource. Which version it needs is worked out when AWS has been observed. */
import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { AliasIntent, AliasSpec, FunctionUrlCors } from "../../model/specs/alias.ts";
import type { AliasEntry, ExpandContext, FunctionEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { bucketsBefore } from "../bucket-mentions.ts";
import { effectiveEnvironment } from "../function/expand.ts";
import { codeDigest, VERSION_NUMBER } from "../function/names.ts";
import { shiftIntent } from "./authored-shift.ts";

export function expandAlias(
  names: { readonly function: string; readonly alias: string },
  owner: FunctionEntry,
  entry: AliasEntry,
  context: ExpandContext,
): Desired<"alias"> {
  return {
    kind: "alias",
    address: addressOf("alias", names.function, names.alias),
    spec: aliasSpec(entry),
    intent: declared({ ...aliasIntent(owner, entry), shift: shiftIntent(entry) }),
    options: optionsOf("alias", entry),
    origin: context.originOf(["functions", names.function, "aliases", names.alias]),
    after: bucketsBefore(names.function, effectiveEnvironment(owner, entry), context.state),
    sensitive: entry.sensitive ?? [],
  };
}

/** The number of the version an alias names, as text; undefined: it names none. */
export function versionNumber(entry: AliasEntry): string | undefined {
  const text = String(entry.version ?? "");
  return VERSION_NUMBER.test(text) ? text : undefined;
}

function aliasIntent(owner: FunctionEntry, entry: AliasEntry): AliasIntent {
  const number = versionNumber(entry);
  if (number !== undefined) return { select: "number", version: number };
  if (entry.version === "$LATEST" || entry.version === "newest") return { select: entry.version };
  return declared({
    select: "auto" as const,
    codeSha256: entry.codeSha256 === undefined ? undefined : codeDigest(entry.codeSha256),
    environment: effectiveEnvironment(owner, entry),
  });
}

/** `version` of `auto` and `newest` is filled in by deriving. Weights left out mean that all traffic goes to the version. */
function aliasSpec(entry: AliasEntry): AliasSpec {
  const number = versionNumber(entry);
  return declared({
    version: number ?? (entry.version === "$LATEST" ? "$LATEST" : undefined),
    description: entry.description,
    weights: weightsOf(entry, number),
    provisionedConcurrency: entry.provisionedConcurrency === "none" ? null : entry.provisionedConcurrency,
    url: urlOf(entry.url),
    asyncInvocation: entry.asyncInvocation === "none" ? null : entry.asyncInvocation,
  });
}

/** As Lambda tells it: what is off or empty is left out. */
function urlOf(url: AliasEntry["url"]): AliasSpec["url"] {
  if (url === undefined) return undefined;
  if (url === "none") return null;
  const { auth, streaming = false, cors = {} } = url;
  const { credentials, maxAgeSeconds, ...lists } = cors;
  const told: FunctionUrlCors = {
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(credentials && { credentials }),
    ...(maxAgeSeconds && { maxAgeSeconds }),
  };
  return {
    auth,
    streaming,
    ...(Object.keys(told).length > 0 && { cors: told }),
    ...(auth === "none" && { open: true }),
  };
}

/** AWS's form: the share of the one version that the alias does not point at (Lambda AliasRoutingConfiguration). */
function weightsOf(entry: AliasEntry, number: string | undefined): AliasSpec["weights"] {
  if (entry.weights === "unmanaged") return undefined;
  const other = Object.entries(entry.weights ?? {}).filter(([version, share]) => version !== number && share > 0);
  return other.length === 0 ? null : Object.fromEntries(other);
}
