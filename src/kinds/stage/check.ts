/** What API Gateway would refuse of a stage (aws-facts 1.2, 3.1). */

import { checkStageShift } from "../alias/authored-shift.ts";
import { checkDrift } from "../authored-drift.ts";
import { checkSensitive } from "../authored-sensitive.ts";
import { checkTags } from "../authored-tags.ts";
import type { ApiEntry, AuthoredPath, AuthoredState, Problem, StageEntry } from "../authoring.ts";
import { errorAt, errorAtName, warningAt } from "../authoring.ts";
import { checkNamedCertificate } from "../client-certificate/check.ts";
import { routeKeyFault } from "../rest-api/route-key.ts";
import { suggestName } from "../suggest.ts";

const NAME = /^[A-Za-z0-9_-]{1,128}$/;
/** The console's "Test" runs under this name. */
const RESERVED_NAME = "test-invoke-stage";
const VARIABLE_NAME = /^[A-Za-z0-9_]{1,64}$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]+$/;
const MAX_VARIABLES = 100;
const MAX_VALUE = 512;
const DESTINATION =
  /^arn:aws[a-z-]*:(logs:[a-z0-9-]+:\d{12}:log-group:[^:*]+|firehose:[a-z0-9-]+:\d{12}:deliverystream\/amazon-apigateway-.+)$/;

const WEB_ACL = /^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[^/]+\/[^/]+$/;

export function* checkStage(
  names: { readonly api: string; readonly stage: string },
  owner: ApiEntry,
  entry: StageEntry,
  state: Pick<AuthoredState, "clientCertificates">,
): Iterable<Problem> {
  const path = ["apis", names.api, "stages", names.stage];
  if (!NAME.test(names.stage)) {
    yield errorAtName(path, "illegal-name", `stage name "${names.stage}": API Gateway takes 1 to 128 letters, digits, - or _`);
  } else if (names.stage === RESERVED_NAME) {
    yield errorAtName(path, "illegal-name", `stage name "${RESERVED_NAME}" is API Gateway's own`);
  }
  yield* checkVariables(entry.variables ?? {}, [...path, "variables"]);
  if (typeof entry.canary === "object") yield* checkVariables(entry.canary.variables, [...path, "canary", "variables"]);
  yield* checkStageShift(entry, path, owner.routes !== undefined);
  yield* checkDeployment(names, owner, entry, [...path, "deployment"]);
  yield* checkRouteSettings(owner, entry, path);
  yield* checkAccessLogs(entry, [...path, "accessLogs"]);
  yield* checkNamedCertificate(entry.clientCertificate, state, [...path, "clientCertificate"]);
  yield* checkWebAcl(entry, [...path, "webAcl"]);
  yield* checkSensitive(entry.sensitive, ["variables", "description", "canary"], path);
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "stage", path);
}

