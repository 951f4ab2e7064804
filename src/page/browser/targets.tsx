/** How each target is, where there are several: those that are not well first. */
import type { TargetRow } from "../overview.ts";
import { Ago, Mark, Section, type Tone } from "./parts.tsx";
import { countText, OUTCOMES } from "./wording.ts";

const COLUMNS = ["Target", "Is", "Last pass", "Last success"] as const;

export function Targets({ targets, now }: { readonly targets: readonly TargetRow[]; readonly now: number }) {
  const ordered = [...targets.filter((row) => toneOf(row) !== "good"), ...targets.filter((row) => toneOf(row) === "good")];
  return (
    <Section id="targets" title="Targets">
      <table class="quotas">
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
          {ordered.map((row) => (
            <Row key={row.target} row={row} now={now} />
          ))}
        </tbody>
      </table>
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

function toneOf({ stuck, ready, valid, problems, drifts }: TargetRow): Tone {
  if (stuck !== null || valid === false || problems > 0) return "bad";
  return ready && drifts === 0 ? "good" : "warn";
}

/** The worst first. */
function standOf({ stuck, ready, valid, problems, drifts }: TargetRow): string {
  if (stuck !== null) return "stuck";
  if (valid === false) return "its desired state is not valid";
  if (problems > 0) return countText(problems, "problem");
  if (drifts > 0) return `${countText(drifts, "drift")} open`;
  return ready ? "as git says" : "not ready yet";
}
