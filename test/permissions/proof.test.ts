/** That a printed policy is enough for all that the product does, and that nothing in it is too much: on a sandbox that enforces IAM. */
import { describe, expect, it } from "vitest";
import type { Purpose } from "../../src/kinds/kind-rights.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { type IamStatement, leastPrivilege } from "../../src/plan/least-privilege.ts";
import { policyDocuments } from "../../src/plan/policy-documents.ts";
import { loadValid } from "../desired/scratch.ts";
import { ACCOUNT, REGION, type Traveller, travel } from "./journey.ts";
import { misfit } from "./passes.ts";
import { SPARE_STATEMENTS, STORIES, type Story } from "./states.ts";

/** Hundreds of passes on virtual time. */
const MANY_JOURNEYS_MS = 300_000;
const PLACE = { partition: "aws", account: ACCOUNT, region: REGION, apiIds: new Map<string, string>() };
const CONVERGING: readonly Purpose[] = ["read", "write", "delete"];
const PRUNING: readonly Purpose[] = [...CONVERGING, "prune"];

interface States {
  readonly first: DesiredState;
  readonly later: DesiredState | undefined;
  readonly fewer: DesiredState | undefined;
}

async function statesOf({ files, ...texts }: Story): Promise<States> {
  const load = (text: string) => loadValid({ "desired.yaml": text, ...files });
  return {
    first: await load(texts.first),
    later: texts.later === undefined ? undefined : await load(texts.later),
    fewer: texts.fewer === undefined ? undefined : await load(texts.fewer),
  };
}

/** What a life comes to, stop by stop, as far as anybody asks. */
async function* life(story: Story, { first, later }: States, traveller: Traveller): AsyncGenerator<string | null> {
  const { run, look, root } = traveller;
  await story.before?.(root);
  yield misfit("a dry run of what is not there", await look(first), "changes");
  yield misfit("making it", await run(first), "converged");
  yield misfit("looking at it", await run(first), "in-sync");
  if (story.drift) {
    await story.drift(root);
    yield misfit("a dry run of drift", await look(first), "changes");
    yield misfit("healing drift", await run(first), "converged");
  }
  if (later) {
    yield misfit("changing it", await run(later), "converged");
    yield misfit("looking at the change", await run(later), "in-sync");
    yield* rolledBackAndForward(story, later, traveller);
    if (story.keepsFor !== undefined) {
      await root.clock.sleep(story.keepsFor * 60_000);
      yield misfit("letting history go", await run(later), "converged");
      yield misfit("looking at what is kept", await run(later), "in-sync");
    }
  }
  yield misfit("destroying it", await run(later ?? first, { mode: "destroy" }), "converged");
}

async function* rolledBackAndForward(
  { rollsBack = [] }: Story,
  state: DesiredState,
  { look, takeBack }: Traveller,
): AsyncGenerator<string | null> {
  for (const address of rollsBack) {
    const left = await takeBack(address);
    yield left.why;
    yield misfit(`holding ${address}`, await look(state), "in-sync");
    yield (await takeBack(address, left.from)).why;
  }
}

async function* prunedLife(story: Story, { first, fewer }: States, { run, root }: Traveller): AsyncGenerator<string | null> {
  await story.before?.(root);
  yield misfit("making it", await run(first), "converged");
  if (fewer) yield misfit("pruning it", await run(fewer, { prune: true, force: true }), "converged");
}

type Life = typeof life;

/** The first stop that was not as it should be. */
async function firstMisfit(statements: readonly IamStatement[], story: Story, states: States, of: Life): Promise<string | null> {
  return travel(policyDocuments(statements), async (traveller) => {
    for await (const found of of(story, states, traveller)) if (found !== null) return found;
    return null;
  });
}

/** Without one statement at a time. */
function leftOut(statements: readonly IamStatement[]): readonly (readonly [sid: string, left: readonly IamStatement[]])[] {
  return statements.map((statement) => [statement.Sid, statements.filter((other) => other !== statement)]);
}

describe.each(STORIES)("$name", (story) => {
  it("can be made, looked at, healed, changed and destroyed with the policy that is printed for it", async () => {
    const states = await statesOf(story);

    expect(await firstMisfit(leastPrivilege(states.first, CONVERGING, PLACE), story, states, life)).toBeNull();
  });

  it(
    "comes to nothing without any one statement of it",
    async () => {
      const states = await statesOf(story);
      const needless: string[] = [];
      for (const [sid, left] of leftOut(leastPrivilege(states.first, CONVERGING, PLACE))) {
        if ((await firstMisfit(left, story, states, life)) === null) needless.push(sid);
      }

      expect(needless.filter((sid) => ![...SPARE_STATEMENTS, ...(story.spares ?? [])].includes(sid))).toEqual([]);
    },
    MANY_JOURNEYS_MS,
  );

  it("can be looked at with the policy for reading, which lets nothing be written", async () => {
    const states = await statesOf(story);
    const statements = leastPrivilege(states.first, ["read"], PLACE);

    await travel(policyDocuments(statements), async ({ look, run, root, sandbox }) => {
      await story.before?.(root);
      sandbox.journal.clear();

      expect(misfit("a dry run", await look(states.first), "changes")).toBeNull();
      expect((await run(states.first)).outcome).toBe("failed");
      const written = sandbox.journal.writes().filter(({ error }) => error === undefined);
      expect(written.map(({ operation }) => operation)).toEqual([]);
    });
  });
});

describe.each(STORIES.filter(({ fewer }) => fewer !== undefined))("$name, of which less is declared", (story) => {
  it("can be pruned with the policy that is printed for that", async () => {
    const states = await statesOf(story);
    const declared = states.fewer ?? states.first;
    const statements = [...leastPrivilege(states.first, CONVERGING, PLACE), ...leastPrivilege(declared, PRUNING, PLACE)];

    expect(await firstMisfit(renamed(statements), story, states, prunedLife)).toBeNull();
  });
});

/** Of two policies in one. */
function renamed(statements: readonly IamStatement[]): readonly IamStatement[] {
  return statements.map((statement, at) => ({ ...statement, Sid: `${statement.Sid}${at}` }));
}
