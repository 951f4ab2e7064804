/** Reading a step's field changes: which members of a spec changed, and what that means for maps such as tags. */
import type { FieldChange } from "../model/plan.ts";

export interface MapChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** The top-level members of the spec that a step changes. */
export function changedMembers(changes: readonly FieldChange[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ keys }) => keys.slice(0, 1)));
}

/** Entries of a map of strings to be set and removed, whether the change names the entry or the whole map. */
export function mapChanges(changes: readonly FieldChange[], member: string): MapChanges {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const change of changes) {
    if (change.keys[0] !== member) continue;
    const key = change.keys[1];
    if (key === undefined) {
      const after = strings(change.after);
      Object.assign(set, after);
      remove.push(...Object.keys(strings(change.before)).filter((name) => !(name in after)));
    } else if (change.after === undefined || change.after === null) {
      remove.push(key);
    } else {
      set[key] = String(change.after);
    }
  }
  return { set, remove };
}

/** The map as it shall be: what is there, less what is removed, with what is set. */
export function applyMapChanges(live: Readonly<Record<string, string>>, changes: MapChanges): Record<string, string> {
  const kept = Object.entries(live).filter(([key]) => !changes.remove.includes(key));
  return { ...Object.fromEntries(kept), ...changes.set };
}

/** Keys at the second level that a step changes below `member`; `null`: the member as a whole. */
export function changedKeys(changes: readonly FieldChange[], member: string): ReadonlySet<string> | null {
  const below = changes.filter(({ keys }) => keys[0] === member);
  if (below.some(({ keys }) => keys.length === 1)) return null;
  return new Set(below.flatMap(({ keys }) => keys.slice(1, 2)));
}

function strings(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
}
