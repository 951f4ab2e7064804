/** What Lambda takes as environment variables (aws-facts 5.2; Lambda developer guide, "Reserved environment variables"). */
import type { Environment } from "../model/json.ts";
import type { AuthoredPath, Problem } from "./authoring.ts";
import { errorAt, errorAtName } from "./authoring.ts";

const NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const MAX_BYTES = 4096;

const RESERVED: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** `environment` as written at `path`; `effective` is what the version will have in all. */
export function* checkEnvironment(
  environment: Environment | undefined,
  path: AuthoredPath,
  effective = environment,
): Iterable<Problem> {
  for (const name of Object.keys(environment ?? {})) {
    const at = [...path, name];
    if (RESERVED.has(name)) yield errorAtName(at, "reserved-environment", `"${name}": Lambda sets this variable itself`);
    else if (!NAME.test(name)) {
      yield errorAtName(at, "illegal-environment", `"${name}": a name is a letter, then letters, digits or _, two at least`);
    }
  }
  const bytes = Object.entries(effective ?? {}).reduce((sum, [name, value]) => sum + byteLength(name) + byteLength(value), 0);
  if (environment !== undefined && bytes > MAX_BYTES) {
    yield errorAt(path, "environment-too-large", `environment has ${bytes} bytes: Lambda takes ${MAX_BYTES} in all`);
  }
}

/** Bytes of a text in UTF-8. */
function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
