/** IAM roles. One GetAccountAuthorizationDetails reads them all; a role that it lacks, or may not show, is asked for by name. */
import type { IAM, Role } from "@aws-sdk/client-iam";
import { canonicalJson } from "../kinds/digest.ts";
import { canonicalPolicy } from "../kinds/policy-document.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { PolicyDocument, Tags } from "../model/json.ts";
import type { Live, Observation } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { RoleSpec } from "../model/specs/role.ts";
import { changedKeys, changedMembers, mapChanges } from "./changes.ts";
import { ifThere, isNamed, unlessNamed } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { ABSENT, allPages, observing } from "./observing.ts";
import { readTags, tagList, tagRecord, withMark } from "./owner-tag.ts";
import type { RoleDetails } from "./role-reads.ts";
import { PAGE, readRoleByName, rolePage } from "./role-reads.ts";
import { usersOfRole } from "./role-users.ts";
import type { AwsSession } from "./session.ts";
import { whilePassing } from "./wait.ts";

const PROPAGATION_MS = 60_000;
const POLL_MS = 2_000;

export function roleObserver(session: AwsSession): Observer<"role"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, () => lookAtRole(session, nameAt(desired.address, 0), desired.spec, context)),
    async *listOwned(context) {
      const iam = await session.clients.iam();
      const roles = await session.readDeep("iam.roles", () => allPages((token) => rolePage(iam, token, context.signal)));
      for (const role of roles) {
        const live = toLive(role, {});
        if (live.owner !== context.owner) continue;
        const isDesired = context.observationOf("role", live.address) !== undefined;
        const usedBy = isDesired ? undefined : await usersOfRole(session, live.facts.arn, context.signal);
        yield usedBy === undefined ? live : { ...live, facts: { ...live.facts, usedBy } };
      }
    },
  };
}

export function roleProvider(session: AwsSession): Provider<"role"> {
  return {
    ...roleObserver(session),

    async create(desired, context) {
      const { spec } = desired;
      const RoleName = nameAt(desired.address, 0);
      const iam = await session.clients.iam();
      const tags = tagList(withMark(spec.tags, context.owner));
      const ours = async () => {
        const found = await readRoleByName(iam, RoleName, context.signal);
        return found && readTags(tagRecord(found.tags)).owner === context.owner ? found.arn : undefined;
      };
      const arn = await createOnce(
        () =>
          retryPrincipals(session, context, async () => {
            const made = await iam.createRole({
              RoleName,
              AssumeRolePolicyDocument: canonicalJson(spec.trust ?? canonicalPolicy({})),
              Path: spec.path,
              Description: spec.description,
              MaxSessionDuration: spec.maxSessionSeconds,
              PermissionsBoundary: spec.permissionsBoundary ?? undefined,
              Tags: tags,
            });
            return made.Role?.Arn ?? "";
          }),
        ours,
        { clock: session.clock, signal: context.signal },
      ).catch(async (error: unknown) => {
        // Another target of this account declares it too, and was faster (IAM CreateRole).
        const made = isNamed(error, "EntityAlreadyExistsException") ? await ours() : undefined;
        if (made === undefined) throw error;
        return made;
      });
      await putInline(iam, RoleName, spec.inlinePolicies ?? {});
      for (const PolicyArn of spec.managedPolicies ?? []) await iam.attachRolePolicy({ RoleName, PolicyArn });
      return { arn };
    },

    async update(step, context) {
      await updateRole(session, step, context);
      return step.live.outputs;
    },

    async delete(live, context) {
      const RoleName = nameAt(live.address, 0);
      const iam = await session.clients.iam();
      const role = await readRoleByName(iam, RoleName, context.signal);
      if (!role) return;
      // IAM refuses to delete a role that has policies (DeleteConflict).
      for (const PolicyArn of role.managed) await ifThere(iam.detachRolePolicy({ RoleName, PolicyArn }));
      for (const PolicyName of Object.keys(role.inline)) await ifThere(iam.deleteRolePolicy({ RoleName, PolicyName }));
      await ifThere(iam.deleteRole({ RoleName }));
    },
  };
}

