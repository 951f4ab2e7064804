/** Gathers for the page what passes come to. Between passes it keeps what is shown, and nothing of what was seen. */

import type { Sight } from "../engine/reconcile.ts";
import type { Actor } from "../model/actor.ts";
import type { Condition } from "../model/alerts.ts";
import type { NamedDrift } from "../model/history.ts";
import { printable } from "../model/printable.ts";
import type { QuotaStand } from "../model/report.ts";
import type { ApiOverview, PlaceOverview } from "../page/overview.ts";
import { Recent } from "./recent.ts";
import { seenApis } from "./seen-apis.ts";
import { seenWorld } from "./seen-world.ts";
import type { EndedPass, LoopStatus } from "./status.ts";

export class OverviewBook {
  readonly #salt: string;
  readonly #recent = new Recent();
  #sight: Sight | null = null;
  #apis: readonly ApiOverview[] = [];
  #seenAt: number | null = null;
  #where: Pick<PlaceOverview, "account" | "region"> = { account: null, region: null };

  /** `salt`: of this process; see `seen-settings.ts`. */
  constructor(salt: string) {
    this.#salt = salt;
  }

  /** Of the pass under way, the latest sight counts. */
  saw(sight: Sight): void {
    this.#sight = sight;
  }

  /** A pass that saw nothing leaves what was seen before, with its time. `open`: the conditions that are open by now. */
  passEnded(pass: EndedPass, open: readonly Condition[]): void {
    const { report, startedAt } = pass;
    this.#recent.ended(pass, open);
    if (report.identity !== null) this.#where = { account: report.identity.account, region: report.identity.region };
    const sight = this.#sight;
    this.#sight = null;
    if (sight === null) return;
    const endedAt = startedAt + report.durationMs;
    this.#apis = seenApis({ world: seenWorld(sight, report), plan: report.plan, endedAt, salt: this.#salt });
    this.#seenAt = endedAt;
  }

  named({ id, actor }: NamedDrift): void {
    this.#recent.named(id, printableActor(actor));
  }

  overview({ state, stuck, ready, nextPassAt, desired, conditions }: LoopStatus, quotas: readonly QuotaStand[]): PlaceOverview {
    const open = conditions.map((condition) => {
      return condition.actor === undefined ? condition : { ...condition, actor: printableActor(condition.actor) };
    });
    return {
      state,
      stuck,
      ready,
      nextPassAt,
      ...this.#where,
      desired: {
        ...desired,
        issues: desired.issues.map(({ severity, message, file, line }) => ({ severity, message, file, line })),
      },
      drift: { open: open.filter(({ type }) => type === "drift"), past: this.#recent.past },
      problems: open.filter(({ type }) => type !== "drift"),
      passes: this.#recent.passes,
      quotas,
      seenAt: this.#seenAt,
      apis: this.#apis,
    };
  }
}

/** Its texts are from outside: who makes a change chooses the name of the session and the user agent. */
function printableActor(actor: Actor): Actor {
  const texts = Object.entries(actor).map(([name, value]) => [name, typeof value === "string" ? printable(value) : value]);
  // The same members, and texts where texts were.
  return Object.fromEntries(texts) as Actor;
}
