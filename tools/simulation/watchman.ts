/**
 * No step is made under an alarm that watches it and rang already when whoever makes the step asked for it. Told from the state of
 * the account, and from when it was asked.
 */
import { type Address, addressOf } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { World } from "../../src/sandbox/world.ts";
import { alarmsOf, standIn } from "./shifting.ts";

interface Stand {
  /** What serves what is not shared. */
  readonly serves: string;
  readonly shift: { readonly to: string; readonly percent: number } | undefined;
}

export interface Watchman {
  /** What a commit says watches; of several, only what all of them say, for whoever acts may know an older one. */
  learn(state: DesiredState): void;
  /** Names of alarms that were not calm at some time, or not there. */
  readonly rang: ReadonlySet<string>;
  /** After each call of anybody; gives what was wrong about a write of ours. */
  after(entry: JournalEntry, isOurs: boolean): readonly string[];
}

export function callWatchman(world: World): Watchman {
  const watched = new Map<Address, ReadonlySet<string>>();
  const rang = new Set<string>();
  /** By process: when it last asked for alarms, and was answered. */
  const asked = new Map<string, number>();
  let before = standsIn(world);
  return {
    rang,
    learn(state) {
      for (const { address, intent } of state.resources) {
        if (!address.startsWith("alias:") && !address.startsWith("stage:")) continue;
        const alarms = alarmsOf(intent);
        const known = watched.get(address);
        watched.set(address, new Set(known === undefined ? alarms : alarms.filter((name) => known.has(name))));
      }
    },
    after({ service, operation, input, at, write, error, accessKeyId = "" }, isOurs) {
      if (operation === "DescribeAlarms" && error === undefined) asked.set(accessKeyId, at);
      if (!write) return [];
      if (service === "cloudwatch") {
        const { AlarmName, AlarmNames = [AlarmName], StateValue } = input;
        if (StateValue !== "OK" && Array.isArray(AlarmNames)) for (const name of AlarmNames) rang.add(String(name));
      }
      const now = standsIn(world);
      const wrong = isOurs
        ? [...now].flatMap(([address, stand]) => {
            const ringing = [...(watched.get(address) ?? [])].find((name) => rangAt(asked.get(accessKeyId), name, world));
            return ringing !== undefined && goesOn(before.get(address), stand) ? [`${address}, while ${ringing} rings`] : [];
          })
        : [];
      before = now;
      return wrong;
    },
  };
}

/** It begins, goes further with the same, or to its end. One that takes another's place waits for no alarm (docs/gradual-delivery.md). */
function goesOn(before: Stand | undefined, { serves, shift }: Stand): boolean {
  if (before === undefined) return false;
  if (before.shift === undefined) return shift !== undefined && shift.percent > 0;
  if (before.serves === before.shift.to) return false;
  if (shift?.to === before.shift.to) return shift.percent > before.shift.percent;
  return shift === undefined && serves === before.shift.to;
}

function rangAt(time: number | undefined, name: string, { cloudwatch }: World): boolean {
  const state = cloudwatch.alarms.get(name)?.state;
  return time !== undefined && state?.value === "ALARM" && state.since <= time;
}

function standsIn({ lambda, apigateway }: World): ReadonlyMap<Address, Stand> {
  const stands = new Map<Address, Stand>();
  for (const { name, aliases } of lambda.functions.values()) {
    for (const alias of aliases.values()) {
      stands.set(addressOf("alias", name, alias.name), { serves: alias.functionVersion, shift: standIn(alias.description) });
    }
  }
  for (const { settings, stages } of apigateway.apis.values()) {
    for (const { stageName, deploymentId, description } of stages.values()) {
      stands.set(addressOf("stage", settings.name, stageName), { serves: deploymentId, shift: standIn(description) });
    }
  }
  return stands;
}
