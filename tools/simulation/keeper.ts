/**
 * What history goes, held against what `keep` says and against who uses it. Told from the state of the account alone; what AWS
 * would refuse counts too, for nobody may ask for it.
 */
import type { DesiredState } from "../../src/model/desired.ts";
import type { KeepIntent } from "../../src/model/keep.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { World } from "../../src/sandbox/world.ts";
import { standIn } from "./shifting.ts";
import { isOurDeployment, isOurVersion } from "./strangers.ts";

/** A version of a function, or a deployment of an API. */
interface Past {
  /** Of the function or API. */
  readonly parent: string;
  /** Carries our mark. */
  readonly ours: boolean;
  readonly used: boolean;
  readonly kind: "version" | "deployment";
}

export interface Keeper {
  /** What a commit says is kept: of several, whatever lets go first. */
  learn(state: DesiredState): void;
  /** From here on, how long something was unused cannot be told by the clock of whoever deletes it. */
  skew(): void;
  readonly skewed: boolean;
  /** After each write of anybody; gives what was wrong about one of ours. `mayBeOlder`: others changed something since it looked. */
  after(entry: JournalEntry, isOurs: boolean, mayBeOlder: boolean): readonly (readonly [invariant: string, detail: string])[];
}

const LATELY_MS = 600_000;
/** Of daemons in random histories: a use that begins and ends between two looks of one is seen by none of its passes. */
const LONGEST_INTERVAL_MS = 900_000;

export function callKeeper(world: World): Keeper {
  const keeps = new Map<string, KeepIntent>();
  let skewed = false;
  let before = pastIn(world);
  /** When it was used, or not, for the first time without a break. */
  const since = new Map<string, number>();
  /** How long it was used the last time. */
  const lastUse = new Map<string, number>();
  /** Who made a deployment. */
  const makers = new Map<string, string | undefined>();

  function note(at: number, by?: string): void {
    const now = pastIn(world);
    for (const [key, { used }] of now) {
      if (!before.has(key)) makers.set(key, by);
      const earlier = before.get(key)?.used;
      if (earlier === used) continue;
      if (earlier === true) lastUse.set(key, at - (since.get(key) ?? at));
      since.set(key, at);
    }
    before = now;
  }

  function judge(entry: JournalEntry, mayBeOlder: boolean): readonly (readonly [string, string])[] {
    const key = keyOf(entry);
    const past = key === undefined ? undefined : before.get(key);
    if (key === undefined || past === undefined) return [];
    const age = entry.at - (since.get(key) ?? entry.at);
    if (past.used && !(mayBeOlder && age < LATELY_MS)) return [["deletes what is used", key]];
    // Of two processes that make a snapshot in one breath each takes its own away again (src/aws/twins.ts).
    const isGivingWay = past.kind === "deployment" && makers.get(key) === entry.accessKeyId && age < LATELY_MS;
    if (isGivingWay) return [];
    const keep = keeps.get(past.parent);
    if (keep === undefined) return [["deletes what is to be kept", `${key}: nobody says how much history stays`]];
    const mayBeUnseen = mayBeOlder && (lastUse.get(key) ?? Number.POSITIVE_INFINITY) < LONGEST_INTERVAL_MS;
    if (!skewed && !mayBeUnseen && age < keep.graceMs)
      return [["deletes within the grace", `${key}, unused for ${age / 1000} s`]];
    const left = [...pastIn(world).values()].filter(({ parent, ours }) => ours && parent === past.parent).length;
    return left < keep.count ? [["deletes what is to be kept", `${key}: ${left} are left of ${keep.count}`]] : [];
  }

  return {
    learn(state) {
      for (const { address, intent } of state.resources) {
        if (!("keep" in intent) || intent.keep === undefined) continue;
        const { count, graceMs } = keeps.get(address) ?? intent.keep;
        keeps.set(address, {
          count: Math.min(count, intent.keep.count),
          graceMs: Math.min(graceMs, intent.keep.graceMs),
        });
      }
      note(world.clock.now());
    },
    skew() {
      skewed = true;
    },
    get skewed() {
      return skewed;
    },
    after(entry, isOurs, mayBeOlder) {
      const wrong = isOurs ? judge(entry, mayBeOlder) : [];
      note(entry.at, entry.accessKeyId);
      return wrong;
    },
  };
}

function keyOf({ operation, input }: JournalEntry): string | undefined {
  const { FunctionName, Qualifier, restApiId, deploymentId } = input;
  if (operation === "DeleteFunction" && Qualifier !== undefined) return `${FunctionName}:${Qualifier}`;
  return operation === "DeleteDeployment" ? `${restApiId}/${deploymentId}` : undefined;
}

/** By `FUNCTION:VERSION` and `API-ID/DEPLOYMENT`. */
function pastIn({ lambda, apigateway }: World): ReadonlyMap<string, Past> {
  const found = new Map<string, Past>();
  for (const { name, versions, aliases } of lambda.functions.values()) {
    const used = new Set(
      [...aliases.values()].flatMap(({ functionVersion, additional, description }) => [
        functionVersion,
        additional?.version,
        standIn(description)?.to,
      ]),
    );
    for (const { version, configuration } of versions.values()) {
      const ours = isOurVersion(configuration.description);
      found.set(`${name}:${version}`, { kind: "version", parent: `function:${name}`, ours, used: used.has(version) });
    }
  }
  for (const api of apigateway.apis.values()) {
    const used = new Set([...api.stages.values()].flatMap((stage) => [stage.deploymentId, stage.canarySettings?.deploymentId]));
    for (const { id, description } of api.deployments.values()) {
      const parent = `rest-api:${api.settings.name}`;
      found.set(`${api.id}/${id}`, { kind: "deployment", parent, ours: isOurDeployment(description), used: used.has(id) });
    }
  }
  return found;
}

/** What of ours nothing uses, beyond what is to stay: the newest, and what has just been left. Of an account that is in sync. */
export function surplus(state: DesiredState, world: World): readonly string[] {
  const past = [...pastIn(world)];
  return state.resources.flatMap(({ address, intent, options }) => {
    if (options.external || !("keep" in intent) || intent.keep === undefined) return [];
    // The account tells them oldest first.
    const ours = past.filter(([, { parent, ours }]) => ours && parent === address).toReversed();
    return ours
      .slice(intent.keep.count)
      .filter(([, { used }]) => !used)
      .map(([key]) => key);
  });
}
