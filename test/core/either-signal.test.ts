import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { withEitherSignal } from "../../src/model/either-signal.ts";

const untilAborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
  });

describe("work that ends with either of two signals", () => {
  it.each([0, 1])("ends when the one at place %i does, for its reason", async (place) => {
    const [first, second] = [new AbortController(), new AbortController()];
    const ended = withEitherSignal([first.signal, second.signal], untilAborted);

    [first, second][place]?.abort("enough");

    expect(await ended).toBe("enough");
  });

  it("does not begin in earnest when one of them is over already", async () => {
    expect(await withEitherSignal([new AbortController().signal, AbortSignal.abort("too late")], untilAborted)).toBe("too late");
  });

  it.each([
    { how: "well", work: () => Promise.resolve() },
    { how: "badly", work: () => Promise.reject(new Error("no")) },
  ])("leaves nothing with a signal that lives on when it ends $how", async ({ work }) => {
    const lasting = new AbortController();

    for (let times = 0; times < 50; times += 1)
      await withEitherSignal([lasting.signal, new AbortController().signal], work).catch(() => {});

    expect(getEventListeners(lasting.signal, "abort")).toEqual([]);
  });
});
