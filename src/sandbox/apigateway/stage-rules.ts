/** Names, variables and sizes that a stage may have (aws-facts 1.2). Where a comment says so, the text is ours. */
import { badRequest } from "./refusals.ts";
import type { CacheSize, StringMap } from "./state.ts";

const CACHE_SIZES: readonly CacheSize[] = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"];
const VARIABLES = { count: 100, name: 64, value: 512 };

export function checkedStageName(name: string | undefined): string {
  if (name && /^[A-Za-z0-9_-]{1,128}$/.test(name)) return name;
  throw badRequest("Stage name only allows a-zA-Z0-9_-");
}

/** API Gateway API Reference, CreateStage: cacheClusterSize. The text is ours. */
export function checkedCacheSize(size: string | undefined): CacheSize | undefined {
  const known = CACHE_SIZES.find((candidate) => candidate === size);
  if (size !== undefined && !known)
    throw badRequest(`Invalid cache cluster size ${size}. Must be one of: [${CACHE_SIZES.join(", ")}]`);
  return known;
}

/** All of a stage's variables, or of a canary's overrides. */
export function checkedVariables(variables: StringMap): StringMap {
  for (const [name, value] of Object.entries(variables)) refuseBadVariable(name, value);
  // API Gateway quotas: stage variables per stage. The text is ours.
  if (Object.keys(variables).length > VARIABLES.count)
    throw badRequest(`Too many stage variables: at most ${VARIABLES.count} are allowed`);
  return variables;
}

/**
 * Names as in serverless/serverless#6133, values as in sirceljm/aws-lambda-blog#10 (an empty value is refused) with the
 * documented alphabet: `$` is not in it, so no variable holds `$LATEST`. AWS's text lists a blank too, its documented
 * pattern doesn't; the stricter one holds here.
 */
function refuseBadVariable(name: string, value: string): void {
  if (!/^\w+$/.test(name)) {
    throw badRequest(`Invalid stage variable name: ${name}.  Please use names with only word characters.`);
  }
  if (!/^[A-Za-z0-9\-._~:/?#&=,]+$/.test(value)) {
    throw badRequest(
      `Invalid stage variable value: ${value}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
    );
  }
  // API Gateway quotas: length of a stage variable's name and value. The text is ours.
  if (name.length > VARIABLES.name || value.length > VARIABLES.value) {
    throw badRequest(
      `Stage variable ${name} is too long: at most ${VARIABLES.name} characters for a name, ${VARIABLES.value} for a value`,
    );
  }
}
