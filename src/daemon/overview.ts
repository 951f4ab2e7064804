/** Gathers for the page what passes come to. Between passes it keeps what is shown, and nothing of what was seen. */

import type { Sight } from "../engine/reconcile.ts";
import type { Actor } from "../model/actor.ts";
import type { Condition } from "../model/alerts.ts";
import type { NamedDrift } from "../model/history.ts";
import { printable } from "../model/printable.ts";
import type { QuotaStand } from "../model/report.ts";
import type { ApiOverview, Overview } from "../page/overview.ts";
import { Recent } from "./recent.ts";
import { seenApis } from "./seen-apis.ts";
import { seenWorld } from "./seen-world.ts";
import type { DaemonStatus, EndedPass } from "./status.ts";

export interface OverviewSources {
  readonly dryRun: boolean;
  /** Of this process: see `seen-settings.ts`. */
  readonly salt: string;
  status(): DaemonStatus;
  conditions(): readonly Condition[];
  quotas(): readonly QuotaStand[];
}

export class OverviewBook {
  readonly #sources: OverviewSources;
  readonly #recent = new Recent();
  #sight: Sight | null = null;
  #apis: readonly ApiOverview[] = [];
  #seenAt: number | null = null;
  #where: Pick<Overview, "account" | "region"> = { account: null, region: null };

  constructor(sources: OverviewSources) {
    this.#sources = sources;
  }

  /** Of the pass under way, the latest sight counts. */
  saw(sight: Sight): void {
    this.#sight = sight;
  }

  /** A pass that saw nothing leaves what was seen before, with its time. */
  passEnded(pass: EndedPass): void {
    const { report, startedAt } = pass;
    this.#recent.ended(pass, this.#sources.conditions());
    if (report.identity !== null) this.#where = { account: report.identity.account, region: report.identity.region };
    const sight = this.#sight;
    this.#sight = null;
    if (sight === null) return;
    const endedAt = startedAt + report.durationMs;
    this.#apis = seenApis({ world: seenWorld(sight, report), plan: report.plan, endedAt, salt: this.#sources.salt });
    this.#seenAt = endedAt;
  }

  named({ id, actor }: NamedDrift): void {
    this.#recent.named(id, printableActor(actor));
  }

  overview(): Overview {
    const { version, now, startedAt, state, stuck, ready, nextPassAt, desired } = this.#sources.status();
    const open = this.#sources.conditions().map((condition) => {
      return condition.actor === undefined ? condition : { ...condition, actor: printableActor(condition.actor) };
    });
    return {
      version,
      now,
      startedAt,
      state,
      stuck,
      ready,
      values: true,
      dryRun: this.#sources.dryRun,
      nextPassAt,
      ...this.#where,
      desired: {
        ...desired,
        issues: desired.issues.map(({ severity, message, file, line }) => ({ severity, message, file, line })),
      },
      drift: { open: open.filter(({ type }) => type === "drift"), past: this.#recent.past },
      problems: open.filter(({ type }) => type !== "drift"),
      passes: this.#recent.passes,
      quotas: this.#sources.quotas(),
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
