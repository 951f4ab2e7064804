/**
 * What every kind has to stand, property by property: made with all of them, looked at, each changed by itself, each changed by
 * somebody else, and deleted. On the sandbox, from the YAML that authors write, with the rights that are printed for it.
 */
import { describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import type { RunReport } from "../../src/model/report.ts";
import { leastPrivilege } from "../../src/plan/least-privilege.ts";
import { policyDocuments } from "../../src/plan/policy-documents.ts";
import { loadValid } from "../desired/scratch.ts";
import { ACCOUNT, misfit, REGION, type RootClients, type Traveller, travel } from "../permissions/journey.ts";

/** One authored property. */
export interface Field {
  readonly name: string;
  readonly first: unknown;
  /** Left out: it cannot be changed. */
  readonly later?: unknown;
  /** What has to be declared beside it. */
  readonly needs?: Readonly<Record<string, unknown>>;
  /** What has to change with it for `later` to be legal. */
  readonly along?: Readonly<Record<string, unknown>>;
  /** Somebody else's hand on what `first` asks for. Left out: AWS lets nobody. */
  readonly drift?: (root: RootClients) => Promise<unknown>;
  /** The member of the spec that plans show, where it is called otherwise. */
  readonly shown?: string;
}

export interface WholeKind {
  readonly address: string;
  readonly fields: readonly Field[];
  /** The whole desired state with these properties of the resource. */
  declare(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** What of all properties can be declared at once. Left out: all of them. */
  together?(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly before?: (root: RootClients) => Promise<unknown>;
}

/** What an account's own user may do. */
export const EVERYTHING = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, apiIds: new Map<string, string>() };

/** The policies that are printed for desired states: what the pass may do, and no more. */
function policiesFor(states: readonly DesiredState[]): readonly object[] {
  const statements = states.flatMap((state) => leastPrivilege(state, ["read", "write", "delete"], PLACE));
  return policyDocuments(statements.map((statement, at) => ({ ...statement, Sid: `${statement.Sid}${at}` })));
}

export function describeWholeKind(name: string, kind: WholeKind): void {
  const load = (properties: Readonly<Record<string, unknown>>) =>
    loadValid({ "desired.yaml": JSON.stringify(kind.declare(properties)), ...kind.files });
  const firsts = Object.fromEntries(kind.fields.map((field) => [field.name, field.first]));
  const everything = kind.together?.(firsts) ?? firsts;
  const alone = (field: Field) => ({ ...field.needs, [field.name]: field.first });
  const journey = async (
    [first, ...later]: readonly [DesiredState, ...DesiredState[]],
    steps: (traveller: Traveller) => Promise<void>,
  ) =>
    travel(policiesFor([first, ...later]), async (traveller) => {
      await kind.before?.(traveller.root);
      expect(misfit("making it", await traveller.run(first), "converged")).toBeNull();
      // Longer than AWS may answer with what was there before.
      await traveller.root.clock.sleep(120_000);
      await steps(traveller);
    });
  const changesOf = (report: RunReport): readonly string[] => {
    const steps = (report.plan?.steps ?? []).filter(({ address }) => address === kind.address);
    return [...new Set(steps.flatMap((step) => step.changes.map(({ keys }) => keys[0] ?? "")))];
  };

  describe(`${name} with every property`, () => {
    it("is made, and a second pass has nothing to do; destroyed it is gone", async () => {
      const state = await load(everything);
      await journey([state], async ({ run, look }) => {
        expect(misfit("looking again", await run(state), "in-sync")).toBeNull();
        expect(misfit("destroying", await run(state, { mode: "destroy" }), "converged")).toBeNull();
        const after = await look(state);
        expect(after.plan?.steps.find(({ address }) => address === kind.address)).toMatchObject({ action: "create" });
      });
    });
  });

  describe(`${name}, property by property`, () => {
    it.each(kind.fields)(
      "has $name put back when somebody else changes it, and nothing but it changed when git does",
      async (field) => {
        const first = await load(alone(field));
        const later = await load({ ...alone(field), ...field.along, [field.name]: field.later ?? field.first });
        await journey([first, later], async ({ run, look, root }) => {
          if (field.drift !== undefined) {
            await field.drift(root);
            expect(changesOf(await look(first))).toEqual([field.shown ?? field.name]);
            expect(misfit("putting it back", await run(first), "converged")).toBeNull();
            // Longer than the cache of a stage takes to be there.
            await root.clock.sleep(300_000);
          }
          expect(misfit("looking again", await run(first), "in-sync")).toBeNull();
          if (field.later === undefined) return;
          const along = Object.keys(field.along ?? {});
          const changed = changesOf(await look(later)).filter((member) => !along.includes(member));
          expect(changed).toEqual([field.shown ?? field.name]);
          expect(misfit("changing it", await run(later), "converged")).toBeNull();
          expect(misfit("looking at the change", await run(later), "in-sync")).toBeNull();
        });
      },
    );
  });
}
