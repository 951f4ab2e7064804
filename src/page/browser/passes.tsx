/** The passes so far, the latest first; those in a row that found nothing are one line. */
import type { PassOverview } from "../overview.ts";
import { Ago, Mark, Section, type Tone } from "./parts.tsx";
import { countText, durationText, OUTCOMES } from "./wording.ts";

interface PassesProps {
  readonly passes: readonly PassOverview[];
  /** Which they are. */
  readonly note: string;
  readonly now: number;
}

export function Passes({ passes, note, now }: PassesProps) {
  return (
    <Section id="passes" title="Passes" note={note}>
      {passes.length === 0 ? (
        <p class="empty">None has ended yet.</p>
      ) : (
        <ol class="passes">
          {passes.map((pass) => (
            <Pass key={`${pass.target ?? ""} ${pass.runId}`} pass={pass} now={now} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Pass({ pass, now }: { readonly pass: PassOverview; readonly now: number }) {
  const { outcome, trigger, startedAt, durationMs, calls, count, since, error, target } = pass;
  const parts = [
    ...(target === undefined ? [] : [target]),
    count > 1 ? `${count.toLocaleString("en")} passes` : trigger,
    durationText(durationMs),
    countText(calls, "call"),
    ...partsOf(pass),
  ];
  return (
    <li>
      <Mark tone={TONES[outcome]}>{OUTCOMES[outcome]}</Mark>
      <span class="when">
        <Ago at={startedAt} now={now} />
        {count > 1 ? (
          <>
            {" "}
            (the first <Ago at={since} now={now} />)
          </>
        ) : null}
      </span>
      <span class="said">{parts.join(" · ")}</span>
      {error === null ? null : <span class="said error">{error}</span>}
    </li>
  );
}

function partsOf({ done, failed, drifted, blocked }: PassOverview): readonly string[] {
  return [
    ...(done > 0 ? [`${countText(done, "step")} done`] : []),
    ...(drifted > 0 ? [`${drifted} for drift`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
  ];
}

const TONES: Readonly<Record<PassOverview["outcome"], Tone>> = {
  "in-sync": "good",
  converged: "good",
  shifting: "calm",
  changes: "warn",
  refused: "bad",
  failed: "bad",
  invalid: "bad",
};
