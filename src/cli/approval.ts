/**
 * Whether a plan may be applied, as far as a person has a say.
 *
 * | a person is there | --yes | apply             | destroy            |
 * |-------------------|-------|-------------------|--------------------|
 * | yes               | no    | asks for "yes"    | asks for "destroy" |
 * | yes               | yes   | goes on           | goes on            |
 * | no                | no    | goes on           | refused beforehand |
 * | no                | yes   | goes on           | goes on            |
 */
import type { Identity } from "../model/observation.ts";
import { printable } from "../model/printable.ts";
import { counted } from "./render/wrap.ts";
import type { Terminal } from "./terminal.ts";

export type PassKind = "apply" | "destroy";

/** Why a pass must not even begin, or `null`: what nobody confirmed and nobody can be asked about. */
export function refusalBeforehand(
  kind: PassKind,
  { yes, dryRun, interactive }: { readonly yes: boolean; readonly dryRun: boolean; readonly interactive: boolean },
): string | null {
  if (kind === "apply" || yes || dryRun || interactive) return null;
  return "destroy refused: nobody can be asked here; pass --yes to confirm, or --dry-run to see what would go";
}

/** Asks, and waits for the exact word. Anything else, the end of the input and an interrupt mean no. */
export async function askApproval(
  terminal: Terminal,
  { kind, steps, identity }: { readonly kind: PassKind; readonly steps: number; readonly identity: Identity | null },
  signal: AbortSignal,
): Promise<boolean> {
  const place = identity ? ` in ${printable(identity.account)}, ${printable(identity.region)}` : "";
  const word = kind === "destroy" ? "destroy" : "yes";
  const what = kind === "destroy" ? `Destroy ${counted(steps, "resource")}` : `Apply ${counted(steps, "step")}`;
  const answer = await terminal.ask(`${what}${place}? Type ${terminal.err.style.title(word)} to go on: `, signal);
  return answer.trim().toLowerCase() === word;
}
