import { describe, expect, it } from "vitest";
import { acknowledge, Acknowledge, type Acknowledgement, type AcknowledgeType } from "./share-acknowledge.ts";
import { acquire } from "./share-acquire.ts";
import {
  advanceLogStart,
  canAcquire,
  createSharePartition,
  expireLocks,
  forgetAcquisitions,
  nextExpiryUs,
  nextFetchOffset,
  type RecordRange,
  releaseHeld,
  type SharePartition,
  type ShareSettings,
} from "./share-partition.ts";

const settings: ShareSettings = {
  lockDurationUs: 30_000_000,
  deliveryCountLimit: 5,
  recordLocksMax: 2_000,
};
const ann = 1;
const bob = 2;

interface Fetch {
  readonly holder?: number;
  readonly maxRecords?: number;
  readonly logEnd?: number;
  readonly batchOf?: number;
  readonly nowUs?: number;
  readonly with?: ShareSettings;
}

/** Reads a log of batches of `batchOf` records from where the share partition wants to read, up to `logEnd`. */
function fetch(partition: SharePartition, fetched: Fetch = {}): readonly RecordRange[] {
  const { holder = ann, maxRecords = 500, logEnd = 1_000, batchOf = 1, nowUs = 0 } = fetched;
  const fetchOffset = nextFetchOffset(partition);
  const lastOfBatch = (offset: number): number => Math.floor(offset / batchOf) * batchOf + batchOf - 1;
  const firstOffset = lastOfBatch(fetchOffset) - batchOf + 1;
  return acquire(
    partition,
    { holder, maxRecords, fetchOffset, firstOffset, lastOffset: logEnd - 1, lastOfBatch, nowUs },
    fetched.with ?? settings,
  );
}

function say(
  partition: SharePartition,
  type: AcknowledgeType,
  [first, last]: readonly [number, number],
  holder = ann,
): string {
  return acknowledge(partition, holder, [{ first, last, types: [type] }], 0, settings).error;
}

/** "first-last xdeliveries@holder" of ranges. */
function told(ranges: readonly RecordRange[]): string[] {
  const states = ["available", "acquired", "acknowledged", "archived"];
  return ranges.map(
    ({ first, count, deliveryCount, is, holder }) =>
      `${first}-${first + count - 1} x${deliveryCount} ${states[is]} ${["", "ann", "bob"][holder] ?? "nobody"}`,
  );
}

describe("giving records out", () => {
  it("gives each record to one member only, and the next member what comes after", () => {
    const partition = createSharePartition(0);
    expect(told(fetch(partition, { maxRecords: 10 }))).toEqual(["0-9 x1 acquired ann"]);
    expect(told(fetch(partition, { maxRecords: 10, holder: bob }))).toEqual(["10-19 x1 acquired bob"]);
    expect([partition.start, partition.end]).toEqual([0, 20]);
  });

  it("keeps batches of the log whole, so that a member may get more than it asked for", () => {
    const partition = createSharePartition(0);
    expect(told(fetch(partition, { maxRecords: 10, batchOf: 16 }))).toEqual(["0-15 x1 acquired ann"]);
  });

  it("makes in-flight batches of about max.poll.records", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 25, batchOf: 10, logEnd: 60 });
    expect(partition.batches.map(({ first, last }) => [first, last])).toEqual([[0, 29]]);
  });

  it("gives out no more than may be under way at once, and goes on when the start moves up", () => {
    const partition = createSharePartition(0);
    const few = { ...settings, recordLocksMax: 30 };
    expect(told(fetch(partition, { maxRecords: 20, with: few }))).toEqual(["0-19 x1 acquired ann"]);
    expect(told(fetch(partition, { maxRecords: 20, with: few }))).toEqual(["20-29 x1 acquired ann"]);
    expect(canAcquire(partition, few)).toBe(false);
    expect(fetch(partition, { with: few })).toEqual([]);
    expect(say(partition, Acknowledge.accept, [20, 29])).toBe("NONE");
    expect(canAcquire(partition, few)).toBe(false);
    expect(say(partition, Acknowledge.accept, [0, 19])).toBe("NONE");
    expect(canAcquire(partition, few)).toBe(true);
    expect(partition.start).toBe(30);
  });

  it("gives a released record out again where all locks are taken, and nothing new with it", () => {
    const partition = createSharePartition(0);
    const few = { ...settings, recordLocksMax: 30 };
    fetch(partition, { maxRecords: 30, with: few });
    say(partition, Acknowledge.release, [20, 20]);
    expect(told(fetch(partition, { holder: bob, with: few }))).toEqual(["20-20 x2 acquired bob"]);
  });

  it("takes what came back before anything new", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    say(partition, Acknowledge.release, [3, 4]);
    expect(told(fetch(partition, { maxRecords: 10, holder: bob }))).toEqual([
      "3-4 x2 acquired bob",
      "10-17 x1 acquired bob",
    ]);
  });
});

