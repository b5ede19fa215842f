/** What must be known of a message to tell which rows concern it; moved on by `journey-rows.ts`, row by row. */
import type { Ledger } from "./ledger.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { Program } from "./program.ts";

/** A group that reads the message's topic. */
export interface Reader {
  readonly group: number;
  /** The (group, partition) pair of the run, once the partition is known. */
  readonly pair: number;
  committed: number;
  /** Whether somebody has processed it, skipped it or put it into the dead letter queue. */
  isHandled: boolean;
  /** Whether a poll has ever returned it. */
  isDelivered: boolean;
  /** Whether a member was seen to start after it while nobody had read it. */
  isPassed: boolean;
  /** Who has it in hand, and when the poll returned it. A crashed one still does until it is back. */
  readonly hands: Map<number, number>;
  /** Who has dealt with it without its group knowing yet. */
  readonly uncommitted: Set<number>;
}

export class Tracked {
  readonly program: Program;
  readonly message: number;
  /** Subject of the instance that made it. */
  readonly producer: number;
  /** -1: not known yet. */
  partition = -1;
  offset = -1;
  isSent = false;
  isDropped = false;
  isAcknowledged = false;
  /** Whether its producer has given it up. It may have been appended all the same. */
  isFailed = false;
  /** Whether it is in a transaction of which the marker has not come. */
  isUndecided = false;
  /** Whether its producer has ended since it was made: nobody hears the answer. */
  isProducerGone = false;
  readers: readonly Reader[] = [];

  constructor(program: Program, message: number, producer: number) {
    this.program = program;
    this.message = message;
    this.producer = producer;
  }

  /** It was produced for this partition. */
  setPartition(partition: number): void {
    this.partition = partition;
    this.readers = this.program.groups.flatMap(({ pairs, firstPair }, group) => {
      const at = pairs.indexOf(partition);
      return at < 0 ? [] : [newReader(group, firstPair + at)];
    });
  }

  /** The group of an instance among those that read the message, or undefined. */
  readerOf(who: number): Reader | undefined {
    const group = this.program.services[Math.floor(who / INSTANCES_MAX)]?.group ?? -1;
    return this.readers.find((reader) => reader.group === group);
  }

  /** Reading goes on after a stretch that was not played, in which nobody had it. */
  takeUp(ledger: Ledger): void {
    for (const reader of this.readers) {
      reader.committed = ledger.committed(reader.pair);
      reader.hands.clear();
      reader.uncommitted.clear();
    }
  }
}

function newReader(group: number, pair: number): Reader {
  return {
    group,
    pair,
    committed: -1,
    isHandled: false,
    isDelivered: false,
    isPassed: false,
    hands: new Map(),
    uncommitted: new Set(),
  };
}
