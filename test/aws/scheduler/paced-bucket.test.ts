/** One quota: how fast calls may go, what is left to others, and what refusals teach. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacedBucket } from "../../../src/aws/scheduler/paced-bucket.ts";
import type { Quota } from "../../../src/kinds/request-quotas.ts";

const PER_SECOND: Quota = { name: "apigateway", perSecond: 10, burst: 40, published: true };
const PER_FIVE: Quota = { name: "apigateway.CreateDeployment", perSecond: 0.2, burst: 1, published: true };

function aBucket(quota: Quota, { reserve = 0, enforced = true } = {}): PacedBucket {
  return new PacedBucket({ quota, reserve, enforced }, 0);
}

/** When each of `count` calls goes that go as soon as they may. */
function times(bucket: PacedBucket, count: number, from = 0): readonly number[] {
  let now = from;
  return Array.from({ length: count }, () => {
    now += bucket.wait(now);
    bucket.take(now);
    return now;
  });
}

describe("a quota", () => {
  it("of one call in 5 s lets one go every 5 s, with no burst", () => {
    expect(times(aBucket(PER_FIVE), 4)).toEqual([0, 5_000, 10_000, 15_000]);
  });

  it("lets a burst go at once, then its rate", () => {
    expect(times(aBucket(PER_SECOND), 42).slice(38)).toEqual([0, 0, 100, 200]);
  });

  it("leaves the reserve to others, of the rate and of the burst", () => {
    expect(times(aBucket(PER_SECOND, { reserve: 0.2 }), 34).slice(31)).toEqual([0, 125, 250]);
    expect(times(aBucket(PER_FIVE, { reserve: 0.2 }), 3)).toEqual([0, 6_250, 12_500]);
  });

  it("that is not enforced lets everything go until AWS refuses a call", () => {
    const bucket = aBucket(PER_FIVE, { enforced: false });
    expect(times(bucket, 3)).toEqual([0, 0, 0]);

    bucket.refused(0, 0, undefined);

    expect(bucket.wait(0)).toBeGreaterThanOrEqual(5_000);
  });

  it("goes on at its rate when the clock is set back by a day", () => {
    const bucket = aBucket(PER_FIVE);
    const day = 86_400_000;
    expect(times(bucket, 2, day)).toEqual([day, day + 5_000]);

    expect([bucket.wait(5_000), bucket.wait(10_000)]).toEqual([5_000, 0]);
  });

  it("that was refused opens when AWS said, though the clock is set back by a day", () => {
    const bucket = aBucket(PER_SECOND);
    const day = 86_400_000;
    bucket.take(day);
    bucket.refused(day, day, 3_000);

    expect(bucket.wait(0)).toBe(3_000);
  });

  it("is never exceeded, whatever calls come when", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.constantFrom(PER_SECOND, PER_FIVE), fc.constantFrom(0, 0.2, 0.5), (waits, quota, reserve) => {
        const bucket = aBucket(quota, { reserve });
        let now = 0;
        const sent: number[] = [];
        for (const gap of waits) {
          now += gap;
          now += bucket.wait(now);
          bucket.take(now);
          sent.push(now);
        }
        for (const [first, from] of sent.entries()) {
          for (const [last, until] of sent.entries()) {
            if (last < first) continue;
            const allowed = Math.max(1, quota.burst * (1 - reserve)) + ((until - from) / 1000) * quota.perSecond * (1 - reserve);
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-3);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a refusal", () => {
  it("closes the quota for as long as AWS asks, and then lets one call go", () => {
    const bucket = aBucket(PER_FIVE);
    bucket.take(0);

    bucket.refused(100, 0, 7_000);

    expect(bucket.wait(100)).toBe(7_000);
    expect(bucket.wait(7_100)).toBe(0);
  });

  it("without a time closes it until one call is due, and twice as long after each more in a row", () => {
    const bucket = aBucket(PER_SECOND);
    const waits: number[] = [];
    let now = 0;
    for (let count = 0; count < 4; count += 1) {
      bucket.refused(now, now, undefined);
      waits.push(bucket.wait(now) * bucket.perSecond(now));
      now += bucket.wait(now);
    }

    expect(waits.map((wait) => Math.round(wait / 100) * 100)).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("cuts our share to 85 %, once for all calls that were under way", () => {
    const bucket = aBucket(PER_SECOND);

    for (const sentAt of [0, 10, 20]) bucket.refused(20, sentAt, 1_000);

    expect(bucket.perSecond(20)).toBeCloseTo(8.5);
  });

  it("is forgotten: the share is back after a minute and grows ever faster after", () => {
    const bucket = aBucket(PER_SECOND);
    let now = 0;
    for (let count = 0; count < 5; count += 1) {
      bucket.refused(now, now, 1_000);
      now += 2_000;
    }
    bucket.accepted();
    const at = now - 2_000;
    const [cut, back, beyond, free] = [0, 60_000, 120_000, 240_000].map((ms) => bucket.perSecond(at + ms));

    expect(back).toBeCloseTo((cut ?? 0) / 0.85);
    expect((beyond ?? 0) - (back ?? 0)).toBeCloseTo((back ?? 0) - (cut ?? 0));
    expect(free).toBe(10);
  });

  it("lets no more be saved up than others leave", () => {
    const bucket = aBucket(PER_SECOND);

    bucket.refused(0, 0, 1_000);

    // After fifty quiet seconds a burst of forty would be refused.
    expect(times(bucket, 4, 50_000).filter((at) => at === 50_000).length).toBeLessThanOrEqual(2);
  });

  it("never takes all from us: a twentieth is always asked for", () => {
    const bucket = aBucket(PER_SECOND);

    for (let now = 0; now < 100_000; now += 1_000) bucket.refused(now, now, undefined);

    expect(bucket.perSecond(99_000)).toBeGreaterThanOrEqual(0.5);
  });
});
