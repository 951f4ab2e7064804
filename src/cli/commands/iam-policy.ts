/** `reconcile iam-policy`: the least that IAM must allow for a desired state. Calls nobody, unless asked for ids of what lives. */
import { createFleetSource } from "../../desired/load.ts";
import { partitionOf } from "../../kinds/arns.ts";
import type { Purpose } from "../../kinds/kind-rights.ts";
import type { DesiredState } from "../../model/desired.ts";
import { StagekeeperError } from "../../model/errors.ts";
import type { AssumedRole } from "../../model/fleet.ts";
import { issuesOfTargets } from "../../model/fleet-issues.ts";
import type { Identity } from "../../model/observation.ts";
import type { Catalog } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import { leastPrivilege, type PolicyPlace } from "../../plan/least-privilege.ts";
import { type IamPolicy, MANAGED_POLICY_SIZE, policyDocuments } from "../../plan/policy-documents.ts";
import { composeImport, type ImportWorld } from "../compose.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import { type NamedLoad, narrowTargets } from "../narrow-targets.ts";
import type { IamPolicyOptions } from "../options.ts";
import { issuesText } from "../render/issues-text.ts";
import type { Terminal } from "../terminal.ts";

/** Managed policies that a role takes unless its quota was raised (IAM and STS quotas). */
const POLICIES_OF_A_ROLE = 10;
const ANY = "*";

/** `openAws` is only called for `--live`. */
export async function runIamPolicy(
  path: string,
  options: IamPolicyOptions,
  { out, err }: Terminal,
  openAws: OpenAws = (options) => composeImport({ ...options, in: path }),
): Promise<ExitCode> {
  const say = (line: string) => err.write(`${printable(line)}\n`);
  const refusal = misspelledCommand(path);
  if (refusal !== null) {
    say(`error: ${refusal}`);
    return EXIT.failed;
  }
  const source = createFleetSource({
    path,
    cwd: process.cwd(),
    ...(options.values !== undefined && { valuesFile: options.values }),
  });
  const fleet = await source.load(new AbortController().signal);
  const asked = options.target ?? [];
  try {
    const targets = fleet.valid ? narrowTargets(fleet.targets, asked) : null;
    if (fleet.valid && targets !== null && (targets.length > 1 || asked.length === 0)) {
      return printFleet(targets, options, { out, err });
    }
    const [only] = fleet.valid ? (targets ?? fleet.targets) : [];
    const loaded = only?.loaded ?? { valid: false, issues: fleet.valid ? [] : fleet.issues };
    if (!loaded.valid) {
      err.write(`${issuesText(loaded.issues, err)}\n`);
      return EXIT.failed;
    }
    const place = await placeOf(loaded.state, options, openAws);
    for (const note of notesOn(place)) say(note);
    const documents = policyDocuments(leastPrivilege(loaded.state, purposesOf(options), place));
    for (const note of notesOnSize(documents)) say(note);
    out.write(`${JSON.stringify(onlyOrAll(documents), null, 2)}\n`);
    return EXIT.ok;
  } catch (error) {
    say(`error: ${errorReportOf(error).message}`);
    return EXIT.failed;
  }
}

type OpenAws = (options: IamPolicyOptions) => LiveWorld | Promise<LiveWorld>;

function onlyOrAll(documents: readonly IamPolicy[]): IamPolicy | readonly IamPolicy[] {
  const [only, other] = documents;
  return only !== undefined && other === undefined ? only : documents;
}

/** What stands for the hub's account where nobody said it. */
const HUB = "HUB_ACCOUNT";

/**
 * What the hub may do, and for each target its role with who may assume it and what it may do. `--account` is the hub's. Policies
 * of one role of several regions are to be attached together.
 */
function printFleet(
  targets: readonly NamedLoad[],
  options: IamPolicyOptions,
  { out, err }: Pick<Terminal, "out" | "err">,
): ExitCode {
  if (options.live) throw new StagekeeperError("invalid", "--live looks into one account: choose a target with --target");
  const invalid = targets.flatMap(({ target, loaded }) => (loaded.valid ? [] : [{ name: target.name, issues: loaded.issues }]));
  if (invalid.length > 0) {
    err.write(`${issuesText(issuesOfTargets(invalid), err)}\n`);
    return EXIT.failed;
  }
  const hub = options.account ?? HUB;
  if (options.account === undefined) {
    err.write(`note: whose account assumes the roles is not known: put it in place of ${HUB}, or say --account\n`);
  }
  const roles = [...new Set(targets.flatMap(({ target }) => target.role?.arn ?? []))];
  const policies = targets.map(({ target, loaded }) => {
    const place = { account: target.account, region: target.region, partition: partitionOf(target.region), apiIds: new Map() };
    const documents = loaded.valid ? policyDocuments(leastPrivilege(loaded.state, purposesOf(options), place)) : [];
    const trust = target.role === undefined ? {} : { role: target.role.arn, trust: trustOf(target.role, hub) };
    return [target.name, { ...trust, policy: onlyOrAll(documents) }] as const;
  });
  const assumes = { Sid: "AssumeTargets", Effect: "Allow", Action: "sts:AssumeRole", Resource: roles };
  const policy = roles.length === 0 ? null : { Version: "2012-10-17", Statement: [assumes] };
  out.write(`${JSON.stringify({ hub: policy, targets: Object.fromEntries(policies) }, null, 2)}\n`);
  return EXIT.ok;
}

