/** What is not as it should be: problems, faults in the files, and drift that is open. */
import type { Condition } from "../../model/alerts.ts";
import type { Overview } from "../overview.ts";
import { Ago, Changes, Mark, Section, type Tone, Who } from "./parts.tsx";

export function Attention({ overview, now }: { readonly overview: Overview; readonly now: number }) {
  const { problems, drift, desired } = overview;
  if (problems.length + drift.open.length + desired.issues.length === 0) return null;
  return (
    <Section id="attention" title="To look at">
      <ul class="conditions">
        {desired.issues.map(({ severity, message, file, line }) => (
          <li key={`${file}:${line}:${message}`}>
            <Mark tone={severity === "error" ? "bad" : "warn"}>{severity === "error" ? "Error" : "Warning"}</Mark>{" "}
            <code>
              {file}:{line}
            </code>{" "}
            {message}
          </li>
        ))}
        {[...problems, ...drift.open].map((condition) => (
          <OpenCondition key={condition.id} condition={condition} now={now} />
        ))}
      </ul>
    </Section>
  );
}

function OpenCondition({ condition, now }: { readonly condition: Condition; readonly now: number }) {
  const { type, severity, details, changes, since, actor } = condition;
  const tone: Tone = type !== "drift" || severity === "critical" ? "bad" : "warn";
  return (
    <li>
      <Mark tone={tone}>{LABELS[type]}</Mark> {saidOf(condition)}{" "}
      <span class="when">
        first seen <Ago at={since} now={now} />
      </span>
      <Changes changes={changes} />
      <Who actor={actor} now={now} />
      {details.length === 0 ? null : (
        <ul class="details">
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** With its target, where there are several. */
function saidOf({ target, summary }: Condition): string {
  return target === undefined ? summary : `${target}: ${summary}`;
}

const LABELS: Readonly<Record<Condition["type"], string>> = {
  drift: "Drift",
  "desired-invalid": "Desired state",
  "run-failed": "Failed",
  "plan-refused": "Refused",
};