/** Messages never repeat a value: it may be a secret. */
function* checkVariables(variables: Readonly<Record<string, string>>, path: AuthoredPath): Iterable<Problem> {
  const entries = Object.entries(variables);
  if (entries.length > MAX_VARIABLES) {
    yield errorAt(path, "too-many-variables", `${entries.length} stage variables: API Gateway takes ${MAX_VARIABLES}`);
  }
  for (const [name, value] of entries) {
    const at = [...path, name];
    if (!VARIABLE_NAME.test(name)) {
      yield errorAtName(at, "illegal-variable-name", `stage variable "${name}": a name is 1 to 64 letters, digits or _`);
    }
    if (value === "")
      yield errorAt(at, "empty-variable", `stage variable "${name}" is empty, which API Gateway refuses`, "leave it out");
    else if (value === "$LATEST") {
      const remedy = "point an alias at $LATEST and name that";
      yield errorAt(
        at,
        "latest-in-variable",
        `stage variable "${name}": API Gateway takes no $, so none can hold $LATEST`,
        remedy,
      );
    } else if (value.length > MAX_VALUE) {
      yield errorAt(
        at,
        "variable-too-long",
        `stage variable "${name}" has ${value.length} characters: API Gateway takes ${MAX_VALUE}`,
      );
    } else if (!VARIABLE_VALUE.test(value)) {
      const illegal = [...new Set(value.replaceAll(/[A-Za-z0-9\-._~:/?#&=,]/g, ""))]
        .map((char) => JSON.stringify(char))
        .join(" ");
      yield errorAt(
        at,
        "illegal-variable-value",
        `stage variable "${name}" holds ${illegal}: API Gateway takes letters, digits and -._~:/?#&=,`,
      );
    }
  }
}

function* checkDeployment(
  names: { readonly api: string; readonly stage: string },
  owner: ApiEntry,
  entry: StageEntry,
  path: AuthoredPath,
): Iterable<Problem> {
  const { deployment } = entry;
  if (typeof deployment !== "object") return;
  if (deployment.id !== undefined && !/^[a-z0-9]+$/.test(deployment.id)) {
    yield errorAt([...path, "id"], "illegal-deployment", `"${deployment.id}" cannot be the id of a deployment`);
  }
  if (deployment.follow === undefined) return;
  const at = [...path, "follow"];
  if (!owner.stages.has(deployment.follow)) {
    const remedy = suggestName(
      deployment.follow,
      [...owner.stages.keys()].filter((stage) => stage !== names.stage),
    );
    yield warningAt(at, "unknown-stage", `API "${names.api}" declares no stage "${deployment.follow}"; AWS may have it`, remedy);
    return;
  }
  const cycle = followCycle(names.stage, owner);
  if (cycle !== undefined) {
    yield errorAt(
      at,
      "follow-cycle",
      `stages follow each other: ${cycle.join(" → ")}`,
      "let one of them have deployment: latest",
    );
  }
}

/** The way back to `start`, when following leads there; undefined: it does not. */
function followCycle(start: string, owner: ApiEntry): readonly string[] | undefined {
  const way = [start];
  for (;;) {
    const next = followed(owner.stages.get(way.at(-1) ?? ""));
    if (next === undefined) return undefined;
    if (next === start) return [...way, next];
    if (way.includes(next)) return undefined;
    way.push(next);
  }
}

function followed(stage: StageEntry | undefined): string | undefined {
  return typeof stage?.deployment === "object" ? stage.deployment.follow : undefined;
}

function* checkRouteSettings(owner: ApiEntry, entry: StageEntry, path: AuthoredPath): Iterable<Problem> {
  for (const [key, settings] of Object.entries(entry.routes ?? {})) {
    const at = [...path, "routes", key];
    const wrong = key === "*" ? { fault: "is every route", remedy: "set it on the stage itself" } : routeKeyFault(key);
    if (wrong !== undefined) yield errorAtName(at, "illegal-route", `route "${key}" ${wrong.fault}`, wrong.remedy);
    else if (owner.routes !== undefined && !owner.routes.has(key)) {
      yield errorAtName(at, "unknown-route", `the API has no route "${key}"`, suggestName(key, owner.routes.keys()));
    }
    if (settings.caching?.enabled === true && entry.cache === "off") {
      yield errorAt(
        [...at, "caching"],
        "conflicting-properties",
        "this route's answers cannot be kept: the stage's `cache` is off",
      );
    }
  }
}

function* checkWebAcl({ webAcl }: StageEntry, path: AuthoredPath): Iterable<Problem> {
  if (webAcl === undefined || webAcl === "off" || WEB_ACL.test(webAcl)) return;
  const classic = /^arn:aws[a-z-]*:waf-regional:/.test(webAcl);
  const why = classic
    ? "is of WAF Classic, which has ended"
    : /:global\/webacl\//.test(webAcl)
      ? "is for CloudFront, and a stage takes a regional one"
      : "is not the ARN of a web ACL";
  yield errorAt(path, "illegal-arn", `"${webAcl}" ${why}`, "write arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID");
}

function* checkAccessLogs(entry: StageEntry, path: AuthoredPath): Iterable<Problem> {
  const logs = entry.accessLogs;
  if (logs === undefined || logs === "off" || DESTINATION.test(logs.destination)) return;
  const at = [...path, "destination"];
  if (/:log-group:[^:]+:\*$/.test(logs.destination)) {
    yield errorAt(
      at,
      "illegal-arn",
      "API Gateway refuses the ARN of a log group that ends in `:*`",
      `write "${logs.destination.slice(0, -2)}"`,
    );
    return;
  }
  yield errorAt(
    at,
    "illegal-arn",
    `"${logs.destination}" is neither the ARN of a log group nor that of a Firehose stream whose name begins with amazon-apigateway-`,
  );
}
