import { expect, test } from "vitest";
import { FairGate } from "../../src/aws/scheduler/fair-gate.ts";

/** Work that ends when it is told to. */
function work(gate: FairGate, party: string, begun: string[]) {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const done = gate.through(party, () => {
    begun.push(party);
    return promise;
  });
  return { end: resolve, done };
}

test("no more than the limit are under way, and each goes when it may", async () => {
  const [gate, begun] = [new FairGate(2), [] as string[]];
  const [first] = ["a", "a", "a", "a"].map((party) => work(gate, party, begun));
  await Promise.resolve();

  const before = begun.length;
  first?.end();
  await first?.done;
  await Promise.resolve();

  expect([before, begun.length]).toEqual([2, 3]);
});

test("whoever has the fewest under way is next: calls that hang take no turn from other targets", async () => {
  const [gate, begun] = [new FairGate(3), [] as string[]];
  const hanging = ["slow", "slow", "slow", "slow", "slow"].map((party) => work(gate, party, begun));
  const others = ["b", "c", "b"].map((party) => work(gate, party, begun));

  hanging[0]?.end();
  await hanging[0]?.done;
  for (const other of others) {
    other.end();
    await other.done;
  }

  expect(begun).toEqual(["slow", "slow", "slow", "b", "c", "b", "slow"]);
});

test("a call that fails gives its place on", async () => {
  const gate = new FairGate(1);

  const failed = gate.through("a", () => Promise.reject(new Error("broken")));

  await expect(failed).rejects.toThrow("broken");
  expect(await gate.through("b", async () => "went")).toBe("went");
});
