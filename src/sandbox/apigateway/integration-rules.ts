/**
 * What PutIntegration and UpdateIntegration accept (recorded: test_put_integration_validation, test_put_integration_aws_proxy_uri;
 * aws-facts 4). Checks run in this order:
 *
 * | type              | needs                    | uri                                                              |
 * |-------------------|--------------------------|------------------------------------------------------------------|
 * | MOCK              | nothing; verb and uri are dropped | –                                                       |
 * | HTTP, HTTP_PROXY  | integrationHttpMethod    | http(s), or a stage variable in its place                        |
 * | AWS               | integrationHttpMethod    | arn:…:apigateway:{region}:{service}:{path\|action}/…             |
 * | AWS_PROXY         | integrationHttpMethod    | the same, of a Lambda function's invocations or a Firehose action |
 */
import { VERBS } from "./methods.ts";
import { badRequest, notInEnum, refuseViolations } from "./refusals.ts";
import type { IntegrationState, IntegrationType, StringMap } from "./state.ts";

const TYPES: readonly string[] = ["HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"] satisfies readonly IntegrationType[];
const PASSTHROUGH: readonly string[] = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];

const INVOCATIONS = /^2015-03-31\/functions\/.+\/invocations(-async)?$/;
/** API Gateway developer guide, "Set up a Lambda proxy integration with payload response streaming". */
const STREAMING_INVOCATIONS = /^2021-11-15\/functions\/.+\/response-streaming-invocations$/;

/** Milliseconds. The upper bound can be raised for Regional and private APIs only, on request (aws-facts 1.2). */
const TIMEOUT = { min: 50, max: 29_000 };

export function refuseUnknownType(type: string | undefined): IntegrationType {
  const known = type ?? "null";
  refuseViolations(TYPES.includes(known) ? [] : [notInEnum(known, "putIntegrationInput.type", TYPES)]);
  // One of TYPES, or the line above has thrown.
  return known as IntegrationType;
}

/** The integration as it is stored, or AWS's refusal of it. */
export function checkedIntegration(integration: IntegrationState): IntegrationState {
  refuseBadVerb(integration);
  refuseBadUri(integration);
  refuseBadTimeout(integration.timeoutInMillis);
  if (!PASSTHROUGH.includes(integration.passthroughBehavior)) {
    throw badRequest(`Invalid passthrough behavior specified. Valid options are ${PASSTHROUGH.join(",")}`);
  }
  if (integration.credentials && !/^arn:[^:]+:iam::/.test(integration.credentials)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (integration.connectionType === "VPC_LINK" && !integration.connectionId) {
    throw badRequest("VPC Link connection requires a connectionId");
  }
  refuseBadMappings(integration.requestParameters);
  refuseBadContentTypes(integration.requestTemplates);
  return integration.type === "MOCK" ? { ...integration, httpMethod: undefined, uri: undefined } : integration;
}

function refuseBadVerb({ type, httpMethod }: IntegrationState): void {
  if (type === "MOCK") return;
  if (!httpMethod) throw badRequest("Enumeration value for HttpMethod must be non-empty");
  if (!VERBS.includes(httpMethod)) throw badRequest(`Invalid HttpMethod specified. Valid options are ${VERBS.join(",")}`);
}

function refuseBadUri({ type, uri = "" }: IntegrationState): void {
  if (type === "MOCK") return;
  if (type === "HTTP" || type === "HTTP_PROXY") {
    if (!/^(https?:\/\/|\$\{stageVariables\.)/.test(uri)) throw badRequest("Invalid HTTP endpoint specified for URI");
    return;
  }
  if (!/^arn:[^:]+:[^:]+:/.test(uri)) throw badRequest("Invalid ARN specified in the request");
  const target = /^arn:[^:]+:apigateway:[^:]+:([^:]+):(?:path|action)\/(.*)$/.exec(uri);
  if (!target) throw badRequest("AWS ARN for integration must contain path or action");
  const [, service = "", path = ""] = target;
  const lambda = service === "lambda" && (INVOCATIONS.test(path) || STREAMING_INVOCATIONS.test(path));
  const firehose = service === "firehose" && /^PutRecord(Batch)?$/.test(path);
  if (type === "AWS_PROXY" && !lambda && !firehose) {
    throw badRequest("Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.");
  }
}

function refuseBadTimeout(timeout: number): void {
  if (Number.isInteger(timeout) && timeout >= TIMEOUT.min && timeout <= TIMEOUT.max) return;
  throw badRequest(`Timeout should be between ${TIMEOUT.min} ms and ${TIMEOUT.max} ms`);
}

/** `integration.request.header.X` from a method's parameter, the context, a stage variable or a 'literal'. */
function refuseBadMappings(parameters: StringMap | undefined): void {
  const legal =
    /^(method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring|body).*|context\..+|stageVariables\..+|'[^']*')$/;
  const target = /^integration\.request\.(header|querystring|path|multivalueheader|multivaluequerystring)\.\S+$/;
  for (const [name, expression] of Object.entries(parameters ?? {})) {
    if (target.test(name) && legal.test(expression)) continue;
    const errors = `Invalid mapping expression specified: ${target.test(name) ? expression : name}`;
    throw badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors}]`);
  }
}

/** Templates are keyed by content type (recorded: put-integration-response-invalid-responseTemplates-2). */
export function refuseBadContentTypes(templates: StringMap | undefined): void {
  for (const type of Object.keys(templates ?? {})) {
    if (/^[^/\s]+\/[^/\s]+|^\$default$/.test(type)) continue;
    throw badRequest(`Validation Result: warnings : [], errors : [Invalid content type specified: ${type}]`);
  }
}
