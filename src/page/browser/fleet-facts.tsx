/** The few facts of a fleet that is told from its state: how many targets are how, the oldest success, drift, and the queue. */
import type { FleetFigures, Overview, QueueFigures } from "../overview.ts";
import { Ago, Fact, type Tone } from "./parts.tsx";
import { countText, spanText } from "./wording.ts";

interface FleetFactsProps {
  readonly overview: Overview;
  readonly fleet: FleetFigures;
  readonly now: number;
}

export function FleetFacts({ overview, fleet, now }: FleetFactsProps) {
  const { targets, states, oldestSuccess, queue } = fleet;
  const open = overview.drift.open.length;
  return (
    <dl class="facts">
      <Fact name="Targets" detail={overview.seenAt === null ? null : <>as read {<Ago at={overview.seenAt} now={now} />}</>}>
        {`${states["in-sync"].toLocaleString("en")} of ${targets.toLocaleString("en")} as git says`}
      </Fact>
      <Fact name="Oldest success" detail={oldestSuccess?.target ?? null}>
        {oldestSuccess === null ? "none yet" : <Ago at={oldestSuccess.at} now={now} />}
      </Fact>
      <Fact name="Drift" detail={open === 0 ? null : countText(states.drift, "target")}>
        {open === 0 ? "none open" : `${open} open`}
      </Fact>
      <Fact name="Queue" detail={queue === null ? "no queue was given" : waitingText(queue)}>
        {queue === null ? "not known" : ageText(queue)}
      </Fact>
    </dl>
  );
}

function ageText({ oldestSeconds, waiting }: QueueFigures): string {
  if (oldestSeconds !== null) return `oldest message ${spanText(oldestSeconds * 1_000)}`;
  return waiting === 0 ? "empty" : "age not known";
}

function waitingText({ waiting, inHands, dead }: QueueFigures): string {
  if (waiting === null || inHands === null) return "it could not be asked";
  const letters = dead === null || dead === 0 ? "" : `, ${countText(dead, "dead letter")}`;
  return `${waiting.toLocaleString("en")} waiting, ${inHands.toLocaleString("en")} in hands${letters}`;
}

/** The worst first. */
export function fleetVerdict({ stuck, seenAt }: Overview, { states, targets, queue }: FleetFigures): readonly [Tone, string] {
  if (stuck !== null) return ["bad", `The state cannot be read: ${stuck}.`];
  if (seenAt === null) return ["calm", "The state is being read."];
  if (targets === 0) return ["warn", "No pass has left anything in this state."];
  if (states.failing > 0) return ["bad", `${states.failing} of ${countText(targets, "target")} failing.`];
  if (queue?.dead) return ["bad", `${countText(queue.dead, "message")} that no worker could do anything with.`];
  if (states.drift > 0) return ["warn", `${states.drift} of ${countText(targets, "target")} with drift.`];
  if (states.unseen > 0) return ["warn", `${countText(states.unseen, "target")} without a pass yet.`];
  return states.pending > 0 ? ["calm", "All is as git says, or on its way."] : ["good", "All is as git says."];
}
