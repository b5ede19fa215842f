import { describe, expect, it } from "vitest";
import { createRegistration } from "./election.ts";
import {
  confirmIsr,
  expandedIsr,
  highWatermarkLimit,
  lead,
  maximalIsr,
  recordFetch,
  shrunkIsr,
  type InSyncRules,
  type Leadership,
} from "./in-sync-replicas.ts";

const SECOND = 1_000_000;
const rules: InSyncRules = { lagMaxUs: 30 * SECOND, minIsr: 2, isEligible: () => true };

/** Broker 0 leads, with 1 and 2 following, from offset 100 on. */
const leading = (isr: readonly number[] = [0, 1, 2]): Leadership =>
  lead({ ...createRegistration([0, 1, 2]), isr }, 100, 0);

describe("the high watermark", () => {
  it("is what the slowest replica in sync has", () => {
    const leadership = leading();
    recordFetch(leadership, 1, 120, 150, SECOND);
    recordFetch(leadership, 2, 140, 150, SECOND);
    expect(highWatermarkLimit(leadership, 150, SECOND, rules)).toBe(120);
  });

  it("waits for replicas in sync that have not fetched from this leader yet", () => {
    const leadership = leading();
    recordFetch(leadership, 1, 150, 150, SECOND);
    expect(highWatermarkLimit(leadership, 150, SECOND, rules)).toBe(-1);
  });

  it("does not wait for a replica that left, unless it has caught up and is about to come back", () => {
    const leadership = leading([0, 1]);
    recordFetch(leadership, 1, 150, 150, SECOND);
    recordFetch(leadership, 2, 10, 150, SECOND);
    expect(highWatermarkLimit(leadership, 150, SECOND, rules)).toBe(150);
    recordFetch(leadership, 2, 150, 150, 2 * SECOND);
    expect(highWatermarkLimit(leadership, 160, 3 * SECOND, rules)).toBe(150);
    const fenced = { ...rules, isEligible: (broker: number) => broker !== 2 };
    recordFetch(leadership, 1, 160, 160, 3 * SECOND);
    expect(highWatermarkLimit(leadership, 160, 3 * SECOND, fenced)).toBe(160);
  });

  it("stands still while fewer than min.insync.replicas are in sync", () => {
    expect(highWatermarkLimit(leading([0]), 150, SECOND, rules)).toBe(-1);
    expect(highWatermarkLimit(leading([0]), 150, SECOND, { ...rules, minIsr: 1 })).toBe(150);
  });
});

describe("a follower", () => {
  it("leaves the ISR when it has not had everything for replica.lag.time.max.ms", () => {
    const leadership = leading();
    recordFetch(leadership, 1, 150, 150, 10 * SECOND);
    recordFetch(leadership, 2, 110, 150, 10 * SECOND);
    expect(shrunkIsr(leadership, 160, 30 * SECOND, rules)).toBeNull();
    expect(shrunkIsr(leadership, 160, 31 * SECOND, rules)).toEqual([0, 1]);
  });

  it("stays in it while it keeps up, though never quite at the end", () => {
    const leadership = leading();
    for (let second = 1; second <= 120; second++) {
      recordFetch(leadership, 1, 100 + (second - 1) * 10, 100 + second * 10, second * SECOND);
      recordFetch(leadership, 2, 100 + second * 10, 100 + second * 10, second * SECOND);
      expect(shrunkIsr(leadership, 100 + second * 10, second * SECOND, rules)).toBeNull();
    }
  });

  it("stays in it where nothing is written, however long it is silent", () => {
    const leadership = leading();
    recordFetch(leadership, 1, 100, 100, SECOND);
    recordFetch(leadership, 2, 100, 100, SECOND);
    expect(shrunkIsr(leadership, 100, 3600 * SECOND, rules)).toBeNull();
  });

  it("joins when it has reached the high watermark and the leader's first offset", () => {
    const leadership = leading([0, 1]);
    recordFetch(leadership, 2, 99, 150, SECOND);
    expect(expandedIsr(leadership, 2, 90, rules)).toBeNull();
    recordFetch(leadership, 2, 110, 150, SECOND);
    expect(expandedIsr(leadership, 2, 120, rules)).toBeNull();
    recordFetch(leadership, 2, 120, 150, SECOND);
    expect(expandedIsr(leadership, 2, 120, rules)).toEqual([0, 1, 2]);
    expect(expandedIsr(leadership, 2, 120, { ...rules, isEligible: () => false })).toBeNull();
  });
});

describe("an ISR that the controller was asked for", () => {
  it("counts already where it is larger, and not yet where it is smaller", () => {
    const growing = leading([0, 1]);
    growing.proposed = [0, 1, 2];
    expect(maximalIsr(growing)).toEqual([0, 1, 2]);
    const shrinking = leading();
    shrinking.proposed = [0];
    expect(maximalIsr(shrinking)).toEqual([0, 1, 2]);
  });

  it("keeps the leader from asking again until it is answered", () => {
    const leadership = leading();
    leadership.proposed = [0, 1];
    expect(shrunkIsr(leadership, 200, 3600 * SECOND, rules)).toBeNull();
    confirmIsr(leadership, { ...createRegistration([0, 1, 2]), isr: [0, 1], partitionEpoch: 1 });
    expect(leadership).toMatchObject({ isr: [0, 1], proposed: null });
  });
});
