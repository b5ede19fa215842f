import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { START_REASONS } from "./fact-tables.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

const reasons = (played: Played): string[] =>
  played.all("positioned").map(({ extra }) => START_REASONS[extra]!);

describe("auto.offset.reset = none", () => {
  it("ends an application that has nothing committed: it throws, leaves the group and is gone", () => {
    const played = play({ group: { autoOffsetReset: "none" }, durationMs: 20_000 });
    expect(played.first("noOffset")).toMatchObject({ who: played.subject(1), offset: -1 });
    expect(played.count("stopped", { by: 1 })).toBe(1);
    expect(played.at("memberRemoved")).toBeLessThan(played.at("stopped") + 10);
    expect(played.count("processed")).toBe(0);
  });

  it("ends one whose committed offset was deleted meanwhile, and says which", () => {
    const played = play({
      topics: { orders: { partitions: 1, retentionMs: 2_000, segmentMs: 1_000 } },
      group: { autoOffsetReset: "none", commit: "after-batch" },
      retentionCheckMs: 1_000,
      durationMs: 60_000,
      worker: { instances: 1 },
      deeds: [
        [500, "stop", "worker", { instance: 1 }],
        [10_000, "reset-offsets", "workers", { to: "to-earliest" }],
        [30_000, "restart", "worker", { instance: 1 }],
      ],
    });
    const { offset } = played.first("offsetReset");
    expect(played.first("noOffset")).toMatchObject({ who: played.subject(1), offset });
    expect(played.at("stopped", { afterMs: 30_000 })).toBeGreaterThan(30_000);
    expect(played.count("processed")).toBe(0);
  });
});

describe("a reset by hand (kafka-consumer-groups.sh --reset-offsets)", () => {
  /** Stopped from 20 s on, reset at 30 s, started again at 40 s; ten messages a second. */
  const reset = (config: Config, more: readonly Deed[] = []): Played =>
    play({
      group: { commit: "after-batch" },
      durationMs: 60_000,
      deeds: [
        [20_000, "stop", "worker", { instance: 1 }],
        [30_000, "reset-offsets", "workers", config],
        [40_000, "restart", "worker", { instance: 1 }],
        ...more,
      ],
    });

  it("is refused while the group has members, and changes nothing", () => {
    const played = play({
      durationMs: 30_000,
      deeds: [[20_000, "reset-offsets", "workers", { to: "to-earliest" }]],
    });
    expect(played.first("resetRefused").extra).toBe(1);
    expect(played.count("offsetReset")).toBe(0);
    expect(played.group.duplicates).toBe(0);
  });

  it("to the earliest message repeats everything", () => {
    const played = reset({ to: "to-earliest" });
    const done = played.count("processed", { beforeMs: 30_000 });
    expect(played.first("offsetReset")).toMatchObject({ offset: 0, extra: done });
    expect(played.all("positioned").at(-1)).toMatchObject({
      offset: 0,
      extra: START_REASONS.indexOf("committed"),
    });
    expect(played.group).toMatchObject({ duplicates: done, lost: 0 });
  });

  it("to the end skips what came meanwhile, which is then lost", () => {
    const played = reset({ to: "to-latest" });
    const { offset, extra } = played.first("offsetReset");
    expect(offset - extra).toBeGreaterThan(90);
    expect(played.group).toMatchObject({ lost: offset - extra, duplicates: 0 });
  });

  it.each<readonly [Config, (committed: number) => number]>([
    [{ to: "shift-by", shiftBy: -50 }, (committed) => committed - 50],
    [{ to: "to-offset", offset: 17 }, () => 17],
    [{ to: "to-offset", offset: 100_000 }, () => 300],
    [{ to: "to-datetime", timeMs: 10_000 }, () => 100],
    [{ to: "by-duration", durationMs: 25_000 }, () => 50],
  ])("by %j goes where the tool would", (config, where) => {
    const played = reset(config);
    const { offset, extra } = played.first("offsetReset");
    expect(Math.abs(offset - where(extra))).toBeLessThanOrEqual(1);
    expect(played.all("positioned").at(-1)!.offset).toBe(offset);
  });
});

