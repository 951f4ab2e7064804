/** Which operation a request is: by method, URI template, query and headers, or by the form's `Action`. */
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import type { WireRequest } from "./message.ts";
import { mirror } from "./mirror.ts";
import type { WireFormat } from "./protocol.ts";

export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly pattern: RegExp;
  /** Query parameters that the template itself carries: S3's `?versioning`. */
  readonly literalQuery: readonly (readonly [name: string, value: string])[];
  /** Required members in the query or a header: they tell UploadPart from PutObject. */
  readonly needs: readonly Need[];
  readonly status: number;
  /** More literal path segments win. */
  readonly weight: number;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** What the client's protocol is asked to do: read the input as if it were an output, and the reverse. */
  readonly readOperation: object;
  readonly writeOperation: object;
  /** The output member that is the status (Lambda Invoke's `StatusCode`). */
  readonly statusMember: string | undefined;
}

interface Need {
  readonly place: "query" | "header";
  readonly name: string;
}

export function routeOf([, namespace, operation, traits, inputRef, outputRef]: StaticOperationSchema): Route {
  const http = typeof traits === "object" ? traits.http : undefined;
  const [method, uri, status] = http ?? ["POST", "/", 200];
  const [template = "/", search = ""] = uri.split("?");
  const input = NormalizedSchema.of(inputRef);
  const output = NormalizedSchema.of(outputRef);
  const path = withBucket(template, input);
  return {
    operation,
    method,
    pattern: patternOf(path),
    literalQuery: [...new URLSearchParams(search)],
    needs: needsOf(input),
    status,
    weight: weightOf(path),
    input,
    output,
    readOperation: { namespace, name: operation, traits: 0, input: "unit", output: mirror(input, "drop") },
    writeOperation: {
      namespace,
      name: operation,
      traits: { http: ["POST", "/", 200] },
      input: mirror(output, "inline"),
      output: "unit",
    },
    statusMember: membersOf(output).find(([, member]) => member.getMergedTraits().httpResponseCode)?.[0],
  };
}

/** The operation that a request asks for; undefined when the service has none like it. */
export function matchRoute(routes: readonly Route[], format: WireFormat, request: WireRequest): Route | undefined {
  const name = operationNamed(format, request);
  if (name !== undefined) return routes.find((route) => route.operation === name);
  let best: Route | undefined;
  let bestScore = -1;
  for (const route of routes) {
    const score = scoreOf(route, request);
    if (score > bestScore) [best, bestScore] = [route, score];
  }
  return best;
}

/** The operation, in the formats that name it: by form, by header, by the end of the path. Undefined in the others. */
function operationNamed(format: WireFormat, request: WireRequest): string | undefined {
  switch (format) {
    case "query":
      return new URLSearchParams(Buffer.from(request.body).toString()).get("Action") ?? "";
    case "json":
      return (request.headers["x-amz-target"] ?? "").split(".").at(-1);
    case "cbor":
      return request.path.split("/").at(-1);
    case "rest-json":
    case "rest-xml":
      return undefined;
  }
}

/** Negative: not this operation. Otherwise the more of the request it explains, the higher. */
function scoreOf(route: Route, request: WireRequest): number {
  if (route.method !== request.method || !route.pattern.test(request.path)) return -1;
  // `x-id` is sent by the JavaScript SDK alone: it breaks ties and is no condition.
  const literal = route.literalQuery.filter(([name]) => name !== "x-id");
  if (!literal.every(([name, value]) => name in request.query && (value === "" || request.query[name] === value))) return -1;
  if (!route.needs.every(({ place, name }) => name in (place === "query" ? request.query : request.headers))) return -1;
  const named = route.literalQuery.some(([name, value]) => name === "x-id" && request.query[name] === value);
  return route.weight * 100 + literal.length * 10 + route.needs.length * 2 + (named ? 1 : 0);
}

/** S3's templates leave the bucket to the endpoint rules, which put it into the host or in front of the path. */
function withBucket(template: string, input: NormalizedSchema): string {
  const labelled = membersOf(input).some(([name, member]) => name === "Bucket" && member.getMergedTraits().httpLabel);
  return labelled && !template.includes("{Bucket}") ? `/{Bucket}${template}` : template;
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.*()|[\]\\^$]/g, "\\$&")
    .replace(/\{(\w+)(\+?)\}/g, (_, name, greedy) => `(?<${name}>${greedy ? ".+" : "[^/]+"})`)
    .replace(/\/$/, "/?");
  return new RegExp(`^${source}$`);
}

function weightOf(path: string): number {
  const segments = path.split("/").filter((segment) => segment !== "");
  return segments.reduce((sum, segment) => sum + (segment.includes("+}") ? 1 : segment.startsWith("{") ? 10 : 100), 0);
}

function needsOf(input: NormalizedSchema): Need[] {
  const tuple: unknown = input.getSchema();
  // A structure's seventh element is the number of its required members, which come first.
  const required = Array.isArray(tuple) && typeof tuple[6] === "number" ? tuple[6] : 0;
  return membersOf(input)
    .slice(0, required)
    .flatMap(([, member]): Need[] => {
      const { httpQuery, httpHeader } = member.getMergedTraits();
      if (httpQuery) return [{ place: "query", name: httpQuery }];
      return httpHeader ? [{ place: "header", name: httpHeader.toLowerCase() }] : [];
    });
}

export function membersOf(schema: NormalizedSchema): [string, NormalizedSchema][] {
  return schema.isStructSchema() ? [...schema.structIterator()] : [];
}
