/** What API Gateway would refuse of an API key. Messages never repeat its value. */
import { checkDrift } from "../authored-drift.ts";
import { checkTags } from "../authored-tags.ts";
import type { ApiKeyEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";

/** API Gateway CreateApiKey. */
const LONGEST_NAME = 1024;
const SHORTEST_VALUE = 20;
const LONGEST_VALUE = 128;

export function* checkApiKey(name: string, entry: ApiKeyEntry): Iterable<Problem> {
  const path = ["apiKeys", name];
  if (name === "" || name.length > LONGEST_NAME) {
    yield errorAtName(path, "illegal-name", `the name of an API key has 1 to ${LONGEST_NAME} characters`);
  }
  const length = entry.value?.length ?? SHORTEST_VALUE;
  if (length < SHORTEST_VALUE || length > LONGEST_VALUE) {
    const message = `the value has ${length} characters: API Gateway takes ${SHORTEST_VALUE} to ${LONGEST_VALUE}`;
    yield errorAt([...path, "value"], "illegal-api-key", message);
  }
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "api-key", path);
}
