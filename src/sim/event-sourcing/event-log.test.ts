/** One store of events as a state machine: what it takes, what it refuses, what can be asked of it. Amounts in cents, times in µs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventIs, type AggregateState } from "#sim/aggregate.ts";
import { ANY_VERSION, EventLog, evolve, NOTHING } from "./event-log.ts";
import { createReadModel, project, resumeReadModel } from "./read-model.ts";

const ORDER = 17;

/** A log in which the amounts came to the aggregate, one a second from 1 s on. */
function logOf(...amounts: number[]): EventLog {
  const log = new EventLog();
  amounts.forEach((amountCents, i) => put(log, amountCents, i, i + 1));
  return log;
}

function put(log: EventLog, amountCents: number, expected: number, second: number, aggregate = ORDER) {
  const event = { aggregate, amountCents, basedOn: expected, cause: second, by: 0, atUs: second * 1_000_000 };
  return log.append(event, expected);
}

describe("append", () => {
  it("takes an event that was decided on the newest version, and gives it the next one", () => {
    expect(put(logOf(1000, 2000), 500, 2, 3)).toEqual({ is: "appended", version: 3, position: 2 });
  });

  it("refuses one that was decided on another version (WrongExpectedVersion), and keeps what it has", () => {
    const log = logOf(1000, 2000);
    expect(put(log, 500, 1, 3)).toEqual({ is: "wrong-expected-version", version: 2 });
    expect(log.load(ORDER)).toMatchObject({ version: 2, balanceCents: 3000 });
  });

  it("takes everything where no version is expected", () => {
    expect(put(logOf(1000, 2000), -3000, ANY_VERSION, 3).is).toBe("appended");
  });

  it("numbers each stream for itself and all events in one order", () => {
    const log = logOf(1000);
    expect(put(log, 700, 0, 2, 18)).toEqual({ is: "appended", version: 1, position: 1 });
  });
});

describe("load", () => {
  it("folds all events, or a snapshot and those after it", () => {
    const log = logOf(1000, 2000, 3000);
    expect(log.load(ORDER)).toEqual({ version: 3, balanceCents: 6000, erased: null, read: 3, snapshot: 0 });
    log.takeSnapshot(ORDER);
    put(log, -500, 3, 4);
    expect(log.load(ORDER)).toMatchObject({ version: 4, balanceCents: 5500, read: 1, snapshot: 3 });
    expect(log.sinceSnapshot(ORDER)).toBe(1);
  });

  it("takes no snapshot of another fold, until there is a new one", () => {
    const log = logOf(1000, 2000);
    log.takeSnapshot(ORDER);
    expect(log.changeFold()).toBe(1);
    expect(log.load(ORDER)).toMatchObject({ balanceCents: 3000, read: 2, snapshot: 0 });
    log.takeSnapshot(ORDER);
    expect(log.load(ORDER)).toMatchObject({ balanceCents: 3000, read: 0, snapshot: 2 });
  });

  it("says what the aggregate was at any moment, snapshots taken later or not", () => {
    const log = logOf(1000, 2000, -500);
    log.takeSnapshot(ORDER);
    expect(log.load(ORDER, 2_999_999)).toMatchObject({ version: 2, balanceCents: 3000 });
    expect(log.load(ORDER, 3_000_000)).toMatchObject({ version: 3, balanceCents: 2500 });
    expect(log.load(ORDER, 0)).toMatchObject({ version: 0, balanceCents: 0 });
    expect(log.history(ORDER, 2_500_000).map(({ version }) => version)).toEqual([1, 2]);
    expect(log.history(ORDER, Infinity, 1).map(({ version }) => version)).toEqual([3]);
  });
});

