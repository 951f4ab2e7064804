/** Makes a history that fails smaller, as long as it still fails in the same way: a person has to read it. */
import type { JsonObject } from "../../src/model/json.ts";
import type { Event, History, Pass, Watch } from "./history.ts";

/** `invariant`: what it violates; undefined: nothing. */
type Fails = (history: History) => Promise<string | undefined>;

/** Lives tried at most; each is a whole life. */
const MOST_TRIES = 250;

export async function shrink(history: History, fails: Fails): Promise<History> {
  const fault = await fails(history);
  if (fault === undefined) return history;
  let smallest = history;
  let tries = 0;
  for (let found = true; found && tries < MOST_TRIES; ) {
    found = false;
    for (const smaller of smallerThan(smallest)) {
      tries += 1;
      if (tries > MOST_TRIES) break;
      if ((await fails(smaller)) !== fault) continue;
      smallest = smaller;
      found = true;
      break;
    }
  }
  return smallest;
}

/** The boldest cuts first. */
function* smallerThan(history: History): Iterable<History> {
  const { events } = history;
  for (let size = Math.ceil(events.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at + size <= events.length; at += 1) yield { ...history, events: events.toSpliced(at, size) };
  }
  if (history.quotas) yield { ...history, quotas: false };
  for (const [index, event] of events.entries()) {
    for (const simpler of simplerThan(event)) yield { ...history, events: events.with(index, simpler) };
  }
}

function* simplerThan(event: Event): Iterable<Event> {
  if (event.type === "commit") for (const state of lessOf(event.state)) yield { ...event, state };
  if (event.type === "watch") yield* simplerWatches(event);
  if (event.type !== "passes") return;
  if (event.passes.length > 1) for (const pass of event.passes) yield { ...event, passes: [pass] };
  for (const [index, pass] of event.passes.entries()) {
    for (const simpler of simplerPasses(pass)) yield { ...event, passes: event.passes.with(index, simpler) };
  }
}

function* simplerWatches(event: Watch): Iterable<Watch> {
  const { daemons, meanwhile } = event;
  if (daemons.length > 1) for (const index of daemons.keys()) yield { ...event, daemons: daemons.toSpliced(index, 1) };
  for (const index of meanwhile.keys()) yield { ...event, meanwhile: meanwhile.toSpliced(index, 1) };
  for (const [index, daemon] of daemons.entries()) {
    for (const simpler of simplerPasses({ mode: "apply", expect: "anything", ...daemon }))
      yield { ...event, daemons: daemons.with(index, { ...simpler, intervalMs: daemon.intervalMs }) };
  }
}

/** What a pass, or a daemon, may go without. */
const EXTRAS = ["interruptAt", "behind", "clockJump", "diskFull"] as const;

function* simplerPasses(pass: Pass): Iterable<Pass> {
  for (const index of pass.faults.keys()) yield { ...pass, faults: pass.faults.toSpliced(index, 1) };
  for (const extra of EXTRAS) {
    const { [extra]: had, ...rest } = pass;
    if (had !== undefined) yield rest;
  }
  if (pass.slow) yield { ...pass, slow: false };
  if (pass.prune) yield { ...pass, prune: false };
  if (pass.expect !== "anything") yield { ...pass, expect: "anything" };
  for (const [index, fault] of pass.faults.entries()) {
    if (fault.times > 1) yield { ...pass, faults: pass.faults.with(index, { ...fault, times: 1 }) };
  }
}

/** The same with one member less, at any depth. */
function* lessOf(value: JsonObject): Iterable<JsonObject> {
  for (const [key, inner] of Object.entries(value)) {
    // What was secret must not become a plain value that is told by right.
    if (key === "owner" || key === "guards" || key === "sensitive") continue;
    const { [key]: _, ...rest } = value;
    yield rest;
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) continue;
    // Neither null nor a list, so an object.
    for (const less of lessOf(inner as JsonObject)) yield { ...value, [key]: less };
  }
}
