/**
 * The messages of a run as rows of a table, with what has become of each as the run stands. Nothing is kept for it while
 * the run goes on: a row is read out of the logs, the members' hands and the ledger when it is asked for.
 */
import { countUntil } from "#base/search.ts";
import type { Micros } from "#base/units.ts";
import { BatchIs } from "./bus/log/batch-store.ts";
import { KEY_NAMES, keyOrdinal, keyText } from "./bus/log/keys.ts";
import type { MessageId } from "./kernel/message-store.ts";
import { EVERY_MESSAGE, type MessageQuery, type MessageRow } from "./message-query.ts";
import { matchesState, stateAt, Holders } from "./message-states.ts";
import type { Run } from "./run.ts";

/** Messages looked at between two looks at the clock. */
const SCAN = 5_000;

/** Whether a key's name begins so. */
function hasName(key: number, name: string): boolean {
  return key >= 0 && KEY_NAMES[key % KEY_NAMES.length]!.startsWith(name);
}

/** Where the messages of one run lie; grows with its logs. Let it go when the run takes another course (an amendment). */
export class MessagePlaces {
  readonly #run: Run;
  #partitions = new Int32Array(1024);
  #offsets = new Int32Array(1024);
  readonly #scanned: number[];

  constructor(run: Run) {
    this.#run = run;
    this.#scanned = run.program.topicOfPartition.map(() => 0);
  }

  /** Takes in what was appended since. */
  update(): void {
    const { logs, messages } = this.#run.kernel;
    if (this.#partitions.length < messages.length) this.#grow(messages.length);
    this.#scanned.forEach((from, partition) => {
      const end = logs.endOffset(partition);
      for (let offset = from; offset < end; offset++) {
        const message = logs.messageAt(partition, offset);
        // The marker of a transaction is no message.
        if (message < 0) continue;
        this.#partitions[message] = partition;
        this.#offsets[message] = offset;
      }
      if (end > from) this.#scanned[partition] = end;
    });
  }

  partition(message: MessageId): number {
    return this.#partitions[message]!;
  }

  /** Its offset, -1 where it is in no log as the run stands. */
  offset(message: MessageId): number {
    const { logs } = this.#run.kernel;
    const partition = this.#partitions[message]!;
    const offset = this.#offsets[message]!;
    const isThere = offset < logs.endOffset(partition) && logs.messageAt(partition, offset) === message;
    return isThere ? offset : -1;
  }

  #grow(length: number): void {
    const size = Math.ceil(length * 1.5);
    const partitions = new Int32Array(size);
    partitions.set(this.#partitions);
    this.#partitions = partitions;
    const offsets = new Int32Array(size);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }
}

/** The messages that meet a query, as the run stands: found in slices, read as rows. Holds until the run moves. */
export class MessageTable {
  readonly query: MessageQuery;
  /** Where the run stood, and the calls that it had made: another number means that the table is out of date. */
  readonly atUs: Micros;
  readonly calls: number;
  /** How many messages there were. */
  readonly messages: number;
  readonly #run: Run;
  readonly #places: MessagePlaces;
  readonly #holders: Holders;
  /** What is in no log yet: partition and whether it has left. */
  readonly #underWay = new Map<MessageId, { readonly partition: number; readonly isSent: boolean }>();
  readonly #isEvery: boolean;
  #found = new Int32Array(256);
  #count = 0;
  #scanned = 0;

