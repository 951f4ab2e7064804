/** How each target is, where there are several: those that are not well first. */
import { useState } from "preact/hooks";
import { type FleetFigures, TARGET_STATES, type TargetRow, type TargetState } from "../overview.ts";
import { Ago, FilterField, Mark, Section, type Tone } from "./parts.tsx";
import { countText, OUTCOMES } from "./wording.ts";

const COLUMNS = ["Target", "Is", "Last pass", "Last success"] as const;
/** More are shown once somebody asks for them. */
const SHOWN_AT_FIRST = 20;

interface TargetsProps {
  readonly targets: readonly TargetRow[];
  readonly fleet: FleetFigures | undefined;
  readonly now: number;
}

export function Targets({ targets, fleet, now }: TargetsProps) {
  const [all, setAll] = useState(false);
  const [query, setQuery] = useState("");
  const ordered = TARGET_STATES.flatMap((state) => targets.filter((row) => row.state === state));
  const matching = ordered.filter(({ target }) => target.toLowerCase().includes(query.trim().toLowerCase()));
  const shown = all ? matching : matching.slice(0, SHOWN_AT_FIRST);
  const hidden = matching.length - shown.length;
  return (
    <Section id="targets" title="Targets" {...(fleet && { note: statesText(fleet) })}>
      {targets.length > SHOWN_AT_FIRST ? (
        <search class="filter">
          <FilterField query={query} onQuery={setQuery} placeholder="target" />
          <p role="status" class="count">
            {`${shown.length.toLocaleString("en")} of ${countText(fleet?.targets ?? targets.length, "target")}`}
          </p>
        </search>
      ) : null}
      <table class="targets">
        <caption>Targets</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.target} row={row} now={now} />
          ))}
        </tbody>
      </table>
      {hidden === 0 ? null : (
        <button type="button" onClick={() => setAll(true)}>
          Show {countText(hidden, "more target", "more targets")}
        </button>
      )}
      {fleet === undefined || fleet.targets <= targets.length ? null : (
        <p class="empty">
          {countText(fleet.targets - targets.length, "target")} that are better than these are counted, and not listed: `reconcile
          status --target` tells of each.
        </p>
      )}
    </Section>
  );
}

function Row({ row, now }: { readonly row: TargetRow; readonly now: number }) {
  const { target, account, region, lastPass, lastSuccessAt } = row;
  return (
    <tr>
      <th scope="row">
        {target}
        <span class="detail">{account === null ? "no account yet" : `${account} · ${region}`}</span>
      </th>
      <td>
        <Mark tone={toneOf(row)}>{standOf(row)}</Mark>
      </td>
      <td>
        {lastPass === null ? "none yet" : OUTCOMES[lastPass.outcome]}
        {lastPass?.error ? <span class="detail">{lastPass.error}</span> : null}
      </td>
      <td>{lastSuccessAt === null ? "none yet" : <Ago at={lastSuccessAt} now={now} />}</td>
    </tr>
  );
}

/** `2 failing · 1 with drift · 197 as git says`; what none is is left out. */
function statesText({ states }: FleetFigures): string {
  return TARGET_STATES.filter((state) => states[state] > 0)
    .map((state) => `${states[state].toLocaleString("en")} ${STATES[state]}`)
    .join(" · ");
}

const STATES: Readonly<Record<TargetState, string>> = {
  failing: "failing",
  drift: "with drift",
  unseen: "without a pass yet",
  pending: "on their way",
  "in-sync": "as git says",
};

const TONES: Readonly<Record<TargetState, Tone>> = {
  failing: "bad",
  drift: "warn",
  unseen: "warn",
  pending: "calm",
  "in-sync": "good",
};

function toneOf({ state, ready }: TargetRow): Tone {
  return state === "in-sync" && !ready ? "warn" : TONES[state];
}

/** The worst first. */
function standOf({ stuck, ready, valid, problems, drifts, state }: TargetRow): string {
  if (stuck !== null) return "stuck";
  if (valid === false) return "its desired state is not valid";
  if (problems > 0) return countText(problems, "problem");
  if (state === "failing") return "failing";
  if (state === "unseen") return "no pass yet";
  if (drifts > 0) return `${countText(drifts, "drift")} open`;
  if (state === "pending") return "on its way";
  return ready ? "as git says" : "not ready yet";
}