/** The trust policy of the role: the hub's account, by its external id where it has one. */
function trustOf({ arn, externalId }: AssumedRole, hub: string): object {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: `arn:${arn.split(":")[1]}:iam::${hub}:root` },
    Action: "sts:AssumeRole",
    ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

function purposesOf({ readOnly, prune, delete: deletes }: IamPolicyOptions): readonly Purpose[] {
  if (prune && !deletes)
    throw new StagekeeperError("invalid", "--prune deletes, and --no-delete allows none: choose one of them");
  const writes: readonly Purpose[] = deletes ? ["read", "write", "delete"] : ["read", "write"];
  return [...(readOnly ? (["read"] as const) : writes), ...(prune ? (["prune"] as const) : [])];
}

async function placeOf(state: DesiredState, options: IamPolicyOptions, openAws: OpenAws): Promise<PolicyPlace> {
  const live = options.live ? await lookAtAws(options, openAws) : undefined;
  const account = agreed(
    "account",
    [options.account, "--account"],
    [state.target.account, "target"],
    [live?.identity.account, "AWS"],
  );
  const region = agreed("region", [options.region, "--region"], [state.target.region, "target"], [live?.identity.region, "AWS"]);
  return { account, region, partition: live?.identity.partition ?? partitionOf(region), apiIds: live?.apiIds ?? new Map() };
}

/** The one that is named; throws `invalid` when two differ. `*`: none is. */
function agreed(what: string, ...named: readonly (readonly [value: string | undefined, by: string])[]): string {
  const given = named.flatMap(([value, by]) => (value === undefined ? [] : [{ value, by }]));
  const [first = { value: ANY, by: "" }] = given;
  const other = given.find(({ value }) => value !== first.value);
  if (other === undefined) return first.value;
  throw new StagekeeperError(
    "invalid",
    `the ${what} is ${first.value} by ${first.by} and ${other.value} by ${other.by}: name the one that is meant`,
  );
}

/** As much of an AWS as `--live` looks at. */
interface LiveWorld {
  readonly session: Pick<ImportWorld["session"], "identity"> & { readonly catalog: Pick<Catalog, "restApis"> };
  close(): void;
}

interface Lived {
  readonly identity: Identity;
  /** Of names that one API has. */
  readonly apiIds: ReadonlyMap<string, string>;
}

async function lookAtAws(options: IamPolicyOptions, openAws: OpenAws): Promise<Lived> {
  const { session, close } = await openAws(options);
  const { signal } = new AbortController();
  try {
    const identity = await session.identity(signal);
    const apis = await session.catalog.restApis(signal);
    const single = apis.filter(({ name }) => apis.filter((other) => other.name === name).length === 1);
    return { identity, apiIds: new Map(single.map(({ name, id }) => [name, id])) };
  } finally {
    close();
  }
}

function notesOn({ account, region }: PolicyPlace): readonly string[] {
  const open = [...(account === ANY ? ["account"] : []), ...(region === ANY ? ["region"] : [])];
  if (open.length === 0) return [];
  const options = open.map((name) => `--${name}`).join(" and ");
  return [`note: no ${open.join(" and no ")} is declared, so the policy allows any: add a target, or ${options}`];
}

function notesOnSize({ length }: readonly IamPolicy[]): readonly string[] {
  if (length === 1) return [];
  const size = MANAGED_POLICY_SIZE.toLocaleString("en-US");
  const split = `note: more than the ${size} characters of a managed policy: a list of ${length} policies, to be attached together`;
  if (length <= POLICIES_OF_A_ROLE) return [split];
  return [
    split,
    `note: a role takes ${POLICIES_OF_A_ROLE} managed policies unless its quota is raised: divide the desired state, or raise it`,
  ];
}
