/**
 * A world that does not hold still: an AWS in this process in which somebody edits, throttles and breaks things, and files
 * that are committed, broken and mended. All of it follows from the seed.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { S3 } from "@aws-sdk/client-s3";
import type { Clock } from "../../src/model/ports.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Random } from "../simulation/random.ts";

export const REGION = "us-east-1";
export const CREDENTIALS = { accessKeyId: "AKIASANDBOX000000000", secretAccessKey: "sandbox" };

const BUCKET = "acme-soak";
/** More than what happens until CloudTrail shows it. */
const RECENT_EVENTS = 200;

function desiredState({ variant }: { readonly variant: number }): string {
  return `owner: soak
buckets:
  ${BUCKET}: { versioning: ${variant % 2 === 0 ? "enabled" : "suspended"}, tags: { variant: "${variant % 3}" } }
apis:
  Orders:
    description: Orders, variant ${variant % 4}
    routes:
      GET /orders: { http: { url: https://example.com/orders } }
    stages:
      dev: { variables: { LEVEL: "${variant % 5}" } }
      prod: { variables: { LEVEL: "fixed" } }
`;
}

export interface ChangingWorld {
  readonly sandbox: Sandbox;
  /** One thing happens, or nothing. */
  turn(): Promise<void>;
  /** How often each thing has happened. */
  readonly happened: Readonly<Record<string, number>>;
}

/** `file` is where the desired state stands; it is written at once. */
export async function changingWorld(file: string, clock: Clock, random: Random): Promise<ChangingWorld> {
  const sandbox = createSandbox({ clock, region: REGION, quotas: "off" });
  const config = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
  const s3 = new S3({ ...config, requestHandler: sandbox.requestHandler("s3") as never });
  const gateway = new APIGateway({ ...config, requestHandler: sandbox.requestHandler("apigateway") as never });
  const happened: Record<string, number> = {};
  let variant = 0;
  await writeFile(file, desiredState({ variant }));

  const things: Readonly<Record<string, { readonly share: number; happen(): Promise<unknown> }>> = {
    "bucket edited": {
      share: 0.1,
      happen: () =>
        s3.putBucketVersioning({
          Bucket: BUCKET,
          VersioningConfiguration: { Status: random.chance(0.5) ? "Enabled" : "Suspended" },
        }),
    },
    "stage edited": {
      share: 0.1,
      async happen() {
        const restApiId = (await gateway.getRestApis({})).items?.[0]?.id ?? "";
        const patchOperations = [{ op: "replace" as const, path: "/variables/LEVEL", value: `x${random.int(5)}` }];
        await gateway.updateStage({ restApiId, stageName: random.chance(0.5) ? "dev" : "prod", patchOperations });
      },
    },
    committed: {
      share: 0.1,
      happen() {
        variant += 1;
        return writeFile(file, desiredState({ variant }));
      },
    },
    "committed broken": { share: 0.03, happen: () => writeFile(file, `${desiredState({ variant })}broken: [`) },
    mended: { share: 0.06, happen: () => writeFile(file, desiredState({ variant })) },
    "AWS down": {
      share: 0.03,
      happen: async () => sandbox.faults.script(() => ({ type: "fail", when: "before" })),
    },
    "AWS throttles": {
      share: 0.03,
      happen: async () => sandbox.faults.script(() => (random.chance(0.2) ? { type: "throttle" } : undefined)),
    },
  };
  return {
    sandbox,
    happened,
    async turn() {
      sandbox.faults.clear();
      // The journal and the trail of events are the sandbox's own memory, not what is looked at here.
      sandbox.journal.clear();
      sandbox.world.cloudtrail.events.splice(0, sandbox.world.cloudtrail.events.length - RECENT_EVENTS);
      let dice = random.next();
      for (const [name, { share, happen }] of Object.entries(things)) {
        dice -= share;
        if (dice > 0) continue;
        // Before the first pass there is nothing to edit.
        await happen().then(
          () => {
            happened[name] = (happened[name] ?? 0) + 1;
          },
          () => {},
        );
        return;
      }
    },
  };
}

export function stateFileIn(home: string): string {
  return path.join(home, "soak.yaml");
}
