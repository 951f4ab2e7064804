/** What can stand at an alias, each changed by itself, and what somebody may do to it by hand. */
import { FunctionName, PLAIN } from "./function-fields.ts";
import type { Field } from "./whole-kind.ts";

const AT = { FunctionName, Qualifier: "live" };
const TO = "arn:aws:sqs:us-east-1:000000000000";
const OPEN_URL = {
  auth: "none",
  streaming: true,
  cors: {
    origins: ["https://acme.example"],
    methods: ["GET"],
    headers: ["x-a"],
    exposeHeaders: ["x-b"],
    credentials: true,
    maxAgeSeconds: 60,
  },
};

export const ALIAS_FIELDS: readonly Field[] = [
  {
    name: "description",
    first: "Serves",
    later: "Serves all",
    drift: ({ lambda }) => lambda.updateAlias({ FunctionName, Name: "live", Description: "Theirs [stagekeeper:acme]" }),
  },
  {
    name: "provisionedConcurrency",
    first: 5,
    later: 6,
    drift: ({ lambda }) => lambda.putProvisionedConcurrencyConfig({ ...AT, ProvisionedConcurrentExecutions: 7 }),
  },
  {
    name: "provisionedConcurrency",
    first: 5,
    later: "none",
    drift: ({ lambda }) => lambda.deleteProvisionedConcurrencyConfig(AT),
  },
  {
    name: "url",
    first: OPEN_URL,
    later: { auth: "iam" },
    drift: ({ lambda }) => lambda.updateFunctionUrlConfig({ ...AT, Cors: {} }),
  },
  { name: "url", first: OPEN_URL, later: "none", drift: ({ lambda }) => lambda.deleteFunctionUrlConfig(AT) },
  {
    name: "url",
    first: OPEN_URL,
    later: { ...OPEN_URL, streaming: false },
    drift: ({ lambda }) => lambda.removePermission({ ...AT, StatementId: "stagekeeper-acme-live-url-invoke" }),
  },
  {
    name: "asyncInvocation",
    first: { retries: 0 },
    later: "none",
    drift: ({ lambda }) => lambda.deleteFunctionEventInvokeConfig(AT),
  },
  {
    name: "asyncInvocation",
    first: { retries: 0, maxAgeSeconds: 60, onSuccess: `${TO}:done`, onFailure: `${TO}:failed` },
    later: { retries: 1, onFailure: `${TO}:failed` },
    drift: ({ lambda }) => lambda.putFunctionEventInvokeConfig({ ...AT, MaximumRetryAttempts: 2 }),
  },
];

export function declareAlias(properties: Readonly<Record<string, unknown>>) {
  return {
    owner: "acme",
    functions: { [FunctionName]: { ...PLAIN, aliases: { live: { version: "auto", ...properties } } } },
  };
}