describe("a seek", () => {
  const seek = (config: Config): Played =>
    play({
      group: { commit: "after-batch", maxPollRecords: 20 },
      durationMs: 40_000,
      deeds: [[20_000, "seek", "worker", { instance: 1, ...config }]],
    });

  it("to the beginning repeats everything, in the same life and generation", () => {
    const played = seek({ to: "beginning" });
    expect(reasons(played)).toEqual(["earliest", "sought"]);
    expect(played.all("positioned").at(-1)!.offset).toBe(0);
    expect(played.group.duplicates).toBeGreaterThan(150);
    expect(played.count("generationFormed")).toBe(1);
  });

  it("to an offset begins there with the next poll", () => {
    const played = seek({ to: "offset", offset: 42 });
    expect(played.first("delivered", { afterMs: 20_000 })).toMatchObject({ offset: 42 });
  });

  it("to a moment asks the broker for the first message that is not older", () => {
    const played = seek({ to: "time", timeMs: 10_000 });
    expect(Math.abs(played.all("positioned").at(-1)!.offset - 100)).toBeLessThanOrEqual(1);
  });

  it("back lets the committed offset fall: the last write counts", () => {
    const played = seek({ to: "offset", offset: 5 });
    const offsets = played.all("committed", { afterMs: 20_000 }).map(({ offset }) => offset);
    expect(Math.min(...offsets)).toBeLessThan(played.all("committed", { beforeMs: 20_000 }).at(-1)!.offset);
  });
});

describe("offsets.retention.minutes", () => {
  const gone = (group: Config): Played =>
    play({
      group: { commit: "after-batch", offsetsRetentionMs: 20_000, ...group },
      settings: { offsetsRetentionCheckIntervalMs: 1_000 },
      durationMs: 90_000,
      deeds: [
        [20_000, "stop", "worker", { instance: 1 }],
        [60_000, "restart", "worker", { instance: 1 }],
      ],
    });

  it("forgets the offsets of an empty group that long after it became empty", () => {
    const played = gone({});
    const emptyMs = played.at("generationFormed", { afterMs: 20_000 });
    const expiredMs = played.at("offsetExpired");
    expect(expiredMs - emptyMs).toBeGreaterThanOrEqual(20_000);
    expect(expiredMs - emptyMs).toBeLessThan(21_001);
  });

  it("lets auto.offset.reset decide on return: latest skips, and says what", () => {
    const played = gone({ autoOffsetReset: "latest" });
    const committed = played.all("committed", { beforeMs: 60_000 }).at(-1)!.offset;
    const skipped = played.first("recordsSkipped");
    expect(skipped.offset).toBe(committed);
    expect(skipped.offset + skipped.extra).toBe(played.all("positioned").at(-1)!.offset);
    expect(played.group.lost).toBe(skipped.extra);
  });

  it("lets auto.offset.reset decide on return: earliest repeats", () => {
    const played = gone({ autoOffsetReset: "earliest" });
    expect(played.all("positioned").at(-1)!.offset).toBe(0);
    expect(played.group.duplicates).toBeGreaterThan(150);
  });

  it("forgets nothing of a group that has members", () => {
    const played = play({
      group: { offsetsRetentionMs: 5_000 },
      settings: { offsetsRetentionCheckIntervalMs: 1_000 },
      shop: { publishes: "burst", burstMessages: 10, burstEveryMs: 1e7 },
      durationMs: 60_000,
    });
    expect(played.count("offsetExpired")).toBe(0);
  });
});

describe("an application that leaves its batch in its midst", () => {
  const leaves = (commit: string): Played =>
    play({
      shop: { publishes: "burst", burstMessages: 500, burstEveryMs: 1e7 },
      worker: { serviceTimeMs: 100 },
      group: { commit },
      durationMs: 90_000,
      deeds: [
        [20_000, "stop", "worker", { instance: 1, breaksOff: true }],
        [30_000, "restart", "worker", { instance: 1 }],
      ],
    });

  it("with auto-commit loses the rest: close() commits all that poll() returned", () => {
    const played = leaves("auto");
    const done = played.count("processed");
    expect(played.count("processed", { afterMs: 25_000 })).toBe(0);
    expect(played.all("committed").at(-1)!.offset).toBe(500);
    expect(played.first("lost")).toMatchObject({ offset: done, extra: 500 - done });
    expect(played.group).toMatchObject({ lost: 500 - done, duplicates: 0 });
  });

  it("that commits by batch repeats what it had done of it", () => {
    const played = leaves("after-batch");
    const done = played.count("processed", { beforeMs: 25_000 });
    expect(played.group).toMatchObject({ processed: 500 + done, duplicates: done, lost: 0 });
  });
});
