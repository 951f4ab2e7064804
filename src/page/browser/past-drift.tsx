/** Drift that has ended: what it was, and how long it stood. */
import type { PastDrift as Past } from "../overview.ts";
import { Ago, Changes, Section, Who } from "./parts.tsx";
import { spanText } from "./wording.ts";

interface Props {
  readonly past: readonly Past[];
  /** How many drifts have not ended. */
  readonly open: number;
  readonly now: number;
}

export function PastDrift({ past, open, now }: Props) {
  return (
    <Section id="past-drift" title="Past drift" note="since the daemon started">
      {past.length === 0 ? (
        <p class="empty">{open === 0 ? "Nobody has changed anything outside git." : "None has ended yet."}</p>
      ) : (
        <ol class="conditions">
          {past.map(({ condition, endedAt }) => (
            <li key={`${condition.id} ${endedAt}`}>
              {condition.target === undefined ? "" : `${condition.target}: `}
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