describe("acknowledging", () => {
  it("moves the start up past what is done with, and counts what is done with behind it", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    say(partition, Acknowledge.accept, [5, 6]);
    expect([partition.start, partition.end, partition.completed]).toEqual([0, 10, 2]);
    say(partition, Acknowledge.accept, [0, 4]);
    expect([partition.start, partition.end, partition.completed]).toEqual([7, 10, 0]);
    say(partition, Acknowledge.reject, [7, 9]);
    expect([partition.start, partition.end, partition.batches]).toEqual([10, 10, []]);
  });

  it("takes one type for all or one each", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 4 });
    const { accept, gap, reject, release } = Acknowledge;
    const said: Acknowledgement = { first: 0, last: 3, types: [accept, release, reject, gap] };
    expect(told(acknowledge(partition, ann, [said], 0, settings).changed)).toEqual([
      "0-0 x1 acknowledged ann",
      "1-1 x1 available ann",
      "2-3 x1 archived ann",
    ]);
  });

  it("refuses what another member has, what nobody has, and what was never given out", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    expect(say(partition, Acknowledge.accept, [0, 9], bob)).toBe("INVALID_RECORD_STATE");
    say(partition, Acknowledge.release, [0, 0]);
    expect(say(partition, Acknowledge.accept, [0, 9])).toBe("INVALID_RECORD_STATE");
    expect(say(partition, Acknowledge.accept, [10, 11])).toBe("INVALID_REQUEST");
    expect(say(partition, Acknowledge.accept, [9, 10])).toBe("INVALID_REQUEST");
  });

  it("takes all of a request or nothing", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    fetch(partition, { maxRecords: 10, holder: bob });
    const types = [Acknowledge.accept];
    const both = [
      { first: 0, last: 9, types },
      { first: 10, last: 19, types },
    ];
    expect(acknowledge(partition, ann, both, 0, settings).error).toBe("INVALID_RECORD_STATE");
    expect(say(partition, Acknowledge.accept, [0, 9])).toBe("NONE");
  });

  it("archives a record that is released at the limit", () => {
    const partition = createSharePartition(0);
    for (let delivery = 1; delivery <= 5; delivery++) {
      fetch(partition, { logEnd: 1 });
      say(partition, Acknowledge.release, [0, 0]);
    }
    expect([partition.start, partition.batches.length]).toEqual([1, 0]);
    expect(fetch(partition, { logEnd: 1 })).toEqual([]);
  });

  it("lets a lock begin anew by RENEW and changes nothing else", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 2 });
    const said: Acknowledgement = { first: 0, last: 1, types: [Acknowledge.renew] };
    expect(acknowledge(partition, ann, [said], 20_000_000, settings)).toEqual({ error: "NONE", changed: [] });
    expect(nextExpiryUs(partition)).toBe(50_000_000);
    expect(expireLocks(partition, 30_000_000, settings)).toEqual([]);
  });
});

