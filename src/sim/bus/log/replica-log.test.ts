import { describe, expect, it } from "vitest";
import {
  beginEpoch,
  commonEnd,
  copyUpTo,
  createReplicaLog,
  epochAt,
  lastEpoch,
  truncateReplica,
} from "./replica-log.ts";

/** A log to which leaders have written: [epoch, records] in turn. */
function written(...runs: readonly (readonly [number, number])[]): ReturnType<typeof createReplicaLog> {
  const log = createReplicaLog();
  for (const [epoch, records] of runs) {
    beginEpoch(log, epoch);
    log.end += records;
  }
  return log;
}

describe("two logs", () => {
  it("are the same up to the end of the shorter one while one leader wrote both", () => {
    expect(commonEnd(written([1, 100]), written([1, 60]))).toBe(60);
    expect(commonEnd(written(), written([1, 60]))).toBe(0);
  });

  it("part where another leader took over", () => {
    expect(commonEnd(written([1, 100]), written([1, 60], [2, 50]))).toBe(60);
    expect(commonEnd(written([1, 60], [2, 30]), written([1, 60], [2, 50]))).toBe(90);
    expect(commonEnd(written([1, 60], [3, 30]), written([1, 60], [2, 50]))).toBe(60);
  });
});

it("a follower takes its leader's records and epochs, part by part", () => {
  const leader = written([1, 60], [4, 20], [7, 20]);
  const follower = written([1, 40]);
  copyUpTo(follower, leader, 70);
  expect(follower).toEqual({ end: 70, highWatermark: 0, epochs: [1, 0, 4, 60] });
  copyUpTo(follower, leader, 100);
  expect(follower.epochs).toEqual(leader.epochs);
});

it("a log that is cut off forgets the epochs that began behind the cut", () => {
  const log = written([1, 60], [4, 20], [7, 20]);
  log.highWatermark = 90;
  expect(truncateReplica(log, 65)).toBe(35);
  expect(log).toEqual({ end: 65, highWatermark: 65, epochs: [1, 0, 4, 60] });
  expect(truncateReplica(log, 70)).toBe(0);
});

it("an epoch that wrote nothing leaves no trace once another begins", () => {
  const log = written([1, 60], [2, 0], [3, 10]);
  expect(log.epochs).toEqual([1, 0, 3, 60]);
  expect([lastEpoch(written([1, 60], [2, 0])), lastEpoch(log), lastEpoch(written())]).toEqual([1, 3, -1]);
  expect([epochAt(log, 59), epochAt(log, 60), epochAt(log, 70)]).toEqual([1, 3, -1]);
});
