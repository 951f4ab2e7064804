/** No secret is written in clear: what holds one is left out, or the secret is named and its value kept apart. */
import { isSecretName, isSecretValue } from "../kinds/secrets.ts";
import { isObject, type Json } from "../model/json.ts";
import type { NamedSecret } from "./found.ts";
import { isParts, type Part } from "./part.ts";

/** Maps whose keys people choose, and by which secrets can be told. */
const NAMED_BY_PEOPLE: readonly string[] = ["environment", "variables", "tags", "headers"];

interface Hidden {
  readonly part: Part;
  readonly secrets: readonly NamedSecret[];
}

/** `owner`: names of the resources it stands in, as a beginning of the values' names. `leave`: what holds a secret is not declared. */
export function hideSecrets(part: Part, owner: readonly string[], how: "leave" | "name"): Hidden {
  if (isParts(part.content)) {
    const inside = part.content.parts.map((one) =>
      hideSecrets(one, part.address === undefined ? owner : [...owner, part.key], how),
    );
    return {
      part: { ...part, content: { parts: inside.map((one) => one.part) } },
      secrets: inside.flatMap((one) => one.secrets),
    };
  }
  const secrets: NamedSecret[] = [];
  const content = withoutSecrets(part.content, [part.key], (path, value) => {
    const name = [...owner, ...path.slice(NAMED_BY_PEOPLE.includes(part.key) ? 1 : 0)].join("-").replaceAll(/[^\w-]+/g, "-");
    secrets.push({ name, value });
    return `\${values.${name}}`;
  });
  if (secrets.length === 0) return { part, secrets };
  const names = secrets.map(({ name }) => name).join(", ");
  if (how === "name" || part.out !== undefined) return { part: { ...part, content }, secrets };
  const out = `not declared, for it holds what looks like a secret; to declare it, give --values FILE with ${names}`;
  return { part: { ...part, content, out }, secrets: [] };
}

function withoutSecrets(value: Json, path: readonly string[], named: (path: readonly string[], value: string) => string): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, at) => withoutSecrets(item, [...path, String(at)], named));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, [...path, key], named)]));
  }
  if (typeof value !== "string" || value === "") return value;
  const [name = "", above = ""] = path.toReversed();
  const told = NAMED_BY_PEOPLE.includes(above) && isSecretName(name);
  return told || isSecretValue(value) ? named(path, value) : value;
}
