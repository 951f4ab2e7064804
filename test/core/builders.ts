/** Desired and live resources with defaults, so that a test says only what it is about. */
import { type Address, addressOf, sortedByAddress } from "../../src/model/address.ts";
import type { AnyDesired, Desired, DesiredState, ResourceOptions } from "../../src/model/desired.ts";
import type { Intents, Kind, Specs } from "../../src/model/kind.ts";
import type { AnyLive, Identity, Live, Observation } from "../../src/model/observation.ts";
import type { Step } from "../../src/model/plan.ts";
import { refTo } from "../../src/model/ref.ts";

export const OWNER = "acme";
export const IDENTITY: Identity = { account: "000000000000", region: "us-east-1", partition: "aws" };
const ORIGIN = { file: "desired-state/app.yaml", line: 1, column: 1 };

export type Extras<K extends Kind> = Partial<Pick<Desired<K>, "after" | "sensitive">> & {
  readonly options?: Partial<ResourceOptions>;
  readonly intent?: Intents[K];
};

const INTENTS: { readonly [K in Kind]: Intents[K] } = {
  bucket: {},
  role: {},
  function: { code: { from: "directory", path: "/functions/app", sha256: "code-1" } },
  version: { select: "content", publishable: true, latestAliases: [] },
  alias: { select: "auto" },
  "rest-api": {},
  permission: {},
  deployment: { revision: "revision-1" },
  stage: { deployment: "latest" },
  "client-certificate": {},
  "api-key": {},
  "usage-plan": {},
  "domain-name": {},
};

export function aDesired<K extends Kind>(kind: K, names: string, spec: Specs[K] = {}, extras: Extras<K> = {}): Desired<K> {
  return {
    kind,
    address: addressOf(kind, ...names.split("/")),
    spec,
    intent: extras.intent ?? INTENTS[kind],
    options: { adopt: false, protect: false, external: false, ...extras.options },
    origin: ORIGIN,
    after: extras.after ?? [],
    sensitive: extras.sensitive ?? [],
  };
}

export function aLive<K extends Kind>(kind: K, names: string, spec: Specs[K] = {}, more: Partial<Live<K>> = {}): Live<K> {
  // Tests that read facts give them.
  return {
    kind,
    address: addressOf(kind, ...names.split("/")),
    spec,
    facts: {} as Live<K>["facts"],
    outputs: {},
    owner: OWNER,
    ...more,
  };
}

export function present(live: Live): Observation {
  return { state: "present", live };
}

export const ABSENT: Observation = { state: "absent" };

export function observed(...lives: readonly Live[]): Map<Address, Observation> {
  return new Map(lives.map((live) => [live.address, present(live)]));
}

export function aState(resources: readonly unknown[], more: Partial<DesiredState> = {}): DesiredState {
  return {
    revision: "revision-1",
    owner: OWNER,
    ownerDeclared: true,
    target: {},
    guards: { maxUpdates: 0.3, maxDeletes: 0.3, minExisting: 10 },
    // Each is a Desired of some kind, made by the builder above.
    resources: sortedByAddress(resources as readonly AnyDesired[]),
    warnings: [],
    ...more,
  };
}

export function aStep(address: Address, more: Partial<Step> = {}): Step {
  return {
    address,
    // Addresses begin with their kind.
    kind: address.slice(0, address.indexOf(":")) as Kind,
    action: "create",
    cause: "rollout",
    changes: [],
    needs: [],
    lane: address,
    desired: null,
    live: null,
    adopts: false,
    ...more,
  };
}

/** How a route names a stage variable. */
export function stageVariable(name: string): string {
  return `\${stageVariables.${name}}`;
}

/** A live resource of any kind, for where the model wants the union. */
export function anyLive(live: Live): AnyLive {
  // A Live<K> for one K is one of the union.
  return live as AnyLive;
}

export function anyDesired(...resources: readonly Desired<never>[] | readonly unknown[]): readonly AnyDesired[] {
  // Each is a Desired of some kind, made by the builder above.
  return resources as readonly AnyDesired[];
}

/** The example of the README: one function behind two stages, each with its own alias, environment and bucket. */
export function imageUpload(
  change: { readonly code?: string; readonly pin?: string; readonly devDescription?: string } = {},
): DesiredState {
  const code = change.code ?? "code-1";
  return aState([
    aDesired("bucket", "images-dev", { versioning: "enabled" }),
    aDesired("bucket", "images-prod", { versioning: "enabled" }),
    aDesired("role", "image-uploader", { trust: { Statement: [] }, managedPolicies: ["arn:aws:iam::aws:policy/Logs"] }),
    aDesired(
      "function",
      "Uploader",
      {
        codeSha256: code,
        runtime: "nodejs22.x",
        handler: "index.handler",
        role: refTo("role:image-uploader", "arn"),
        timeoutSeconds: 10,
        environment: { BUCKET_NAME: "images-dev" },
      },
      { intent: { code: { from: "directory", path: "/functions/app", sha256: code } } },
    ),
    aDesired("alias", "Uploader/dev", {}, { intent: { select: "$LATEST" } }),
    aDesired(
      "alias",
      "Uploader/prod",
      { description: "Production" },
      {
        intent: {
          select: "auto",
          environment: { BUCKET_NAME: "images-prod" },
          ...(change.pin === undefined ? {} : { codeSha256: change.pin }),
        },
      },
    ),
    aDesired("rest-api", "ImageUpload", {
      endpoint: "EDGE",
      binaryMediaTypes: ["image/jpeg"],
      routes: {
        "PUT /upload": { integration: { type: "lambda", function: "Uploader", qualifier: stageVariable("LAMBDA_ALIAS") } },
      },
    }),
    aDesired("stage", "ImageUpload/dev", {
      description: change.devDescription ?? "Development environment",
      variables: { LAMBDA_ALIAS: "dev" },
    }),
    aDesired(
      "stage",
      "ImageUpload/prod",
      { description: "Production environment", variables: { LAMBDA_ALIAS: "prod" } },
      { intent: { deployment: "follow", stage: "dev" } },
    ),
  ]);
}
