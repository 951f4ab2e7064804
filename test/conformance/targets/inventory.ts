/**
 * What the clients of a target have made, written down as the answers come in, so that a case leaves nothing behind
 * whatever becomes of it. APIs, API keys, usage plans, domain names, functions, buckets, queues, roles and web ACLs are all that has to
 * be known: the rest goes with them.
 */
import type { Clients } from "../target.ts";

export interface Inventory {
  /** Deletes everything that was made since the last time, last things first. What could not be deleted, and why. */
  clear(): Promise<readonly string[]>;
}

interface Entry {
  readonly what: string;
  remove(): Promise<unknown>;
}

export function takeInventory(clients: Clients): Inventory {
  const entries: Entry[] = [];
  watch(clients, (what, remove) => {
    if (!entries.some((entry) => entry.what === what)) entries.push({ what, remove });
  });
  return { clear: () => removeAll(entries.splice(0)) };
}

type Note = (what: string, remove: () => Promise<unknown>) => void;

/** Adds a step to each client that sees what was asked and what came back. */
function watch(clients: Clients, note: Note): void {
  const { apigateway, lambda, s3, iam, sqs, wafv2 } = clients;
  const step = { step: "initialize", name: "inventory" } as const;
  apigateway.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateRestApiCommand" && "id" in result.output) {
        const restApiId = result.output.id;
        note(`rest-api ${restApiId}`, () => apigateway.deleteRestApi({ restApiId }));
      }
      if (context.commandName === "CreateApiKeyCommand" && "id" in result.output) {
        const apiKey = result.output.id;
        note(`API key ${apiKey}`, () => apigateway.deleteApiKey({ apiKey }));
      }
      if (context.commandName === "CreateUsagePlanCommand" && "id" in result.output) {
        const usagePlanId = result.output.id ?? "";
        note(`usage plan ${usagePlanId}`, () => deleteUsagePlan(clients, usagePlanId));
      }
      if (context.commandName === "CreateDomainNameCommand" && "domainName" in args.input) {
        const { domainName } = args.input;
        note(`domain name ${domainName}`, () => apigateway.deleteDomainName({ domainName }));
      }
      return result;
    },
    step,
  );
  lambda.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateFunctionCommand" && "FunctionName" in result.output) {
        const FunctionName = result.output.FunctionName ?? "";
        note(`function ${FunctionName}`, () => lambda.deleteFunction({ FunctionName }));
      }
      return result;
    },
    step,
  );
  s3.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateBucketCommand" && "Bucket" in args.input) {
        const Bucket = args.input.Bucket ?? "";
        note(`bucket ${Bucket}`, () => deleteBucket(clients, Bucket));
      }
      return result;
    },
    step,
  );
  iam.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateRoleCommand" && "RoleName" in args.input) {
        const RoleName = args.input.RoleName ?? "";
        note(`role ${RoleName}`, () => deleteRole(clients, RoleName));
      }
      return result;
    },
    step,
  );
  sqs.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateQueueCommand" && "QueueUrl" in result.output) {
        const QueueUrl = result.output.QueueUrl ?? "";
        note(`queue ${QueueUrl}`, () => sqs.deleteQueue({ QueueUrl }));
      }
      return result;
    },
    step,
  );
  wafv2.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === "CreateWebACLCommand" && "Summary" in result.output) {
        const { Name, Id, LockToken } = result.output.Summary ?? {};
        note(`web ACL ${Name}`, () => wafv2.deleteWebACL({ Name, Id, LockToken, Scope: "REGIONAL" }));
      }
      return result;
    },
    step,
  );
}

async function removeAll(entries: readonly Entry[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { what, remove } of entries.toReversed()) {
    try {
      await remove();
    } catch (error) {
      // An error of the SDK; what the case has deleted itself is not there any more.
      const { name, message } = error as Error;
      if (!GONE.test(name)) left.push(`${what}: ${name} ${message}`);
    }
  }
  return left;
}

const GONE =
  /^(NotFoundException|ResourceNotFoundException|NoSuchBucket|NoSuchEntityException|QueueDoesNotExist|WAFNonexistentItemException)$/;

/** A plan that has stages is not deleted. */
async function deleteUsagePlan({ apigateway }: Clients, usagePlanId: string): Promise<void> {
  const { apiStages = [] } = await apigateway.getUsagePlan({ usagePlanId });
  const patchOperations = apiStages.map(({ apiId, stage }) => ({
    op: "remove" as const,
    path: "/apiStages",
    value: `${apiId}:${stage}`,
  }));
  if (patchOperations.length > 0) await apigateway.updateUsagePlan({ usagePlanId, patchOperations });
  await apigateway.deleteUsagePlan({ usagePlanId });
}

async function deleteBucket({ s3 }: Clients, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const found = [...Versions, ...DeleteMarkers];
    if (found.length === 0) break;
    const Objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
  }
  await s3.deleteBucket({ Bucket });
}

async function deleteRole({ iam }: Clients, RoleName: string): Promise<void> {
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
  for (const { PolicyArn } of AttachedPolicies) await iam.detachRolePolicy({ RoleName, PolicyArn });
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName, PolicyName });
  await iam.deleteRole({ RoleName });
}
