/** Facts about idempotent producers and transactions, through whole runs. */
import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { play, type Played } from "./scenario.fixture.ts";

/** A shop whose requests time out while they are still on their way, so that it sends every batch again. */
function impatient(shop: Config): Played {
  return play({
    durationMs: 20_000,
    latencyMs: 20,
    shop: { ratePerSecond: 5, requestTimeoutMs: 15, retryBackoffMs: 10, lingerMs: 0, ...shop },
  });
}

describe("fact 26: a batch that comes again", () => {
  it("is answered with its first offset and appended once, where the producer is idempotent", () => {
    const played = impatient({});
    const again = played.all("duplicateRefused");
    expect(again.length).toBeGreaterThan(20);
    for (const { what, offset } of again) {
      const appended = played.all("appended").filter((row) => row.what === what);
      expect(appended.map((row) => row.offset)).toEqual([offset]);
    }
  });

  it("stands in the log twice, where it is not", () => {
    const played = impatient({ idempotence: false });
    expect(played.count("duplicateRefused")).toBe(0);
    const offsets = played
      .all("appended")
      .filter(({ what }) => what === 0)
      .map(({ offset }) => offset);
    expect(offsets.length).toBeGreaterThan(1);
  });

  it("is known among the last five of its producer; the sixth is out of order", () => {
    const played = play({ durationMs: 5_000, shop: { ratePerSecond: 10, lingerMs: 0 } });
    const { logs } = played.run.kernel;
    const end = logs.endOffset(0);
    const [id, epoch] = [played.first("producerIdGiven").what, 0];
    const verdicts = [1, 2, 3, 4, 5, 6].map((back) => {
      const verdict = logs.judge(0, id, epoch, end - back, 1, false);
      return verdict === "DUPLICATE" ? logs.duplicateOffset(0) : verdict;
    });
    expect(verdicts).toEqual([end - 1, end - 2, end - 3, end - 4, end - 5, "OUT_OF_ORDER_SEQUENCE_NUMBER"]);
  });
});
