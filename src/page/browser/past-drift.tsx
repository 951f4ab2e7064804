/** Drift that has ended: what it was, and how long it stood. */
import type { PastDrift as Past } from "../overview.ts";
import { Ago, Changes, Section, Who } from "./parts.tsx";
import { spanText } from "./wording.ts";

export function PastDrift({ past, now }: { readonly past: readonly Past[]; readonly now: number }) {
  return (
    <Section id="past-drift" title="Past drift" note="since the daemon started">
      {past.length === 0 ? (
        <p class="empty">Nobody has changed anything outside git.</p>
      ) : (
        <ol class="conditions">
          {past.map(({ condition, endedAt }) => (
            <li key={`${condition.id} ${endedAt}`}>
              <code>{condition.address ?? ""}</code> {ENDS[condition.handling ?? "corrected"]}{" "}
              <span class="when">
                <Ago at={endedAt} now={now} />, after {spanText(endedAt - condition.since)}
              </span>
              {(condition.changes ?? []).length > 0 ? (
                <Changes changes={condition.changes} />
              ) : (
                <p class="said">{condition.summary}</p>
              )}
              <Who actor={condition.actor} now={now} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

const ENDS = { corrected: "was put back", pending: "ended", tolerated: "was tolerated" } as const;
