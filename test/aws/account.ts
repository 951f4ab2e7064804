/** An AWS account of the sandbox, reached in the process on virtual time: no socket, no waiting. */

import type { AwsConfig, AwsConnection } from "../../src/aws/connection.ts";
import { connectAws } from "../../src/aws/connection.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { zipOf } from "./builders.ts";

export interface Account {
  readonly sandbox: Sandbox;
  readonly connection: AwsConnection;
  /** `service.Operation` of every write that the sandbox was asked for, in order. */
  writes(): readonly string[];
}

export function anAccount(
  config: Partial<AwsConfig> & { readonly code?: () => Uint8Array; readonly quotas?: "aws" | "off" } = {},
): Account {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed: 1, quotas: config.quotas ?? "off" });
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode: async () => (config.code ?? zipOf)(),
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    random: () => 0,
    ...config,
  });
  return { sandbox, connection, writes: () => writesIn(sandbox) };
}

function writesIn(sandbox: Sandbox): readonly string[] {
  return sandbox.journal.writes().map(({ service, operation }) => `${service}.${operation}`);
}
