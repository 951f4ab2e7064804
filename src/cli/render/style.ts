/** The few colours we use, by meaning. One place, so that a plan, its progress and its summary look alike. */
import colors from "picocolors";
import type { Action, Cause } from "../../model/plan.ts";

type Paint = (text: string) => string;

export interface Style {
  readonly create: Paint;
  readonly update: Paint;
  readonly delete: Paint;
  /** What changed outside git: unlike any action, so that it catches the eye. */
  readonly drift: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly title: Paint;
  readonly faint: Paint;
  readonly link: Paint;
}

/** `colour` false gives the same text without a single escape code. */
export function createStyle(colour: boolean): Style {
  const paint = colors.createColors(colour);
  return {
    create: paint.green,
    update: paint.yellow,
    delete: paint.red,
    drift: paint.magenta,
    good: paint.green,
    bad: paint.red,
    warning: paint.yellow,
    title: paint.bold,
    faint: paint.dim,
    link: paint.cyan,
  };
}

export const ACTION_SIGN = { create: "+", update: "~", delete: "-" } as const satisfies Record<Action, string>;

/** Verbs for a finished step. */
export const ACTION_DONE = { create: "created", update: "updated", delete: "deleted" } as const satisfies Record<Action, string>;

/** Said beside a step whose cause is not the ordinary one, that the desired state changed. */
export const CAUSE_NOTE = {
  rollout: null,
  drift: "drift: changed outside git",
  prune: "no longer declared",
  retention: "more than `keep`, and used by nothing",
} as const satisfies Record<Cause, string | null>;