  constructor(run: Run, places: MessagePlaces, query: MessageQuery) {
    this.#run = run;
    this.#places = places;
    this.query = query;
    this.atUs = run.atUs;
    this.calls = run.kernel.calls;
    this.messages = run.kernel.messages.length;
    this.#isEvery = Object.entries(EVERY_MESSAGE).every(
      ([name, any]) => query[name as keyof MessageQuery] === any,
    );
    places.update();
    this.#holders = new Holders(run);
    this.#findUnderWay();
  }

  /** How many messages were found. */
  get length(): number {
    return this.#isEvery ? this.messages : this.#count;
  }

  /** Whether all messages are looked at. */
  get isWhole(): boolean {
    return this.#isEvery || this.#scanned >= this.messages;
  }

  /** Looks on while `mayGoOn` says so; whether all are looked at. */
  scan(mayGoOn: () => boolean): boolean {
    if (this.#isEvery) return true;
    while (this.#scanned < this.messages) {
      const until = Math.min(this.messages, this.#scanned + SCAN);
      for (; this.#scanned < until; this.#scanned++)
        if (this.#matches(this.#scanned)) this.#add(this.#scanned);
      if (!mayGoOn()) break;
    }
    return this.isWhole;
  }

  /** Rows `from` … `to - 1` of what was found, in the order of making. */
  rows(from: number, to: number): MessageRow[] {
    const rows: MessageRow[] = [];
    for (let at = Math.max(0, from); at < Math.min(to, this.length); at++)
      rows.push(this.row(this.#isEvery ? at : this.#found[at]!));
    return rows;
  }

  /** Place of a message among those found, or of the first one after it. */
  indexOf(message: MessageId): number {
    if (this.#isEvery) return Math.min(message, this.length);
    return countUntil(this.#count, (at) => this.#found[at]!, message - 1);
  }

  row(message: MessageId): MessageRow {
    const { kernel } = this.#run;
    const { messages, logs } = kernel;
    const offset = this.#places.offset(message);
    const partition = this.#partitionOf(message, offset);
    const key = messages.key(message);
    return {
      message,
      createdUs: messages.createdUs(message),
      key: keyText(key),
      keyOrdinal: keyOrdinal(key),
      producer: messages.producer(message),
      parent: messages.parent(message),
      partition,
      offset,
      place:
        offset >= 0
          ? offset < logs.startOffset(partition)
            ? "retired"
            : "log"
          : partition < 0
            ? "dropped"
            : this.#underWay.get(message)!.isSent
              ? "wire"
              : "producer",
      poisoned: offset >= 0 && messages.isPoisoned(message),
      groups:
        offset < 0
          ? []
          : this.#holders.groupsOf(partition).map((pair) => stateAt(this.#holders, pair, offset)),
    };
  }

  #partitionOf(message: MessageId, offset: number): number {
    return offset >= 0 ? this.#places.partition(message) : (this.#underWay.get(message)?.partition ?? -1);
  }

  #matches(message: MessageId): boolean {
    const { query } = this;
    const { messages } = this.#run.kernel;
    if (query.message >= 0 && message !== query.message) return false;
    if (query.keyName !== "" || query.keyOrdinal >= 0 || query.number >= 0) {
      const key = messages.key(message);
      if (query.keyName !== "" && !hasName(key, query.keyName)) return false;
      if (query.keyOrdinal >= 0 && keyOrdinal(key) !== query.keyOrdinal) return false;
      if (query.number >= 0 && message !== query.number && keyOrdinal(key) !== query.number) return false;
    }
    return this.#isAtPlace(message);
  }

  #isAtPlace(message: MessageId): boolean {
    const { topic, group, state, partition, offset } = this.query;
    if (topic < 0 && group < 0 && state === "any" && partition < 0 && offset < 0) return true;
    const at = this.#places.offset(message);
    const where = this.#partitionOf(message, at);
    if (partition >= 0 && where !== partition) return false;
    if (offset >= 0 && at !== offset) return false;
    if (topic >= 0 && this.#run.program.topicOfPartition[where] !== topic) return false;
    if (group < 0 && state === "any") return true;
    if (where < 0) return state === "lost" && group < 0;
    const pairs = this.#holders.groupsOf(where).filter((pair) => group < 0 || pair.group === group);
    if (state === "any") return pairs.length > 0;
    return at >= 0 && pairs.some((pair) => matchesState(stateAt(this.#holders, pair, at), state));
  }

  #findUnderWay(): void {
    const { batches, messages } = this.#run.kernel;
    for (const batch of batches.used()) {
      const status = batches.status(batch);
      if (status === BatchIs.answered) continue;
      const isSent = status === BatchIs.travelling || status === BatchIs.orphan;
      const partition = batches.partition(batch);
      let message = batches.first(batch);
      for (let i = batches.records(batch); i > 0; i--) {
        this.#underWay.set(message, { partition, isSent });
        message = messages.next(message);
      }
    }
  }

  #add(message: MessageId): void {
    if (this.#count === this.#found.length) {
      const larger = new Int32Array(this.#count * 2);
      larger.set(this.#found);
      this.#found = larger;
    }
    this.#found[this.#count++] = message;
  }
}
