/**
 * Looks at the account after every call and says what must never be. Only what our own processes did is held against
 * them: what others break is theirs, and mended by the passes to come.
 */

import { nameAt } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { callKeeper } from "./keeper.ts";
import { runningAs, servedRoutes } from "./served.ts";
import { strangers, twins } from "./strangers.ts";
import { declaredRoutes } from "./truth.ts";
import { callWatchman } from "./watchman.ts";

export interface Violation {
  /** One of a few names, so that shrinking can tell one fault from another. */
  readonly invariant: string;
  readonly detail: string;
}

export type Crowd = "one" | "several" | "at odds";

export interface Witness {
  readonly violations: readonly Violation[];
  /** Names of functions and ids of APIs that others wrote to, ever. */
  readonly meddled: ReadonlySet<string>;
  /** Names of alarms that were not calm, ever. */
  readonly rang: ReadonlySet<string>;
  accuse(invariant: string, detail: string): void;
  /** A commit's claims hold from here on. */
  learn(state: DesiredState): void;
  /**
   * From the next call on: whether more than one of our processes is at work, which AWS gives no means to keep apart; `at
   * odds`: and they want different things. `states`: what they take for desired; a route is only asked to work where all of
   * them declare it, for one that is a commit behind cannot know what it needs.
   */
  crowd(size: Crowd, states: readonly DesiredState[]): void;
  /** From the next call on: whether what is declared is being destroyed, whatever else may call it. */
  raze(isRazing: boolean): void;
  /** The clock of a machine was set: what counts by it may be off from here on. */
  skew(): void;
  readonly skewed: boolean;
}

/** `isOurs`: whether a call was made by one of our processes. */
export function callWitness(sandbox: Sandbox, isOurs: (entry: JournalEntry) => boolean): Witness {
  const { world } = sandbox;
  const violations: Violation[] = [];
  const keeper = callKeeper(world);
  const watchman = callWatchman(world);
  const adopted = new Set<string>();
  const routes = new Set<string>();
  /** Of the newest commit. */
  let declared: ReadonlySet<string> | undefined;
  /** Names of functions, of the newest commit. */
  let functions: ReadonlySet<string> = new Set();
  /** What each of the processes at work declares. */
  let known: readonly ReadonlySet<string>[] = [];
  let before = look();
  /** Strangers that came while our processes were at work: what they looked at may be older. */
  const newcomers = new Set<string>();
  /** Functions that others changed something of while our processes were at work. */
  const disturbed = new Set<string>();
  const meddled = new Set<string>();
  let several = false;
  let atOdds = false;
  let razing = false;

  function look() {
    return {
      served: servedRoutes(world),
      strangers: strangers(world, { adopted, routes }),
      twins: twins(world),
      roles: new Set([...world.iam.roles.values()].map(({ name }) => name)),
    };
  }

  function accuse(invariant: string, detail: string): void {
    violations.push({ invariant, detail });
  }

  function judge(entry: JournalEntry): void {
    const now = look();
    const call = `${entry.service}.${entry.operation} (call ${entry.sequence}) ${JSON.stringify(entry.input)}`;
    for (const [key, { route, broken, calls, partOf }] of now.served) {
      if (atOdds) break;
      // Whoever begins to send a part of the requests elsewhere answers for them as for the rest.
      const earlier = [key, ...partOf].flatMap((part) => before.served.get(part) ?? [])[0];
      if (broken === null || (earlier !== undefined && earlier.broken !== null)) continue;
      // By whoever is at work, too: one on an older commit does as that says.
      const isDeclared = declared?.has(route) === true && known.every((routes) => routes.has(route));
      // A route that is not declared any more stays, for routes carry no mark; what it called goes as the author says.
      if (!isDeclared && /^(UpdateStage|RemovePermission)$/.test(entry.operation)) continue;
      // The permissions of a function that is not declared any more, either, go with it, without a call of their own.
      if (!isDeclared && routes.has(route) && entry.operation === "DeleteFunction" && !functions.has(calls)) continue;
      // What nobody declares, and never worked, is not made worse by being served; and a person may destroy what it calls.
      if ((earlier === undefined || razing) && !isDeclared) continue;
      // What it stands on was there when we looked, and AWS makes no stage on condition that it still is.
      if (earlier === undefined && disturbed.has(calls)) continue;
      accuse("served route broken", `${key} ${broken}, after ${call}`);
    }
    for (const [what, content] of before.strangers) {
      // Routes carry no mark: those of an API of ours go with it, whoever made them, and so do snapshots of it, for a stage of
      // somebody else that serves one keeps the API. An API that is not ours is a stranger itself.
      if (entry.operation === "DeleteRestApi" && /^(route|deployment):/.test(what)) continue;
      // AWS deletes what it is told to, whatever was put into it since we looked.
      if (newcomers.has(what) && /^Delete(Function|RestApi|Alias)$/.test(entry.operation)) continue;
      const after = now.strangers.get(what);
      if (after !== content) accuse("stranger touched", `${what} was ${content}, is ${after ?? "gone"}, after ${call}`);
    }
    for (const [name, users] of runningAs(world)) {
      const wasThere = before.roles.has(name);
      if (!razing && wasThere && !now.roles.has(name))
        accuse("role taken from what runs", `${name}, of ${users.join(", ")}, after ${call}`);
    }
    for (const what of now.twins) {
      if (!several && !before.twins.has(what)) accuse("made twice", `${what}, after ${call}`);
    }
    before = now;
  }

  sandbox.journal.watch((entry) => {
    const ours = isOurs(entry);
    for (const detail of watchman.after(entry, ours)) accuse("goes on under an alarm", detail);
    if (!entry.write) return;
    const { FunctionName, restApiId } = entry.input;
    const mayBeOlder = several || [FunctionName, restApiId].some((name) => disturbed.has(String(name)));
    const wrong = keeper.after(entry, ours, mayBeOlder);
    if (ours && !razing) for (const [invariant, detail] of wrong) accuse(invariant, detail);
    if (ours) return judge(entry);
    const now = look();
    for (const name of [FunctionName, restApiId]) {
      if (typeof name !== "string") continue;
      disturbed.add(name);
      meddled.add(name);
    }
    for (const what of now.strangers.keys()) if (!before.strangers.has(what)) newcomers.add(what);
    before = now;
  });

  return {
    violations,
    meddled,
    rang: watchman.rang,
    accuse,
    learn(state) {
      for (const { address, options } of state.resources) if (options.adopt) adopted.add(address);
      keeper.learn(state);
      watchman.learn(state);
      functions = new Set(state.resources.flatMap(({ kind, address }) => (kind === "function" ? [nameAt(address, 0)] : [])));
      declared = declaredRoutes(state);
      for (const route of declared) routes.add(route);
      before = look();
    },
    crowd(size, states) {
      if (known.length === 0) {
        newcomers.clear();
        disturbed.clear();
      }
      known = states.map(declaredRoutes);
      several = size !== "one";
      atOdds = size === "at odds";
      before = look();
    },
    raze(isRazing) {
      razing = isRazing;
    },
    skew: () => keeper.skew(),
    get skewed() {
      return keeper.skewed;
    },
  };
}
