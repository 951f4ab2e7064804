/** A condition before settings have their say: whether it is one at all, and how severe. */

import type { Address } from "../model/address.ts";
import type { AlertChange, Condition, ConditionType, DriftHandling, DriftKind } from "../model/alerts.ts";
import { lineText } from "./plain-text.ts";
import type { AlertSettings, Subject } from "./settings.ts";
import { shortDigest } from "./short-digest.ts";

export interface Draft {
  readonly subject: Subject;
  /** What tells it from others of its subject. */
  readonly parts: readonly string[];
  readonly address?: Address;
  readonly drift?: DriftKind;
  readonly handling?: DriftHandling;
  readonly changes?: readonly AlertChange[];
  readonly summary: string;
  readonly details: readonly string[];
}

const TYPES: { readonly [S in Subject]: ConditionType } = {
  drift: "drift",
  snapshot: "drift",
  unmanaged: "drift",
  invalid: "desired-invalid",
  failed: "run-failed",
  refused: "plan-refused",
};

const MAX_ID = 200;
const MAX_DETAILS = 20;

/** None when the settings turn its subject off. */
export function draftCondition(draft: Draft, now: number, settings: AlertSettings): readonly Condition[] {
  const { subject, parts, summary, details, ...rest } = draft;
  const severity = settings.severity[subject];
  if (severity === "off") return [];
  const type = TYPES[subject];
  const shown = details.slice(0, MAX_DETAILS).map(lineText);
  const more = details.length - shown.length;
  return [
    {
      id: conditionId(type, parts),
      type,
      severity,
      ...rest,
      summary: lineText(summary),
      details: more > 0 ? [...shown, `and ${more} more`] : shown,
      since: now,
    },
  ];
}

/** `drift/changed/stage:orders/prod/variables.LOG_LEVEL`: readable, and where that would be too long, a digest at its end. */
function conditionId(type: ConditionType, parts: readonly string[]): string {
  const id = [type, ...parts].map(lineText).join("/");
  return id.length <= MAX_ID ? id : `${id.slice(0, MAX_ID - 17)}~${shortDigest([type, ...parts], 16)}`;
}
