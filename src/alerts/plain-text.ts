/** Names and values on their way into messages: one line each, bounded, and nothing that a terminal would act on. */

import type { Actor } from "../model/actor.ts";
import { printable } from "../model/printable.ts";
import { isRef } from "../model/ref.ts";

const MAX_VALUE = 200;
const MAX_LINE = 500;

/** A value as a person would write it; left undefined: not set. */
export function valueText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isRef(value)) return `(${value.output} of ${value.$ref})`;
  return bounded(printable(typeof value === "string" ? value : JSON.stringify(value)), MAX_VALUE);
}

export function lineText(text: string): string {
  return bounded(printable(text), MAX_LINE);
}

/** `by arn:aws:sts::…:assumed-role/Admin/alice from 203.0.113.7, UpdateAlias20150331`. */
export function actorLine({ arn, sourceIp, event }: Actor): string {
  return lineText(`by ${arn}${sourceIp === undefined ? "" : ` from ${sourceIp}`}, ${event}`);
}

function bounded(text: string, limit: number): string {
  // By code points, so that no character is cut in half.
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
