/** Kinds on the sandbox, with the rights that are printed for each desired state. */
import { describe, expect, it } from "vitest";
import type { DesiredState } from "../../src/model/desired.ts";
import { leastPrivilege } from "../../src/plan/least-privilege.ts";
import { policyDocuments } from "../../src/plan/policy-documents.ts";
import { ACCOUNT, REGION, travel } from "../permissions/journey.ts";
import { leadLifeOf, leadWholeLife, type Travel, type WholeKind } from "./whole-kind.ts";

/** What an account's own user may do. */
export const EVERYTHING = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, apiIds: new Map<string, string>() };

/** The policies that are printed for desired states: what the pass may do, and no more. */
function policiesFor(states: readonly DesiredState[]): readonly object[] {
  const statements = states.flatMap((state) => leastPrivilege(state, ["read", "write", "delete"], PLACE));
  return policyDocuments(statements.map((statement, at) => ({ ...statement, Sid: `${statement.Sid}${at}` })));
}

const onTheSandbox: Travel = (states, journey) => travel(policiesFor(states), journey);

export function describeWholeKind(kind: WholeKind): void {
  describe(`${kind.name} with every property`, () => {
    it("is made, and a second pass has nothing to do; destroyed it is gone", async () => {
      expect(await leadWholeLife(kind, kind.fields, onTheSandbox)).toBeNull();
    });
  });

  describe(`${kind.name}, property by property`, () => {
    it.each(kind.fields)(
      "has $name put back when somebody else changes it, and nothing but it changed when git does",
      async (field) => {
        expect(await leadLifeOf(field, kind, onTheSandbox)).toBeNull();
      },
    );
  });
}
