/** `reconcile iam-policy`: the least that IAM must allow for a desired state. Calls nobody, unless asked for ids of what lives. */
import { createDesiredSource } from "../../desired/load.ts";
import type { Purpose } from "../../kinds/kind-rights.ts";
import type { DesiredState } from "../../model/desired.ts";
import { StagekeeperError } from "../../model/errors.ts";
import type { Identity } from "../../model/observation.ts";
import type { Catalog } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import { leastPrivilege, type PolicyPlace } from "../../plan/least-privilege.ts";
import { type IamPolicy, MANAGED_POLICY_SIZE, policyDocuments } from "../../plan/policy-documents.ts";
import { composeImport, type ImportWorld } from "../compose.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { misspelledCommand } from "../misspelled-command.ts";
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
  openAws: (options: IamPolicyOptions) => LiveWorld = composeImport,
): Promise<ExitCode> {
  const say = (line: string) => err.write(`${printable(line)}\n`);
  const refusal = misspelledCommand(path);
  if (refusal !== null) {
    say(`error: ${refusal}`);
    return EXIT.failed;
  }
  const source = createDesiredSource({
    path,
    cwd: process.cwd(),
    ...(options.values !== undefined && { valuesFile: options.values }),
  });
  const result = await source.load(new AbortController().signal);
  if (!result.valid) {
    err.write(`${issuesText(result.issues, err)}\n`);
    return EXIT.failed;
  }
  try {
    const place = await placeOf(result.state, options, openAws);
    for (const note of notesOn(place)) say(note);
    const documents = policyDocuments(leastPrivilege(result.state, purposesOf(options), place));
    for (const note of notesOnSize(documents)) say(note);
    out.write(`${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`);
    return EXIT.ok;
  } catch (error) {
    say(`error: ${errorReportOf(error).message}`);
    return EXIT.failed;
  }
}

function purposesOf({ readOnly, prune, delete: deletes }: IamPolicyOptions): readonly Purpose[] {
  if (prune && !deletes)
    throw new StagekeeperError("invalid", "--prune deletes, and --no-delete allows none: choose one of them");
  const writes: readonly Purpose[] = deletes ? ["read", "write", "delete"] : ["read", "write"];
  return [...(readOnly ? (["read"] as const) : writes), ...(prune ? (["prune"] as const) : [])];
}

async function placeOf(
  state: DesiredState,
  options: IamPolicyOptions,
  openAws: (options: IamPolicyOptions) => LiveWorld,
): Promise<PolicyPlace> {
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

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
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

async function lookAtAws(options: IamPolicyOptions, openAws: (options: IamPolicyOptions) => LiveWorld): Promise<Lived> {
  const { session, close } = openAws(options);
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
