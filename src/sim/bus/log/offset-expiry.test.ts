import { describe, expect, it } from "vitest";
import { isOffsetExpired, type GroupLiveness } from "./offset-expiry.ts";

const empty: GroupLiveness = { is: "empty", sinceUs: 1_000, isClassic: true, isSubscribed: () => false };
const reads: GroupLiveness = { ...empty, is: "settled", isSubscribed: (topic) => topic === 1 };

describe("committed offsets", () => {
  it("of an empty classic group are kept for the retention from the moment it became empty", () => {
    expect(isOffsetExpired(empty, 1, 10, 500, 1_499)).toBe(false);
    expect(isOffsetExpired(empty, 1, 10, 500, 1_500)).toBe(true);
  });

  it("that were moved by hand meanwhile are no younger for that", () => {
    expect(isOffsetExpired(empty, 1, 1_300, 500, 1_500)).toBe(true);
  });

  it("of a topic that somebody reads are kept however old", () => {
    expect(isOffsetExpired(reads, 1, 10, 500, 9_000)).toBe(false);
    expect(isOffsetExpired(reads, 2, 10, 500, 9_000)).toBe(true);
  });

  it("are kept during a rebalance", () => {
    expect(isOffsetExpired({ ...empty, is: "moving" }, 1, 10, 500, 9_000)).toBe(false);
  });

  it("of a group of the consumer protocol count from their commit, also once it is empty", () => {
    expect(isOffsetExpired({ ...empty, isClassic: false }, 1, 10, 500, 510)).toBe(true);
  });
});
