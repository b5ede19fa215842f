import { describe, expect, it } from "vitest";
import {
  BATCH_HEADER_BYTES,
  headerBytes,
  headersBytes,
  NULL_BYTES,
  recordBytes,
  singleRecordBatchBytes,
  varintBytes,
  writeLimitBytes,
} from "./record-size.ts";

describe("the size of a record batch", () => {
  it("counts zig-zag varints, where -64 and 63 are the last of one byte", () => {
    expect([0, -1, 63, -64, 64, -65, 8_191, 8_192].map(varintBytes)).toEqual([1, 1, 1, 1, 2, 2, 2, 3]);
    expect(varintBytes(2 ** 31 - 1)).toBe(5);
    expect(varintBytes(2 ** 40)).toBe(6);
  });

  it("is 255 bytes for a value of 185 bytes without a key, as Kafka's log says", () => {
    expect(singleRecordBatchBytes(NULL_BYTES, 185)).toBe(255);
  });

  it("makes a null key one byte and an empty key one byte too", () => {
    expect(singleRecordBatchBytes(NULL_BYTES, 10)).toBe(singleRecordBatchBytes(0, 10));
  });

  it("adds headers with their count", () => {
    const one = headersBytes(1, headerBytes(7, 36));
    expect(one).toBe(1 + 1 + 7 + 1 + 36);
    expect(recordBytes(0, 0, NULL_BYTES, 0, one)).toBe(recordBytes(0, 0, NULL_BYTES, 0) + one - 1);
  });

  it("fits sixteen records of 1000 bytes into the default batch of 16384", () => {
    const limit = writeLimitBytes(16_384, NULL_BYTES, 1_000);
    let bytes = BATCH_HEADER_BYTES;
    let count = 0;
    while (bytes + recordBytes(count, 0, NULL_BYTES, 1_000) <= limit) {
      bytes += recordBytes(count, 0, NULL_BYTES, 1_000);
      count += 1;
    }
    expect(count).toBe(16);
  });

  it("lets a batch grow beyond batch.size for one record that is larger", () => {
    expect(writeLimitBytes(16_384, NULL_BYTES, 20_000)).toBe(61 + 21 + 1 + 3 + 20_000 + 1);
  });
});
