/** Whether an alias can share its traffic between what it serves and what it is to serve (aws-facts 5.4). */
import { describe, expect, it } from "vitest";
import { otherRole } from "../../src/kinds/alias/one-role.ts";
import type { World } from "../../src/kinds/kind-rules.ts";
import type { Live } from "../../src/model/observation.ts";
import type { Ref } from "../../src/model/ref.ts";
import { refTo } from "../../src/model/ref.ts";
import type { ShiftIntent } from "../../src/model/shift.ts";
import type { AliasSpec } from "../../src/model/specs/alias.ts";
import { aDesired, aLive, IDENTITY, observed } from "./builders.ts";

const arn = (name: string) => `arn:aws:iam::000000000000:role/team/${name}`;
const SHIFT: ShiftIntent = { percents: [10], holdMs: 1 };

interface Case {
  /** `null`: it moves at once. */
  readonly shift?: ShiftIntent | null;
  /** What the version that is served runs as; `null`: nobody read it. */
  readonly served?: string | null;
  readonly live?: AliasSpec;
  /** `null`: it is declared by a number. */
  readonly wanted?: string | Ref | null;
  /** As the version with that number was published. */
  readonly published?: string;
}

function blockedBy({ shift = SHIFT, served = arn("old"), live = { version: "7" }, wanted = arn("new"), published }: Case) {
  const lives: Live[] = [
    aLive("alias", "app/live", live, { facts: { arn: "arn", ...(served !== null && { role: served }) } }),
    ...(published === undefined ? [] : [aLive("version", "app/8", { role: published })]),
  ];
  const observations = observed(...lives);
  const world: World = {
    identity: IDENTITY,
    revision: "1",
    desired: new Map(),
    aliasesOf: () => [],
    // What is observed at an address is of that address's kind.
    observationOf: ((_, address) => observations.get(address)) as World["observationOf"],
  };
  const alias = aDesired("alias", "app/live", {}, { intent: { select: "auto", ...(shift !== null && { shift }) } });
  return otherRole(alias, aDesired("version", "app/8", wanted === null ? {} : { role: wanted }), world);
}

describe("an alias whose versions are to share its traffic", () => {
  it.each<{ readonly name: string; readonly of: Case; readonly to: string }>([
    { name: "run as roles of two names", of: {}, to: "new" },
    { name: "are to run as a role that is yet to be made", of: { wanted: refTo("role:fresh", "arn") }, to: "fresh" },
    { name: "have numbers, and were published with two roles", of: { wanted: null, published: arn("other") }, to: "other" },
  ])("is blocked when they $name", ({ of, to }) => {
    expect(blockedBy(of)).toEqual([
      {
        address: "alias:app/live",
        reason: "immutable",
        message: `the role changes from old to ${to}, and Lambda shares traffic only between versions with one role; set shift: allAtOnce, without verify.after, for this change`,
      },
    ]);
  });

  it.each<{ readonly name: string; readonly of: Case }>([
    { name: "it moves at once", of: { shift: null } },
    { name: "its shift has no steps", of: { shift: { percents: [], holdMs: 0 } } },
    { name: "the role is one, whatever its path", of: { wanted: "arn:aws:iam::000000000000:role/old" } },
    { name: "the role that is declared here has that name", of: { wanted: refTo("role:old", "arn") } },
    { name: "nobody read what the served version runs as", of: { served: null } },
    { name: "nobody knows what the other version runs as", of: { wanted: null } },
    { name: "its role comes of something else that is yet to be made", of: { wanted: refTo("function:app", "arn") } },
    { name: "a rollback holds it", of: { live: { version: "7", hold: { from: "8", since: 1_000 } } } },
    { name: "it serves $LATEST, from which nothing is shifted", of: { live: { version: "$LATEST" } } },
  ])("is not blocked when $name", ({ of }) => {
    expect(blockedBy(of)).toEqual([]);
  });
});