describe("erasure", () => {
  it("by a tombstone deletes the events and the snapshot, for the past, too; the stream takes no more", () => {
    const log = logOf(1000, 2000);
    log.takeSnapshot(ORDER);
    expect(log.erase(ORDER, "tombstone", 5_000_000)).toBe(true);
    expect(log.load(ORDER, 2_000_000)).toMatchObject({ balanceCents: 0, erased: "tombstone", read: 0 });
    expect(log.history(ORDER).map(({ is }) => is)).toEqual([EventIs.tombstone]);
    expect([log.at(0), log.at(1)]).toEqual([null, null]);
    expect(put(log, 100, ANY_VERSION, 6).is).toBe("erased");
    expect(log.erase(ORDER, "tombstone", 7_000_000)).toBe(false);
  });

  it("by throwing the key away leaves every event in its place, and nobody can read it", () => {
    const log = logOf(1000, 2000);
    log.erase(ORDER, "shredded", 5_000_000);
    expect(log.history(ORDER).map(({ version, amountCents }) => [version, amountCents])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(log.load(ORDER)).toMatchObject({ version: 3, balanceCents: 0, erased: "shredded" });
  });

  it("takes the snapshot with it, also where the log was gone back and forward meanwhile", () => {
    const log = logOf(1000, 2000);
    const before = log.mark();
    log.takeSnapshot(ORDER);
    log.erase(ORDER, "tombstone", 5_000_000);
    const after = log.mark();
    log.goTo(before);
    log.goTo(after);
    expect(log.changeFold()).toBe(0);
  });

  it("does nothing to a stream that is not there", () => {
    expect(new EventLog().erase(ORDER, "tombstone", 1)).toBe(false);
  });
});

describe("a read model", () => {
  it("is the fold of all events up to its checkpoint, and forgets who was erased", () => {
    const log = logOf(1000, 2000);
    put(log, 700, 0, 3, 18);
    log.erase(ORDER, "tombstone", 4_000_000);
    const model = createReadModel(false);
    for (let i = 0; i < log.length; i++) project(model, log.at(i));
    expect([...model.rows]).toEqual([[18, { version: 1, balanceCents: 700, entries: 1 }]]);
    expect(model.checkpoint).toBe(4);
  });

  it("counts events twice after a crash where its checkpoint is stored apart from it", () => {
    const log = logOf(1000, 2000);
    const model = createReadModel(false);
    project(model, log.at(0));
    model.stored = 1;
    project(model, log.at(1));
    resumeReadModel(model);
    project(model, log.at(1));
    expect(model.rows.get(ORDER)).toEqual({ version: 2, balanceCents: 5000, entries: 3 });
  });
});

describe("at random", () => {
  const deed = fc.record({
    aggregate: fc.integer({ min: 0, max: 3 }),
    amount: fc.integer({ min: -5000, max: 5000 }),
    what: fc.constantFrom(
      "append",
      "append",
      "append",
      "stale",
      "any",
      "snapshot",
      "fold",
      "tombstone",
      "shred",
    ),
  });

  /** Does the deeds to a log, one a second, and beside it in the plainest way to a list of events for each aggregate. */
  function act(deeds: readonly { aggregate: number; amount: number; what: string }[]) {
    const log = new EventLog();
    const plain = new Map<number, { amounts: number[]; times: number[]; isErased: boolean }>();
    const marks = [{ mark: log.mark(), loads: loadsOf(log) }];
    deeds.forEach(({ aggregate, amount, what }, i) => {
      const stream = plain.get(aggregate) ?? { amounts: [], times: [], isErased: false };
      const version = log.version(aggregate);
      if (what === "snapshot" && !stream.isErased) log.takeSnapshot(aggregate);
      else if (what === "fold") log.changeFold();
      else if (what === "tombstone" || what === "shred") {
        if (log.erase(aggregate, what === "shred" ? "shredded" : "tombstone", i + 1)) stream.isErased = true;
      } else {
        const expected = what === "any" ? ANY_VERSION : what === "stale" ? version + 1 : version;
        const event = { aggregate, amountCents: amount, basedOn: version, cause: i, by: 0, atUs: i + 1 };
        const answer = log.append(event, expected);
        const should = stream.isErased ? "erased" : what === "stale" ? "wrong-expected-version" : "appended";
        expect(answer.is).toBe(should);
        if (should === "appended") {
          stream.amounts.push(amount);
          stream.times.push(i + 1);
        }
      }
      plain.set(aggregate, stream);
      marks.push({ mark: log.mark(), loads: loadsOf(log) });
    });
    return { log, plain, marks };
  }

  function loadsOf(log: EventLog): AggregateState[] {
    return [0, 1, 2, 3].map((aggregate) => {
      const { version, balanceCents, erased } = log.load(aggregate);
      return { version, balanceCents, erased };
    });
  }

  it("state = fold of the events, versions have no gaps, and snapshots change nothing, at every moment of the past", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
        const { log, plain } = act(deeds);
        for (const [aggregate, { amounts, times, isErased }] of plain) {
          if (isErased) continue;
          const events = log.history(aggregate);
          expect(events.map(({ version }) => version)).toEqual(amounts.map((_, i) => i + 1));
          for (let us = 0; us <= deeds.length; us++) {
            const before = amounts.filter((_, i) => times[i]! <= us);
            const state = log.load(aggregate, us);
            expect(state.version).toBe(before.length);
            expect(state.balanceCents).toBe(before.reduce((sum, each) => sum + each, 0));
          }
          expect(events.reduce(evolve, NOTHING).balanceCents).toBe(log.load(aggregate).balanceCents);
        }
      }),
    );
  });

  it("goes back and forward to any mark of the same course of events, in a copy, too", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 30 }), fc.nat(), (deeds, pick) => {
        const { log, marks } = act(deeds);
        const { mark, loads } = marks[pick % marks.length]!;
        const copy = new EventLog();
        copy.copyFrom(log, mark);
        expect(loadsOf(copy)).toEqual(loads);
        log.goTo(mark);
        expect(loadsOf(log)).toEqual(loads);
        const last = marks.at(-1)!;
        log.goTo(last.mark);
        expect(loadsOf(log)).toEqual(last.loads);
      }),
    );
  });

  it("two writers that expect a version lose no decision; without it they decide on what is gone", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 30 }), (turns) => {
        for (const isChecked of [true, false]) {
          const log = logOf(1000);
          // Each writer loads in one turn and withdraws all that there is in its next.
          const seen: (number | null)[] = [null, null];
          for (const turn of turns) {
            const writer = turn ? 1 : 0;
            const { version, balanceCents } = log.load(ORDER);
            const before = seen[writer] ?? null;
            if (before === null) {
              if (balanceCents > 0) seen[writer] = version;
              continue;
            }
            seen[writer] = null;
            put(log, -1000, isChecked ? before : ANY_VERSION, 2 + log.length);
          }
          if (isChecked) expect(log.load(ORDER).balanceCents).toBeGreaterThanOrEqual(0);
        }
      }),
    );
    const log = logOf(1000);
    put(log, -1000, ANY_VERSION, 2);
    put(log, -1000, ANY_VERSION, 3);
    expect(log.load(ORDER).balanceCents).toBe(-1000);
  });
});
