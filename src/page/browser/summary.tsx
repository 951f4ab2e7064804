/** The head of the page: whether all is well, in one line, and the few facts behind it. */
import type { Overview, ProgressOverview } from "../overview.ts";
import { FleetFacts, fleetVerdict } from "./fleet-facts.tsx";
import type { Known } from "./follow.ts";
import { Ago, Fact, Mark, type Tone } from "./parts.tsx";
import { countText, OUTCOMES, spanText } from "./wording.ts";

type Shown = Known & { readonly overview: Overview };

export function Summary({ known, now }: { readonly known: Shown; readonly now: number }) {
  const { overview, connection } = known;
  const { fleet, kept } = overview;
  const [tone, verdict] = fleet !== undefined && kept !== undefined ? fleetVerdict(overview, fleet) : verdictOf(overview);
  return (
    <header>
      <div class="title">
        <h1>Stagekeeper</h1>
        <p class="where">
          {whereText(overview)}
          {overview.values ? "" : " · values are shown on the daemon's own machine only"}
          {overview.dryRun ? " · looks only, changes nothing" : ""}
        </p>
        <p class="connection">
          <Mark tone={connection === "live" ? "good" : "warn"}>{CONNECTIONS[connection]}</Mark>
        </p>
      </div>
      <p class={`verdict ${tone}`} role="status">
        <Mark tone={tone}>{verdict}</Mark>
      </p>
      {fleet !== undefined && overview.kept !== undefined ? (
        <FleetFacts overview={overview} fleet={fleet} now={now} />
      ) : (
        <DaemonFacts known={known} now={now} />
      )}
    </header>
  );
}

const CONNECTIONS = { connecting: "connecting", live: "live", lost: "not connected, trying again" } as const;

function DaemonFacts({ known, now }: { readonly known: Shown; readonly now: number }) {
  const { overview, progress } = known;
  const { desired, passes, drift, startedAt } = overview;
  const [last] = passes;
  return (
    <dl class="facts">
      <Fact
        name="Desired state"
        detail={
          <>
            <code>{desired.revision === "" ? "nothing enforced" : desired.revision.slice(0, 12)}</code>
            {desired.commit === null ? null : (
              <>
                {" "}
                from commit <code>{shortCommit(desired.commit)}</code>
              </>
            )}
          </>
        }
      >
        {desired.valid === null ? "not read yet" : desired.valid ? "valid" : "not valid"}
      </Fact>
      <Fact name="Last pass" detail={last === undefined ? null : <Ago at={last.startedAt + last.durationMs} now={now} />}>
        {last === undefined ? "none yet" : OUTCOMES[last.outcome]}
      </Fact>
      <Fact name="Drift" detail={drift.past.length === 0 ? "none lately" : `${drift.past.length} ended lately`}>
        {drift.open.length === 0 ? "none open" : `${drift.open.length} open`}
      </Fact>
      <Fact name="Now" detail={progress === null ? `up for ${spanText(now - startedAt)}` : <Progress {...progress} />}>
        {nowText(known, now)}
      </Fact>
    </dl>
  );
}

function whereText({ targets, fleet, kept, account, region }: Overview): string {
  if (fleet !== undefined && kept !== undefined) return `${countText(fleet.targets, "target")} of ${kept}`;
  if (targets !== undefined) return countText(targets.length, "target");
  return account === null ? "no account yet" : `account ${account} · ${region}`;
}

function Progress({ done, total, what, target }: ProgressOverview) {
  return (
    <>
      {target === undefined ? "" : `${target}: `}
      <progress max={Math.max(1, total)} value={done} aria-label="This pass" /> {done} of {total}
      {what === null ? null : <code> {what}</code>}
    </>
  );
}

/** The worst first. */
function verdictOf({ stuck, desired, problems, drift, passes, ready }: Overview): readonly [Tone, string] {
  if (stuck !== null) return ["bad", `The daemon is stuck: ${stuck}.`];
  if (desired.valid === false) {
    const kept = desired.revision === "" ? "Nothing is enforced." : "The last good one is enforced.";
    return ["bad", `The desired state is not valid. ${kept}`];
  }
  if (problems.length > 0) return ["bad", `${countText(problems.length, "problem")} to look at.`];
  const pending = drift.open.filter(({ handling }) => handling === "pending").length;
  if (pending > 0) return ["warn", `${countText(pending, "difference")} from what git says, not put back yet.`];
  if (drift.open.length > 0) return ["warn", `${countText(drift.open.length, "change")} outside git, put back or tolerated.`];
  if (passes[0] === undefined) return ["calm", "The first pass is under way."];
  if (passes[0].outcome === "shifting") return ["calm", "All is as git says; traffic is on its way."];
  if (passes[0].outcome === "changes") return ["warn", "There are changes that a pass would make."];
  return ready ? ["good", "All is as git says."] : ["warn", "Not everything is as git says."];
}

function nowText({ overview, progress }: Shown, now: number): string {
  if (progress !== null) return progress.phase === "looking" ? "looking at AWS" : progress.phase;
  if (overview.state !== "waiting") return overview.state;
  return overview.nextPassAt === null ? "waiting" : `next pass in ${spanText(overview.nextPassAt - now)}`;
}

/** With what follows a commit's id: that the files differ from it. */
function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{10})[0-9a-f]+/, "$1");
}
