import { afterEach, describe, expect, it, vi } from "vitest";
import { listenForSignals } from "../../src/cli/signals.ts";

afterEach(() => vi.restoreAllMocks());

describe("signals", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("the first %s asks the pass to end, and is remembered", (name) => {
    const told: string[] = [];
    const signals = listenForSignals((signal) => told.push(signal));
    const before = [signals.signal.aborted, signals.received()];

    process.emit(name, name);
    signals.stop();

    expect(before).toEqual([false, null]);
    expect([signals.signal.aborted, signals.received(), told]).toEqual([true, name, [name]]);
  });

  it("the second ends the process at once", () => {
    const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
    const signals = listenForSignals(() => undefined);

    process.emit("SIGINT", "SIGINT");
    process.emit("SIGTERM", "SIGTERM");
    signals.stop();

    expect(exit.mock.calls).toEqual([[143]]);
    expect(signals.received()).toBe("SIGINT");
  });

  it("are Node's own business again once the pass is over", () => {
    const before = process.listenerCount("SIGINT");

    listenForSignals(() => undefined).stop();

    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});
