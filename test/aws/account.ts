/** An AWS account of the sandbox, reached in the process on virtual time: no socket, no waiting. */

import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import type { ServiceName } from "../../src/aws/clients.ts";
import type { AwsConfig, AwsConnection } from "../../src/aws/connection.ts";
import { connectAws } from "../../src/aws/connection.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { zipOf } from "./builders.ts";

export interface Account {
  readonly sandbox: Sandbox;
  readonly connection: AwsConnection;
  /** Somebody else's SDK clients on the same account, for what is done by hand. */
  readonly hand: { readonly apigateway: APIGateway; readonly lambda: Lambda; readonly s3: S3; readonly iam: IAM };
  /** `service.Operation` of every write that the sandbox was asked for, in order. */
  writes(): readonly string[];
}

export function anAccount(
  config: Partial<AwsConfig> & { readonly code?: () => Uint8Array; readonly quotas?: "aws" | "off" } = {},
): Account {
  const clock = createVirtualClock();
  const region = config.region ?? "us-east-1";
  const sandbox = createSandbox({ clock, seed: 1, region, quotas: config.quotas ?? "off" });
  const connection = connectAws({
    region,
    clock,
    packageCode: async () => (config.code ?? zipOf)(),
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    random: () => 0,
    ...config,
  });
  const by = (service: ServiceName) => ({
    region,
    credentials: { accessKeyId: "hand", secretAccessKey: "hand" },
    requestHandler: sandbox.requestHandler(service),
    maxAttempts: 1,
  });
  const hand = {
    apigateway: new APIGateway(by("apigateway")),
    lambda: new Lambda(by("lambda")),
    s3: new S3(by("s3")),
    iam: new IAM(by("iam")),
  };
  return { sandbox, connection, hand, writes: () => writesIn(sandbox) };
}

function writesIn(sandbox: Sandbox): readonly string[] {
  return sandbox.journal.writes().map(({ service, operation }) => `${service}.${operation}`);
}