describe("locks", () => {
  it("make records available again after 30 s with the same count, so that the next delivery is the second", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    expect(nextExpiryUs(partition)).toBe(30_000_000);
    expect(expireLocks(partition, 29_999_999, settings)).toEqual([]);
    expect(told(expireLocks(partition, 30_000_000, settings))).toEqual(["0-9 x1 available ann"]);
    expect(told(fetch(partition, { maxRecords: 10, holder: bob }))).toEqual(["0-9 x2 acquired bob"]);
    expect(say(partition, Acknowledge.accept, [0, 9])).toBe("INVALID_RECORD_STATE");
  });

  it("archive at the limit when they run out", () => {
    const partition = createSharePartition(0);
    const seen: string[] = [];
    for (let delivery = 1; delivery <= 5; delivery++) {
      fetch(partition, { logEnd: 1, nowUs: delivery * 100_000_000 });
      seen.push(...told(expireLocks(partition, delivery * 100_000_000 + 30_000_000, settings)));
    }
    expect(seen.at(-1)).toBe("0-0 x5 archived ann");
    expect(partition.start).toBe(1);
  });

  it("go back with their count where the session is closed, or where another broker leads", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    fetch(partition, { maxRecords: 10, holder: bob });
    expect(told(releaseHeld(partition, ann))).toEqual(["0-9 x0 available ann"]);
    expect(told(forgetAcquisitions(partition))).toEqual(["10-19 x0 available bob"]);
    expect(told(fetch(partition, { maxRecords: 5 }))).toEqual(["0-9 x1 acquired ann"]);
  });
});

describe("a record that comes back again and again", () => {
  /** Portions in which a batch of 100 is given out, at each of the deliveries. */
  function portions(limit: number): number[][] {
    const partition = createSharePartition(0);
    const all = { ...settings, deliveryCountLimit: limit };
    const seen: number[][] = [];
    for (let delivery = 1; delivery <= limit; delivery++) {
      const round: number[] = [];
      const taken: RecordRange[] = [];
      while (nextFetchOffset(partition) < 100) {
        const ranges = fetch(partition, { logEnd: 100, with: all });
        round.push(ranges.reduce((sum, { count }) => sum + count, 0));
        taken.push(...ranges);
      }
      seen.push(round);
      for (const { first, count } of taken)
        acknowledge(
          partition,
          ann,
          [{ first, last: first + count - 1, types: [Acknowledge.release] }],
          0,
          all,
        );
    }
    return seen;
  }

  it("is delivered with its batch three times, then with half of it, and the last time alone", () => {
    const [first, second, third, fourth, last] = portions(5);
    expect([first, second, third, fourth]).toEqual([[100], [100], [100], [50, 50]]);
    expect(last).toEqual(Array.from({ length: 100 }, () => 1));
  });

  it("has its portion halved with each further delivery where the limit is higher", () => {
    const [, , , , , sixth, seventh, eighth, ninth] = portions(10);
    expect(sixth).toEqual([50, 50]);
    expect(seventh).toEqual([25, 25, 25, 25]);
    expect(eighth!.slice(0, 3)).toEqual([12, 12, 12]);
    expect(ninth!.slice(0, 3)).toEqual([6, 6, 6]);
  });

  it("is never alone at the lowest limit of two", () => {
    expect(portions(2)).toEqual([[100], [100]]);
  });
});

describe("a log that begins later", () => {
  it("takes the start with it and archives what nobody has", () => {
    const partition = createSharePartition(0);
    fetch(partition, { maxRecords: 10 });
    fetch(partition, { maxRecords: 10, holder: bob });
    say(partition, Acknowledge.release, [0, 4]);
    expect(told(advanceLogStart(partition, 8))).toEqual(["0-4 x1 archived nobody"]);
    expect([partition.start, partition.end, partition.completed]).toEqual([8, 20, 0]);
    expect(say(partition, Acknowledge.accept, [5, 9])).toBe("NONE");
    expect(partition.start).toBe(10);
    expect(advanceLogStart(partition, 50)).toEqual([]);
    expect([partition.start, partition.end, nextFetchOffset(partition)]).toEqual([50, 50, 50]);
  });
});
