/** `verify.before` of an alias: the version that traffic is about to come to is invoked by its number, and its answer judged. */
import { triedDigest } from "../kinds/alias/decide-shift.ts";
import { judgeInvocation } from "../kinds/alias/judge-verify.ts";
import { nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext, UpdateStep } from "../model/ports.ts";
import type { AwsSession } from "./session.ts";

/** The version that a step is the first to bring traffic to; undefined: it brings none to another one. */
export function beginsWith({ desired, live, changes }: UpdateStep<"alias">): string | undefined {
  const { version, shift } = desired.spec;
  const moves = changes.some(({ keys }) => keys[0] === "version");
  const to = shift ? (shift.percent > 0 ? shift.to : undefined) : moves ? version : undefined;
  const underWay = live.spec.shift?.tried === undefined ? live.spec.shift?.to : undefined;
  return typeof to !== "string" || to === "$LATEST" || to === underWay ? undefined : to;
}

/** `null`: nothing speaks against it. Throws where it could not be asked, which says nothing of the version. */
export async function verifyBefore(
  session: AwsSession,
  { desired, version }: { readonly desired: Desired<"alias">; readonly version: string },
  context: ApplyContext,
): Promise<string | null> {
  const check = desired.intent.shift?.verify?.before;
  if (check === undefined) return null;
  const lambda = await session.clients.lambda();
  context.waiting(`version ${version} to answer before it gets traffic`);
  const request = {
    FunctionName: nameAt(desired.address, 0),
    Qualifier: version,
    Payload: Buffer.from(JSON.stringify(check.payload)),
  };
  const answer = await lambda.invoke(request, { abortSignal: context.signal });
  const payload = Buffer.from(answer.Payload ?? []).toString("utf8");
  return judgeInvocation(check, { functionError: answer.FunctionError, payload });
}

/** The same step, but that all traffic stays with, or goes back to, the version that serves, and what was tried is remembered. */
export function takenBack(
  step: UpdateStep<"alias">,
  { to, reason }: { readonly to: string; readonly reason: string },
): UpdateStep<"alias"> {
  const { desired, live, changes } = step;
  const { weights: _, ...spec } = desired.spec;
  const { shift: intent } = desired.intent;
  if (intent === undefined) return step;
  const shift = { to, percent: 0, tried: triedDigest(to, intent), reason };
  const others = changes.filter(({ keys }) => !["version", "weights", "shift"].includes(keys[0] ?? ""));
  return {
    ...step,
    desired: { ...desired, spec: { ...spec, version: live.spec.version, shift } },
    changes: [...others, { path: "shift", keys: ["shift"], after: shift, sensitive: false }],
  };
}

export function failedBefore({ address }: Desired<"alias">, version: string, misfit: string): StagekeeperError {
  return new StagekeeperError(
    "invalid",
    `${address}: version ${version} gets no traffic, for it did not pass verify.before: ${misfit}`,
  );
}
