/**
 * Which part of an API a piece of documentation is about, as authors write it and as API Gateway does. Pure.
 *
 *   types                                            key
 *   API                                              API
 *   AUTHORIZER, MODEL                                MODEL Order
 *   RESOURCE                                         RESOURCE /orders
 *   METHOD, REQUEST_BODY                             METHOD GET /orders
 *   PATH_PARAMETER, QUERY_PARAMETER, REQUEST_HEADER  QUERY_PARAMETER GET /orders page
 *   RESPONSE, RESPONSE_BODY                          RESPONSE GET /orders 200
 *   RESPONSE_HEADER                                  RESPONSE_HEADER GET /orders 200 X-Id
 *
 * `*` stands for any method, or any status, from which what is more special takes over (API Gateway DocumentationPartLocation).
 */

type Word = "method" | "path" | "statusCode" | "name";
export type DocumentedPart = { readonly type: DocumentedType } & { readonly [W in Word]?: string };

const ROUTE = ["method", "path"] as const;
const WORDS = {
  API: [],
  AUTHORIZER: ["name"],
  MODEL: ["name"],
  RESOURCE: ["path"],
  METHOD: ROUTE,
  REQUEST_BODY: ROUTE,
  PATH_PARAMETER: [...ROUTE, "name"],
  QUERY_PARAMETER: [...ROUTE, "name"],
  REQUEST_HEADER: [...ROUTE, "name"],
  RESPONSE: [...ROUTE, "statusCode"],
  RESPONSE_BODY: [...ROUTE, "statusCode"],
  RESPONSE_HEADER: [...ROUTE, "statusCode", "name"],
} as const satisfies Readonly<Record<string, readonly Word[]>>;

export type DocumentedType = keyof typeof WORDS;

/** What API Gateway takes where a location leaves it out. */
const ANY: { readonly [W in Word]?: string } = { method: "*", path: "/", statusCode: "*" };

const FORMS: { readonly [W in Word]: RegExp } = {
  method: /^(\*|GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS|ANY)$/,
  path: /^\/\S*$/,
  statusCode: /^(\*|[1-5]\d\d)$/,
  name: /^\S+$/,
};

/** Undefined: it is no key. */
export function documentedPart(key: string): DocumentedPart | undefined {
  const [type = "", ...words] = key.split(" ");
  if (!isType(type) || words.length !== WORDS[type].length) return undefined;
  const named = WORDS[type].map((word, at) => [word, words[at] ?? ""] as const);
  return named.every(([word, value]) => FORMS[word].test(value)) ? { type, ...Object.fromEntries(named) } : undefined;
}

/** Parts of a type that is not among these are none that the desired state knows, and keep their type alone. */
export function documentationKey(part: { readonly type: string } & { readonly [W in Word]?: string | undefined }): string {
  const words = isType(part.type) ? WORDS[part.type].map((word) => part[word] ?? ANY[word] ?? "") : [];
  return [part.type, ...words].join(" ");
}

export function documentedTypes(): readonly string[] {
  return Object.keys(WORDS);
}

function isType(type: string): type is DocumentedType {
  return Object.hasOwn(WORDS, type);
}
