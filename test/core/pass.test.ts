import { describe, expect, it } from "vitest";
import { imageUpload } from "./builders.ts";
import { createMemoryAws } from "./memory-aws.ts";
import { converge, createMemoryLedger, look } from "./run-pass.ts";

describe("one pass", () => {
  it("takes an empty account to what is declared, and a second pass writes nothing", async () => {
    const aws = createMemoryAws();
    const ledger = createMemoryLedger();

    const first = await converge(aws, imageUpload(), { ledger });
    const writes = aws.writes.length;
    const second = await converge(aws, imageUpload(), { ledger });

    expect(first.error).toBeUndefined();
    expect(first.steps.filter(({ result }) => result !== "done")).toEqual([]);
    expect(first.outcome).toBe("converged");
    expect(first.invokeUrls).toEqual({
      "ImageUpload/dev": "https://ImageUpload.example/dev",
      "ImageUpload/prod": "https://ImageUpload.example/prod",
    });
    expect(second.outcome).toBe("in-sync");
    expect(aws.writes.length).toBe(writes);
    expect(aws.broken).toEqual([]);
  });

  it("makes one deployment for two stages that serve the same snapshot", async () => {
    const aws = createMemoryAws();

    await converge(aws, imageUpload());

    expect(aws.writes.filter(({ address }) => address.startsWith("deployment:"))).toHaveLength(1);
  });

  it("shows on a dry run what applying would do, and writes nothing", async () => {
    const aws = createMemoryAws();
    const ledger = createMemoryLedger();

    const dry = await look(aws, imageUpload(), { ledger });

    expect(dry.outcome).toBe("changes");
    expect(dry.steps.every(({ result }) => result === "not-attempted")).toBe(true);
    expect(aws.writes).toEqual([]);
    expect(ledger.saves()).toBe(0);
    const applied = await converge(aws, imageUpload(), { ledger });
    expect(applied.plan?.digest).toBe(dry.plan?.digest);
  });
});
