/**
 * An AWS integration of S3 (API Gateway developer guide, "Tutorial: Create a REST API as an Amazon S3 proxy"; recorded:
 * test_apigateway_s3_any, test_apigateway_s3_method_mapping). Its URI says what S3's request is:
 *
 *   path/BUCKET/KEY?QUERY                   that path, by the integration's own verb
 *   action/OPERATION&Bucket=…&Key=…         that operation, of those below
 */

import { refusalOf } from "../authorization/authorize.ts";
import { s3Deeds } from "../authorization/s3-deeds.ts";
import type { Caller } from "../callers.ts";
import type { createS3Service } from "../s3/service.ts";
import type { WireRequest, WireResponse } from "../wire/message.ts";
import { parseQuery } from "../wire/query-string.ts";
import { UPPERCASE_BASE32, type World } from "../world.ts";
import type { RoutedRequest } from "./api-request.ts";
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { callerForIntegration, untoldByPolicies } from "./integration-credentials.ts";
import { integrationRequest, type Pairs } from "./integration-request.ts";
import { integrationResponse } from "./integration-response.ts";

/** Operations by name, as requests of S3. */
const ACTIONS: Readonly<Record<string, { readonly method: string; readonly query?: string }>> = {
  GetObject: { method: "GET" },
  HeadObject: { method: "HEAD" },
  PutObject: { method: "PUT" },
  DeleteObject: { method: "DELETE" },
  ListObjects: { method: "GET" },
  ListObjectsV2: { method: "GET", query: "list-type=2" },
  ListBuckets: { method: "GET" },
};

/** The service of a world, made when it is first asked. */
const services = new WeakMap<World, Promise<ReturnType<typeof createS3Service>>>();

/** Which integration response is selected says S3's status; without a pattern even its refusals are answered 200 (recorded). */
export async function callS3(
  world: World,
  routed: RoutedRequest,
  place: { readonly style: string; readonly rest: string },
): Promise<WireResponse> {
  const caller = callerForIntegration(world, routed);
  if (!caller)
    throw new GatewayRefusal(CONFIGURATION_ERROR, "The sandbox calls S3 with credentials only: give the integration a role");
  const { method, query, headers, body } = integrationRequest(world, routed);
  const target = place.style === "path" ? byPath(place.rest, method, query) : byAction(place.rest, query);
  const answered = await inNameOf(world, caller, (authorization) =>
    askS3(world, { ...target, headers: { ...headers, authorization }, body }, caller),
  );
  const response = integrationResponse(world, routed, { ...answered, selection: String(answered.statusCode) });
  return { ...response, headers: { "x-amzn-trace-id": routed.traceId, ...response.headers } };
}

type Target = Pick<WireRequest, "method" | "path" | "query">;

function byPath(rest: string, method: string, query: Pairs): Target {
  const [path = "", own = ""] = rest.split(/\?(.*)/s);
  const mapped = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  return { method, path: `/${path}`, query: parseQuery([own, mapped].filter(Boolean).join("&")) };
}

/** Throws GatewayRefusal 500 for what is not in the table, and for parameters that it has no place for. */
function byAction(rest: string, query: Pairs): Target {
  const [operation = "", ...own] = rest.split("&");
  const action = Object.hasOwn(ACTIONS, operation) ? ACTIONS[operation] : undefined;
  if (!action)
    throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox runs no S3 action ${operation}: name it by path/BUCKET/KEY`);
  const { Bucket = "", Key, ...others } = Object.fromEntries([...new URLSearchParams(own.join("&")), ...query]);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox runs S3 actions without ${unknown}: name it by path/BUCKET/KEY`);
  }
  const path = [Bucket, ...(Key === undefined ? [] : [Key.split("/").map(encodeURIComponent).join("/")])].join("/");
  return { method: action.method, path: `/${path}`, query: parseQuery(action.query ?? "") };
}

/** With a key that is theirs for this call. */
async function inNameOf<T>(world: World, caller: Caller, call: (authorization: string) => Promise<T>): Promise<T> {
  const key = `ASIA${world.newId(UPPERCASE_BASE32, 16)}`;
  world.callers.set(key, caller);
  try {
    return await call(`AWS4-HMAC-SHA256 Credential=${key}/20260101/${world.region}/s3/aws4_request`);
  } finally {
    world.callers.delete(key);
  }
}

async function askS3(world: World, request: WireRequest, caller: Caller): Promise<WireResponse> {
  const loading = services.get(world) ?? import("../s3/service.ts").then((s3) => s3.createS3Service(world));
  services.set(world, loading);
  const service = await loading;
  let untold: GatewayRefusal | undefined;
  const answered = await service.handle(request, {
    requestId: world.newUuid(),
    received(call) {
      untold = s3Deeds(world, call).flatMap((deed) => untoldByPolicies(world, caller, deed) ?? [])[0];
      const refusal = refusalOf(world, "s3", { call, request });
      if (refusal) throw refusal;
    },
  });
  if (untold) throw untold;
  return answered;
}
