/** Lambda aliases. What AWS cannot tag carries our mark in its description. */
import type { AliasConfiguration, UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import { AFTER_FAILING } from "../kinds/alias/pace.ts";
import { readShiftNote, writeShiftNote } from "../kinds/alias/shift-note.ts";
import { canonicalJson } from "../kinds/digest.ts";
import { readHoldNote, writeHoldNote } from "../kinds/hold.ts";
import { markAliasDescription, readAliasDescription } from "../kinds/mark.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Live, Unmanaged } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { ShiftStand } from "../model/shift.ts";
import type { AliasSpec } from "../model/specs/alias.ts";
import { ALIAS_ASPECTS, provisioningState, readAliasAspects, writeAliasAspects } from "./alias-aspects.ts";
import type { AliasTarget } from "./alias-url.ts";
import { changedMembers } from "./changes.ts";
import { ifThere, isNamed, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { settledFunction } from "./function-state.ts";
import { ABSENT, allPages, observing, resolved } from "./observing.ts";
import { foreignStatements } from "./policy-reads.ts";
import { servedRole } from "./served-role.ts";
import type { AwsSession } from "./session.ts";
import { timesOf } from "./shift-times.ts";
import { beginsWith, failedBefore, takenBack, verifyBefore } from "./verify-before.ts";

export function aliasObserver(session: AwsSession): Observer<"alias"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const [name, alias] = [nameAt(desired.address, 0), nameAt(desired.address, 1)];
        session.seen.functions.add(name);
        if (context.observationOf("function", addressOf("function", name))?.state === "absent") return ABSENT;
        const aliases = await listAliases(session, name, context.signal);
        const found = aliases.find(({ Name }) => Name === alias);
        if (!found) return ABSENT;
        const live = toLive(name, found);
        const role = await servedRole(session, desired, found, context);
        const target = { FunctionName: name, Qualifier: alias };
        const aspects = await readAliasAspects(session, target, desired.spec, context);
        const settling = await settlingOf(session, target, { found, desired: desired.spec }, context);
        const unmanaged = aliases
          .filter(({ Name }) => Name !== alias)
          .map(({ Name = "" }) => ({ what: `alias ${name}/${Name}`, beside: desired.address }));
        const facts = { ...live.facts, ...(role && { role }) };
        const spec = { ...live.spec, ...aspects };
        return { state: "present", live: { ...live, spec, facts, unmanaged, ...(settling ? { settling } : {}) } };
      }),
    foreignIn: (live, context) => foreignInAlias(session, live, context),
    async *listOwned(context) {
      for (const name of session.seen.functions) {
        for (const alias of await listAliases(session, name, context.signal)) {
          const live = toLive(name, alias);
          if (live.owner === context.owner) yield { ...live, unmanaged: await foreignInAlias(session, live, context) };
        }
      }
    },
  };
}

/** AWS deletes the policy of an alias with it. */
function foreignInAlias(session: AwsSession, { address }: Live<"alias">, context: ObserveContext): Promise<readonly Unmanaged[]> {
  return foreignStatements(session, { name: nameAt(address, 0), qualifier: nameAt(address, 1), beside: address }, context);
}

export function aliasProvider(session: AwsSession): Provider<"alias"> {
  return {
    ...aliasObserver(session),

    async create(desired, context) {
      const { spec } = desired;
      const [FunctionName, Name] = [nameAt(desired.address, 0), nameAt(desired.address, 1)];
      const version = resolved(spec.version, `the version of ${desired.address}`);
      const lambda = await session.clients.lambda();
      await untilActive(session, FunctionName, version, context);
      const misfit = await verifyBefore(session, { desired, version }, context);
      if (misfit !== null) throw failedBefore(desired, version, misfit);
      const made = await createOnce(
        () =>
          lambda.createAlias({
            FunctionName,
            Name,
            FunctionVersion: version,
            Description: markAliasDescription(spec.description, context.owner),
            RoutingConfig: spec.weights ? { AdditionalVersionWeights: { ...spec.weights } } : undefined,
          }),
        async () => {
          const found = await getAlias(session, FunctionName, Name);
          return readAliasDescription(found?.Description).owner === context.owner ? found : undefined;
        },
        { clock: session.clock, signal: context.signal },
      );
      const chosen = (name: (typeof ALIAS_ASPECTS)[number]) => spec[name] !== null;
      await writeAliasAspects(session, { FunctionName, Qualifier: Name }, { spec, chosen }, context);
      return { arn: made.AliasArn ?? "" };
    },

    async update(step, context) {
      await updateAlias(session, step, context);
      return step.live.outputs;
    },

    async delete(live, context) {
      const lambda = await session.clients.lambda();
      const request = { FunctionName: nameAt(live.address, 0), Name: nameAt(live.address, 1) };
      // A missing alias answers 204 (aws-facts 5.4); a missing function does not.
      await ifThere(lambda.deleteAlias(request, { abortSignal: context.signal }));
    },
  };
}

