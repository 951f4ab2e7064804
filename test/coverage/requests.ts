/** What desired states have written to the sandbox: the properties of each request that was not refused, by the SDK's schemas. */
import { expect } from "vitest";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { propertiesIn } from "../../tools/coverage/properties.ts";
import { SERVICES } from "../../tools/coverage/services.ts";
import { loadValid, type Texts } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import type { RootClients } from "../permissions/root-clients.ts";
import { EVERYTHING } from "../whole-kinds/on-the-sandbox.ts";

export interface Story {
  readonly name: string;
  /** Each brought about after the other, in one account. */
  readonly states: readonly Texts[];
  readonly before?: (root: RootClients) => Promise<unknown>;
}

const CLIENTS: Readonly<Record<string, object | undefined>> = Object.fromEntries(
  SERVICES.map(({ title, client }) => [title.toLowerCase().replace(" ", ""), client]),
);

/** Longer than AWS may answer with what was there before. */
const SETTLED_MS = 120_000;

/** `Operation property`, or `Operation PATCH path`. */
export async function requestsOf({ name, states, before }: Story): Promise<readonly string[]> {
  return travel([EVERYTHING], async ({ run, root, sandbox }) => {
    await before?.(root);
    for (const texts of states) {
      const state = await loadValid(texts);
      expect(misfit(name, await run(state), "converged", "in-sync")).toBeNull();
      await root.clock.sleep(SETTLED_MS);
    }
    // What the test itself wrote says nothing of the product.
    const ours = sandbox.journal.writes().filter(({ accessKeyId, error }) => accessKeyId === "LIMITED" && error === undefined);
    return ours.flatMap(told);
  });
}

function told({ service, operation, input }: JournalEntry): readonly string[] {
  const client = CLIENTS[service];
  if (client === undefined) return [];
  // API Gateway's updates say what they write in patch operations, and nothing else.
  const patches = (input.patchOperations ?? []) as readonly { readonly path?: string }[];
  return [
    ...propertiesIn(client, operation, input).map((property) => `${operation} ${property}`),
    ...patches.map(({ path = "" }) => `${operation} PATCH ${path}`),
  ];
}