async function updateRole(session: AwsSession, step: UpdateStep<"role">, context: ApplyContext): Promise<void> {
  const { desired, live, changes, adopts } = step;
  const RoleName = nameAt(desired.address, 0);
  const iam = await session.clients.iam();
  const members = changedMembers(changes);
  const tags = mapChanges(changes, "tags");
  const set: Tags = adopts ? withMark(tags.set, context.owner) : tags.set;
  if (Object.keys(set).length > 0) await iam.tagRole({ RoleName, Tags: tagList(set) });
  if (tags.remove.length > 0) await iam.untagRole({ RoleName, TagKeys: [...tags.remove] });
  if (members.has("trust") && desired.spec.trust) {
    const PolicyDocument = canonicalJson(desired.spec.trust);
    await retryPrincipals(session, context, () => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }));
  }
  if (members.has("description") || members.has("maxSessionSeconds")) {
    // IAM UpdateRole puts what is left out back to its default: an hour, and no description.
    const { Role } = await iam.getRole({ RoleName });
    const { description = Role?.Description, maxSessionSeconds = Role?.MaxSessionDuration } = desired.spec;
    await iam.updateRole({ RoleName, Description: description, MaxSessionDuration: maxSessionSeconds });
  }
  if (members.has("permissionsBoundary")) {
    const { permissionsBoundary: boundary } = desired.spec;
    if (boundary) await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: boundary });
    else await ifThere(iam.deleteRolePermissionsBoundary({ RoleName }));
  }
  // What is granted comes before what is taken away, so that no request falls into the gap.
  const inline = desired.spec.inlinePolicies ?? {};
  const changed = members.has("inlinePolicies") ? changedKeys(changes, "inlinePolicies") : new Set<string>();
  const touched = (name: string) => changed === null || changed.has(name);
  await putInline(iam, RoleName, Object.fromEntries(Object.entries(inline).filter(([name]) => touched(name))));
  if (members.has("managedPolicies")) {
    const wanted = new Set(desired.spec.managedPolicies ?? []);
    const attached = new Set(live.spec.managedPolicies ?? []);
    for (const PolicyArn of wanted) if (!attached.has(PolicyArn)) await iam.attachRolePolicy({ RoleName, PolicyArn });
    for (const PolicyArn of attached) if (!wanted.has(PolicyArn)) await ifThere(iam.detachRolePolicy({ RoleName, PolicyArn }));
  }
  for (const PolicyName of Object.keys(live.spec.inlinePolicies ?? {})) {
    if (touched(PolicyName) && !(PolicyName in inline)) await ifThere(iam.deleteRolePolicy({ RoleName, PolicyName }));
  }
}

/** Asking for the same members, once a pass. */
function lookAtRole(session: AwsSession, name: string, spec: RoleSpec, context: ObserveContext) {
  const asked = [spec.description === undefined ? "" : "description", spec.maxSessionSeconds === undefined ? "" : "session"];
  return session.readDeep(`iam.role ${name} ${asked.join(" ")}`, () => observeRole(session, name, spec, context));
}

async function observeRole(
  session: AwsSession,
  name: string,
  spec: RoleSpec,
  context: ObserveContext,
): Promise<Observation<"role">> {
  const iam = await session.clients.iam();
  const listed = await listedRole(session, iam, name, context.signal);
  // The account's details say nothing of these two members.
  const asksMore = spec.description !== undefined || spec.maxSessionSeconds !== undefined;
  if (listed && !asksMore) return { state: "present", live: toLive(listed, spec) };
  if (listed) {
    const more =
      (await listedMore(session, iam, name, context.signal)) ??
      (await iam.getRole({ RoleName: name }, { abortSignal: context.signal })).Role;
    const details = { ...listed, description: more?.Description, maxSessionSeconds: more?.MaxSessionDuration };
    return { state: "present", live: toLive(details, spec) };
  }
  // Not on the first page, not shown to us, or too new for it: only the role's own answer says "absent".
  const found = await readRoleByName(iam, name, context.signal);
  return found ? { state: "present", live: toLive(found, spec) } : ABSENT;
}

async function listedRole(session: AwsSession, iam: IAM, name: string, signal: AbortSignal): Promise<RoleDetails | undefined> {
  const page = await unlessDenied(session.read("iam.rolePage", () => rolePage(iam, undefined, signal)));
  return page?.items.find((role) => role.name === name);
}

/** ListRoles tells what the account's details leave out, for all roles in one call. */
async function listedMore(session: AwsSession, iam: IAM, name: string, abortSignal: AbortSignal): Promise<Role | undefined> {
  const page = await unlessDenied(session.read("iam.ListRoles", () => iam.listRoles({ MaxItems: PAGE }, { abortSignal })));
  return page?.Roles?.find(({ RoleName }) => RoleName === name);
}

/** What lists of the whole account hold may be denied to us where a single role is not. */
function unlessDenied<T>(reading: Promise<T>): Promise<T | undefined> {
  return unlessNamed(reading, "AccessDenied", "AccessDeniedException");
}

function toLive(role: RoleDetails, spec: RoleSpec): Live<"role"> {
  const { tags, owner } = readTags(tagRecord(role.tags));
  return {
    kind: "role",
    address: addressOf("role", role.name),
    spec: {
      path: role.path,
      trust: role.trust,
      managedPolicies: role.managed.toSorted(),
      inlinePolicies: role.inline,
      tags,
      permissionsBoundary: role.boundary ?? null,
      ...(spec.description === undefined ? {} : { description: role.description ?? "" }),
      ...(spec.maxSessionSeconds === undefined ? {} : { maxSessionSeconds: role.maxSessionSeconds }),
    },
    facts: { arn: role.arn },
    outputs: { arn: role.arn },
    owner,
  };
}

async function putInline(iam: IAM, RoleName: string, policies: Readonly<Record<string, PolicyDocument>>): Promise<void> {
  for (const [PolicyName, document] of Object.entries(policies)) {
    await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: canonicalJson(document) });
  }
}

/** A principal made a moment ago is "invalid" until IAM has spread it (aws-facts 7): the same name as a real mistake, so bounded. */
function retryPrincipals<T>(session: AwsSession, context: ApplyContext, act: () => Promise<T>): Promise<T> {
  return whilePassing(
    (error) =>
      isNamed(error, "MalformedPolicyDocument", "MalformedPolicyDocumentException") && /invalid principal/i.test(String(error)),
    act,
    {
      clock: session.clock,
      signal: context.signal,
      everyMs: POLL_MS,
      boundMs: PROPAGATION_MS,
      onWait: () => context.waiting("the principals in a trust policy to be known to IAM"),
    },
  );
}