/** Every alias of a function, once a pass; none when the function is not there. */
export function listAliases(
  session: AwsSession,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<readonly AliasConfiguration[]> {
  return session.read(`lambda.ListAliases ${FunctionName}`, async () => {
    const lambda = await session.clients.lambda();
    try {
      return await allPages(async (Marker) => {
        const page = await lambda.listAliases({ FunctionName, Marker }, { abortSignal });
        return { items: page.Aliases ?? [], token: page.NextMarker };
      });
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}

function toLive(name: string, alias: AliasConfiguration): Live<"alias"> {
  const { description, owner, note = "" } = readAliasDescription(alias.Description);
  const arn = alias.AliasArn ?? "";
  const shift = readShiftNote(note);
  const hold = readHoldNote(note);
  return {
    kind: "alias",
    address: addressOf("alias", name, alias.Name ?? ""),
    spec: {
      version: alias.FunctionVersion,
      description,
      weights: weightsOf(alias),
      ...(shift && { shift: shift.stand }),
      ...(hold && { hold }),
    },
    facts: { arn, revisionId: alias.RevisionId, ...(shift && { shiftTimes: shift.times }) },
    outputs: { arn },
    owner,
  };
}

function weightsOf(alias: AliasConfiguration): Readonly<Record<string, number>> | null {
  const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  return weights.length > 0 ? Object.fromEntries(weights) : null;
}

/** What AWS itself changes: looked for only when there are weights that the desired state does not want, and no shift of ours explains. */
async function settlingOf(
  session: AwsSession,
  target: AliasTarget,
  { found, desired }: { readonly found: AliasConfiguration; readonly desired: AliasSpec },
  context: ObserveContext,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (weightsOf(found) === null || desired.weights) return undefined;
  if (readShiftNote(readAliasDescription(found.Description).note ?? "") !== null) return undefined;
  const state = await provisioningState(session, target, context);
  return state === undefined ? undefined : { version: state, weights: state };
}

/** Members of the spec that the description tells. */
const DESCRIBED = ["description", "shift", "hold"];

/** What is to be verified before traffic is, first; what fails that is remembered as what a gate took back. */
async function updateAlias(session: AwsSession, step: UpdateStep<"alias">, context: ApplyContext): Promise<void> {
  const { desired } = step;
  const version = beginsWith(step);
  if (version !== undefined && desired.intent.shift?.verify?.before !== undefined) {
    await untilActive(session, nameAt(desired.address, 0), version, context);
    const misfit = await verifyBefore(session, { desired, version }, context);
    if (misfit !== null) {
      await writeAlias(session, takenBack(step, { to: version, reason: `verify.before: ${misfit}` }), context);
      throw failedBefore(desired, version, `${misfit}; ${AFTER_FAILING}`);
    }
  }
  const aspects: readonly string[] = ALIAS_ASPECTS;
  const members = changedMembers(step.changes);
  if (step.adopts || [...members].some((member) => !aspects.includes(member))) await writeAlias(session, step, context);
  const target = { FunctionName: nameAt(desired.address, 0), Qualifier: nameAt(desired.address, 1) };
  await writeAliasAspects(session, target, { spec: desired.spec, chosen: (name) => members.has(name) }, context);
}

/** Guarded by the observed revision. One that moved without any edit of the alias's content is read again and used. */
async function writeAlias(session: AwsSession, step: UpdateStep<"alias">, context: ApplyContext): Promise<void> {
  const { desired, live, changes, adopts } = step;
  const [FunctionName, Name] = [nameAt(desired.address, 0), nameAt(desired.address, 1)];
  const members = changedMembers(changes);
  const version = members.has("version") ? resolved(desired.spec.version, `the version of ${desired.address}`) : undefined;
  if (version) await untilActive(session, FunctionName, version, context);
  const shift = resolvedShift(desired);
  if (shift && shift.percent > 0 && members.has("shift")) await untilActive(session, FunctionName, shift.to, context);
  const description = desired.spec.description ?? live.spec.description;
  const moves = members.has("shift") || members.has("weights");
  const before = live.facts.shiftTimes;
  const times = shift && timesOf(shift, { before, was: live.spec.shift, moves, now: session.clock.now() });
  const held = live.spec.hold !== undefined && !members.has("hold") ? writeHoldNote(live.spec.hold) : undefined;
  const note = shift && times ? writeShiftNote({ stand: shift, times }) : held;
  const marked = adopts || live.owner === context.owner ? markAliasDescription(description, context.owner, note) : description;
  const lambda = await session.clients.lambda();
  const request = {
    FunctionName,
    Name,
    FunctionVersion: version,
    // A step of a shift may leave every word of its note as it is but the time.
    Description: adopts || shift !== undefined || DESCRIBED.some((member) => members.has(member)) ? marked : undefined,
    // Explicit whenever weights are declared, for leaving them out keeps whatever is there (aws-facts 5.4).
    RoutingConfig: routingOf(desired.spec.weights, shift),
  };
  try {
    await lambda.updateAlias({ ...request, RevisionId: live.facts.revisionId });
  } catch (error) {
    if (!isNamed(error, "PreconditionFailedException")) throw refusedShift(error, shift);
    const now = await getAlias(session, FunctionName, Name);
    // Our own write whose answer was lost.
    if (now && isDone(now, request)) return;
    if (!now || !sameContent(now, live)) {
      throw new StagekeeperError("conflict", `${desired.address}: somebody changed it since it was looked at; run again`, {
        cause: error,
      });
    }
    await lambda.updateAlias({ ...request, RevisionId: now.RevisionId });
  }
}

type NumberedShift = ShiftStand & { readonly to: string };

/** Undefined: none is under way once this is written. */
function resolvedShift({ address, spec: { shift } }: Desired<"alias">): NumberedShift | undefined {
  if (!shift) return undefined;
  return { ...shift, to: resolved(shift.to, `the version that ${address} shifts to`) };
}

/** One call sets weights and note together, so that they never contradict each other. */
function routingOf(weights: AliasSpec["weights"], shift: NumberedShift | undefined): UpdateAliasCommandInput["RoutingConfig"] {
  if (shift !== undefined) {
    return { AdditionalVersionWeights: shift.percent === 0 ? {} : { [shift.to]: shift.percent / 100 } };
  }
  return weights === undefined ? undefined : { AdditionalVersionWeights: { ...weights } };
}

/** Versions that share an alias need the same role and dead letter queue (aws-facts 5.4): no shift gets past that. */
function refusedShift(error: unknown, shift: NumberedShift | undefined): unknown {
  if (shift === undefined || !isNamed(error, "InvalidParameterValueException") || !(error instanceof Error)) return error;
  const remedy = "if the versions differ in role or dead letter queue, set shift: allAtOnce for this change";
  return new StagekeeperError("invalid", `${error.message}; ${remedy}`, { cause: error });
}

function isDone(now: AliasConfiguration, request: UpdateAliasCommandInput): boolean {
  const { FunctionVersion, Description, RoutingConfig } = request;
  if (FunctionVersion !== undefined && FunctionVersion !== now.FunctionVersion) return false;
  if (Description !== undefined && Description !== now.Description) return false;
  return RoutingConfig === undefined || canonicalJson(weightsOf({ RoutingConfig })) === canonicalJson(weightsOf(now));
}

function sameContent(now: AliasConfiguration, live: Live<"alias">): boolean {
  const content = ({ spec, owner }: Live<"alias">) =>
    canonicalJson([spec.version, spec.description, spec.weights, spec.shift, spec.hold, owner]);
  return content(toLive("", now)) === content(live);
}

async function getAlias(session: AwsSession, FunctionName: string, Name: string): Promise<AliasConfiguration | undefined> {
  const lambda = await session.clients.lambda();
  try {
    return await lambda.getAlias({ FunctionName, Name });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A version published a moment ago may be pending, and requests would fail on it. */
async function untilActive(session: AwsSession, name: string, version: string, context: ApplyContext): Promise<void> {
  if (version !== "$LATEST") await settledFunction(session, { name, qualifier: version }, context);
}
