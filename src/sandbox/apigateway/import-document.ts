/** An OpenAPI 3 or Swagger 2 document in JSON, with API Gateway's extensions, as the methods that it asks for. Pure. */
import { AwsError } from "../wire/aws-error.ts";
import { VERBS } from "./methods.ts";
import { badRequest } from "./refusals.ts";
import type { RestApiSettings, StringMap } from "./state.ts";

export interface Definition {
  readonly settings: Partial<Pick<RestApiSettings, "name" | "description" | "version" | "binaryMediaTypes">>;
  readonly methods: readonly { readonly path: string; readonly method: ImportedMethod }[];
}

export interface ImportedMethod {
  readonly httpMethod: string;
  readonly authorizationType: "NONE" | "AWS_IAM";
  readonly apiKeyRequired: boolean;
  /** Declared headers by status code. */
  readonly responses: Readonly<Record<string, readonly string[]>>;
  readonly integration?: ImportedIntegration;
}

export interface ImportedIntegration {
  readonly type: string;
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly timeoutInMillis?: number;
  readonly passthroughBehavior?: string;
  readonly credentials?: string;
  readonly connectionType?: "INTERNET" | "VPC_LINK";
  readonly connectionId?: string;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
  readonly cacheNamespace?: string;
  readonly cacheKeyParameters?: string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean };
  readonly integrationTarget?: string;
  readonly responseTransferMode?: "BUFFERED" | "STREAM";
  readonly requestParameters?: StringMap;
  readonly requestTemplates?: StringMap;
  /** By selection pattern; `default` matches what no other does. */
  readonly responses: Readonly<Record<string, ImportedResponse>>;
}

export interface ImportedResponse {
  readonly statusCode: string;
  readonly responseParameters?: StringMap;
  readonly responseTemplates?: StringMap;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
}

type Members = Readonly<Record<string, unknown>>;

const ANY = "x-amazon-apigateway-any-method";
const INTEGRATION = "x-amazon-apigateway-integration";
const BINARY = "x-amazon-apigateway-binary-media-types";

/** What would be left out silently otherwise. */
const NOT_SERVED = [
  "x-amazon-apigateway-policy",
  "x-amazon-apigateway-request-validators",
  "x-amazon-apigateway-gateway-responses",
];

export function readDefinition(text: string): Definition {
  const document = parsed(text);
  if (typeof document.openapi !== "string" && document.swagger !== "2.0") {
    throw badRequest("Invalid OpenAPI input: the document is neither OpenAPI 3 nor Swagger 2.0");
  }
  const unserved = NOT_SERVED.find((name) => name in document);
  if (unserved) throw new AwsError("NotImplementedException", `PutRestApi does not serve ${unserved}`, 501);
  const { title, description, version } = members(document.info);
  const binary = document[BINARY];
  const keySchemes = keySchemesOf(document);
  return {
    settings: {
      ...(typeof title === "string" && { name: title }),
      ...(typeof description === "string" && { description }),
      ...(typeof version === "string" && { version }),
      ...(Array.isArray(binary) && { binaryMediaTypes: binary.map(String) }),
    },
    methods: Object.entries(members(document.paths)).flatMap(([path, operations]) =>
      Object.entries(members(operations)).flatMap(([verb, operation]) => {
        const httpMethod = verb === ANY ? "ANY" : verb.toUpperCase();
        return VERBS.includes(httpMethod) ? [{ path, method: methodOf(httpMethod, members(operation), keySchemes) }] : [];
      }),
    ),
  };
}

function parsed(text: string): Members {
  try {
    return members(JSON.parse(text));
  } catch {
    // YAML is a form that AWS takes too.
    throw badRequest("Unable to parse OpenAPI input: only JSON is served");
  }
}

/** Security schemes that ask for an API key. */
function keySchemesOf(document: Members): ReadonlySet<string> {
  const schemes = { ...members(document.securityDefinitions), ...members(members(document.components).securitySchemes) };
  const names = Object.entries(schemes).filter(([, scheme]) => {
    const { type, name } = members(scheme);
    return type === "apiKey" && String(name).toLowerCase() === "x-api-key";
  });
  return new Set(names.map(([name]) => name));
}

function methodOf(httpMethod: string, operation: Members, keySchemes: ReadonlySet<string>): ImportedMethod {
  const security = Array.isArray(operation.security) ? operation.security.flatMap((one) => Object.keys(members(one))) : [];
  const other = security.find((name) => !keySchemes.has(name));
  if (other) throw new AwsError("NotImplementedException", `PutRestApi does not serve the security scheme ${other}`, 501);
  const integration = operation[INTEGRATION];
  const auth = String(members(operation["x-amazon-apigateway-auth"]).type ?? "NONE").toUpperCase();
  return {
    httpMethod,
    authorizationType: auth === "AWS_IAM" ? "AWS_IAM" : "NONE",
    apiKeyRequired: security.length > 0,
    responses: Object.fromEntries(
      Object.entries(members(operation.responses)).map(([status, response]) => [
        status,
        Object.keys(members(members(response).headers)),
      ]),
    ),
    ...(integration !== undefined && { integration: integrationOf(members(integration)) }),
  };
}

function integrationOf(extension: Members): ImportedIntegration {
  const { type, httpMethod, uri, timeoutInMillis, passthroughBehavior, requestParameters, requestTemplates, responses } =
    extension;
  return {
    type: String(type ?? "").toUpperCase(),
    ...(typeof httpMethod === "string" && { httpMethod }),
    ...(typeof uri === "string" && { uri }),
    ...(typeof timeoutInMillis === "number" && { timeoutInMillis }),
    ...(typeof passthroughBehavior === "string" && { passthroughBehavior: passthroughBehavior.toUpperCase() }),
    ...settingsOf(extension),
    ...(requestParameters !== undefined && { requestParameters: texts(requestParameters) }),
    ...(requestTemplates !== undefined && { requestTemplates: texts(requestTemplates) }),
    responses: Object.fromEntries(
      Object.entries(members(responses)).map(([pattern, response]) => {
        const { statusCode, responseParameters, responseTemplates, contentHandling } = members(response);
        const parts = {
          statusCode: String(statusCode ?? ""),
          ...(responseParameters !== undefined && { responseParameters: texts(responseParameters) }),
          ...(responseTemplates !== undefined && { responseTemplates: texts(responseTemplates) }),
          ...(contentHandling !== undefined && {
            // PutIntegrationResponse refuses a word that is none.
            contentHandling: contentHandling as "CONVERT_TO_TEXT",
          }),
        };
        return [pattern, parts];
      }),
    ),
  };
}

const SETTINGS = [
  "credentials",
  "connectionType",
  "connectionId",
  "contentHandling",
  "cacheNamespace",
  "cacheKeyParameters",
  "tlsConfig",
  "integrationTarget",
  "responseTransferMode",
] as const satisfies readonly (keyof ImportedIntegration)[];

/** Members that PutIntegration calls and shapes alike, and refuses where they are wrong. */
function settingsOf(extension: Members): Pick<ImportedIntegration, (typeof SETTINGS)[number]> {
  return Object.fromEntries(SETTINGS.flatMap((name) => (extension[name] === undefined ? [] : [[name, extension[name]]])));
}

function texts(value: unknown): StringMap {
  return Object.fromEntries(Object.entries(members(value)).map(([name, text]) => [name, String(text)]));
}

function members(value: unknown): Members {
  // Any object can be read by its names; what comes out is unknown.
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
