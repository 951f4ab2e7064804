/**
 * Many accounts and regions in one process. Each place (an account in a region) is a sandbox of its own, made when it is
 * first asked for; an account's roles and buckets are the same in all of its regions, and a bucket's name is taken once.
 * Whose call it is says the access key, and where it goes the region that it is signed for, as with AWS.
 */
import type { Caller } from "./callers.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { HttpListener, Planes } from "./http-listener.ts";
import { createIamState, type IamState } from "./iam/state.ts";
import { createRequestHandler, type SandboxRequestHandler } from "./request-handler.ts";
import { createS3State, type S3State } from "./s3/state.ts";
import { openPlace, type Place, type Sandbox, type SandboxOptions } from "./sandbox.ts";
import type { ServiceName } from "./service-name.ts";
import { credentialOf } from "./wire/credential.ts";
import type { WireRequest } from "./wire/message.ts";
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from "./world.ts";

/** `account` and `region`: where calls go that say nothing else. */
export type CloudOptions = Omit<SandboxOptions, "callers">;

export interface Cloud {
  /** One account in one region. */
  at(account: string, region: string): Sandbox;
  /** A role of its account, known everywhere at once. */
  addRole(arn: string, role: CloudRole): void;
  /** For `new XClient({ requestHandler })`. */
  requestHandler(service: ServiceName): SandboxRequestHandler;
  /** Serves every place and every invoke URL on one port; port 0 takes a free one. */
  listen(port: number, host?: string): Promise<{ readonly url: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

export interface CloudRole {
  /** Accounts, or ARNs, that may assume it. */
  readonly trusts: readonly string[];
  readonly externalId?: string;
  /** Documents; left out: it may do anything. */
  readonly policies?: readonly string[];
}

export function createCloud(options: CloudOptions): Cloud {
  const accounts = new Map<string, { readonly iam: IamState; readonly s3: S3State }>();
  const callers = new Map<string, Caller>();
  const places = new Map<string, Place>();
  let own: Promise<HttpListener> | undefined;
  let listener: HttpListener | undefined;

  function accountOf(account: string): { readonly iam: IamState; readonly s3: S3State } {
    const takenElsewhere = (name: string) => [...accounts].some(([other, { s3 }]) => other !== account && s3.buckets.has(name));
    const known = accounts.get(account) ?? { iam: createIamState(), s3: createS3State({ has: takenElsewhere }) };
    accounts.set(account, known);
    return known;
  }

  function placeAt(account: string, region: string): Place {
    const key = `${account} ${region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const shared = { ...accountOf(account), callers, iamOf: (other: string) => accounts.get(other)?.iam };
    const seed = (options.seed ?? 1) + places.size;
    const place = openPlace({ ...options, account, region, seed }, { shared, endpoint });
    places.set(key, place);
    return place;
  }

  const home = { account: options.account ?? DEFAULT_ACCOUNT, region: options.region ?? DEFAULT_REGION };
  const controlPlane: ControlPlane = (service, request, signal) => {
    const { account, region } = whereTo(request, { ...home, callers });
    return placeAt(account, region).controlPlane(service, request, signal);
  };
  const planes: Planes = {
    controlPlane,
    worldOf(name) {
      const holder = [...places.values()].find(({ sandbox: { world } }) => {
        return world.apigateway.apis.has(name) || world.apigateway.domainNames.has(name);
      });
      return (holder ?? placeAt(home.account, home.region)).sandbox.world;
    },
  };

  async function listen(port: number, host = "127.0.0.1"): Promise<HttpListener> {
    const { startHttpListener } = await import("./http-listener.ts");
    listener = await startHttpListener(planes, { port, host });
    return listener;
  }

  async function endpoint(): Promise<string> {
    if (listener !== undefined) return listener.url;
    own ??= listen(0);
    return (await own).url;
  }

  placeAt(home.account, home.region);
  return {
    at: (account, region) => placeAt(account, region).sandbox,
    addRole(arn, role) {
      const account = arn.split(":")[4] ?? home.account;
      accountOf(account).iam.roles.set(nameOf(arn).toLowerCase(), roleRecord(arn, role, options.clock.now()));
    },
    requestHandler: (service) => createRequestHandler(service, controlPlane),
    listen,
    async close() {
      await own?.catch(() => undefined);
      await listener?.close();
      await Promise.all([...places.values()].map(({ sandbox }) => sandbox.close()));
    },
  };
}

/** `111122223333` as an access key is that account, as with other emulators; a key of STS is its role's account. */
const ACCOUNT_KEY = /^\d{12}$/;

interface Home {
  readonly account: string;
  readonly region: string;
  readonly callers: ReadonlyMap<string, Caller>;
}

function whereTo(
  request: WireRequest,
  { account, region, callers }: Home,
): { readonly account: string; readonly region: string } {
  const credential = credentialOf(request);
  const key = credential?.accessKeyId ?? "";
  return {
    account: callers.get(key)?.account ?? (ACCOUNT_KEY.test(key) ? key : account),
    region: credential?.region ?? region,
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

function roleRecord(arn: string, { trusts, externalId, policies }: CloudRole, now: number) {
  const name = nameOf(arn);
  const statement = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { AWS: trusts },
    ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
  };
  return {
    name,
    id: `AROA${name.toUpperCase().padEnd(17, "A").slice(0, 17)}`,
    arn,
    path: arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1),
    createdAt: now,
    trust: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    visibleFrom: now,
    description: undefined,
    maxSessionDuration: 3600,
    permissionsBoundary: undefined,
    inlinePolicies: new Map((policies ?? []).map((document, index) => [`policy-${index}`, document])),
    attachedPolicies: new Set(policies === undefined ? [ADMINISTRATOR] : []),
    tags: new Map<string, string>(),
  };
}
