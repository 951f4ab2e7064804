/** A desired state with every kind and every property that is read from AWS, small enough to be made in a moment. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDesiredSource } from "../../src/desired/load.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { zipOf } from "../aws/builders.ts";

export const EVERYTHING = `
owner: acme
buckets:
  acme-hostile:
    versioning: enabled
    encryption: AES256
    tags: { team: images }
    lifecycle: [{ id: old, prefix: tmp/, expireAfterDays: 90 }]
    cors: [{ origins: ["*"], methods: [GET] }]
    policy: { Version: 2012-10-17, Statement: { Effect: Deny, Principal: "*", Action: s3:PutObject, Resource: "arn:aws:s3:::acme-hostile/*" } }
    publicAccess: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true }
roles:
  worker:
    assumedBy: [lambda.amazonaws.com]
    managedPolicies: [AWSLambdaBasicExecutionRole]
    inlinePolicies: { read: { Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] } }
    description: Works
    maxSessionDuration: 7200
    tags: { team: images }
functions:
  Worker:
    code: code.zip
    runtime: nodejs22.x
    handler: index.handler
    role: worker
    environment: { LEVEL: info }
    description: Works
    tags: { team: images }
    aliases:
      dev: { version: $LATEST }
      prod: { version: auto, environment: { LEVEL: warn } }
apis:
  Images:
    description: Images
    binaryMediaTypes: [image/*]
    tags: { team: images }
    policy: { Statement: { Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" } }
    routes:
      PUT /upload: { lambda: "Worker:\${stageVariables.ALIAS}" }
      GET /health: { mock: { status: 200, headers: { x-a: b }, body: ok } }
    stages:
      dev: { variables: { ALIAS: dev } }
      prod: { description: Production, variables: { ALIAS: prod }, throttling: { rateLimit: 10, burstLimit: 20 }, tags: { team: images } }
`;

/** The state as the product loads it; its code is \`zipOf()\`. */
export async function everything(): Promise<DesiredState> {
  const directory = mkdtempSync(join(tmpdir(), "stagekeeper-hostile-"));
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "desired.yaml"), EVERYTHING);
    writeFileSync(join(directory, "code.zip"), zipOf());
    const result = await createDesiredSource({ path: "desired.yaml", cwd: directory }).load(new AbortController().signal);
    if (!result.valid) throw new Error(result.issues.map(({ message }) => message).join("\n"));
    return result.state;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
