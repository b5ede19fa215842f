/**
 * Turns a trace into what its clients saw: sends and how they ended, polls and what they brought, transactions and how
 * they ended. Of the brokers only the log's content is looked at, to know which message a poll brought; leaders, replicas,
 * sequence numbers and coordinators are not.
 */
import { pauseUsOf } from "#sim/pauses.ts";
import { lastUntil } from "#base/search.ts";
import { PRODUCE_ERRORS, PROTOCOL_MESSAGES, TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Program } from "#sim/program.ts";
import type { History, Key, Op, Outcome, Read, Send } from "./history.ts";

/** Bit of `appended.extra`: a deposed leader that does not know it has appended to its own log alone. */
const ASIDE = 2;

const END_TXN = PROTOCOL_MESSAGES.indexOf("EndTxn");

/** Errors that prove that nothing was appended by this attempt. */
const REFUSED: ReadonlySet<string> = new Set([
  "MESSAGE_TOO_LARGE",
  "INVALID_RECORD",
  "INVALID_TIMESTAMP",
  "NOT_ENOUGH_REPLICAS",
  "NOT_LEADER_OR_FOLLOWER",
  "INVALID_PRODUCER_EPOCH",
  "PRODUCER_FENCED",
  "INVALID_TXN_STATE",
]);
/** Errors that prove that no attempt before did anything either, since the broker answers the same every time. */
const ALWAYS_REFUSED: ReadonlySet<string> = new Set([
  "MESSAGE_TOO_LARGE",
  "INVALID_RECORD",
  "INVALID_TIMESTAMP",
]);

/** Messages that travel together. */
interface Batch {
  readonly index: number;
  readonly who: number;
  /** Which life of its process has sent it. */
  readonly life: number;
  readonly key: Key;
  readonly values: readonly number[];
  outcome: Outcome;
  time: number;
  offset: number;
  /** Whether an attempt ended in a way that leaves open whether it was appended. */
  isOpenEnded: boolean;
  attempts: number;
}

interface Transaction {
  readonly batches: Batch[];
  isClosed: boolean;
  outcome: Outcome;
  /** When it was decided; Infinity while it is open, -1 where that is not known. */
  time: number;
}

/** A process of the history and who it was. */
export interface ProcessInfo {
  readonly who: number;
  /** Index of the group that a reader is a member of, -1 for producers. */
  readonly group: number;
}

export interface ClientView {
  readonly history: History;
  readonly processes: readonly ProcessInfo[];
  /** Which instance produced a message. */
  readonly producers: ReadonlyMap<number, number>;
  /** Reads of messages whose transaction had not ended yet, with the operation that read them. */
  readonly earlyReads: readonly { readonly key: Key; readonly value: number; readonly op: Op }[];
}

export class ClientHistory {
  readonly #program: Program;
  readonly #processes: ProcessInfo[] = [];
  readonly #readers = new Map<number, number>();
  readonly #ops: Op[] = [];
  /** Messages handed to a producer, by instance and partition, in order. */
  readonly #produced = new Map<string, number[]>();
  readonly #producers = new Map<number, number>();
  readonly #indexOf = new Map<number, number>();
  readonly #batches = new Map<number, Batch>();
  readonly #writers = new Map<string, number>();
  readonly #lives = new Map<number, number>();
  readonly #transactions = new Map<number, Transaction[]>();
  readonly #transactionOf = new Map<number, Transaction>();
  /** By partition: the message at each offset now. */
  readonly #logs: number[][];
  readonly #owned = new Map<number, Set<Key>>();
  /** The poll under way of each instance. */
  readonly #polls = new Map<
    number,
    { readonly timeUs: number; readonly reads: Read[]; readonly index: number }
  >();
  readonly #early: { key: Key; value: number; op: Op }[] = [];
  #rows = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#logs = Array.from({ length: program.layout.partitionCount }, () => []);
  }

  /** Takes the next row of the trace in. */
  take(row: TraceRow): void {
    this.#rows += 1;
    if (row.fact <= Fact.acknowledged) this.#takeOfProducer(row);
    else if (row.fact <= Fact.lostPartition || row.fact === Fact.notDueYet) {
      if (!this.#isSharing(row.who)) this.#takeOfReader(row);
    } else this.#takeOther(row);
  }

  /** A share group is a queue: its members read in no order and leave out what others have. */
  #isSharing(who: number): boolean {
    const group = this.#program.services[Math.floor(who / INSTANCES_MAX)]?.group ?? -1;
    return this.#program.groups[group]?.config.protocol === "share";
  }

  #takeOfProducer({ timeUs, fact, who, what, where, offset, extra }: TraceRow): void {
    switch (fact) {
      case Fact.produced: {
        const name = `${who} ${where}`;
        const all = this.#produced.get(name);
        if (all === undefined) this.#produced.set(name, [what]);
        else all.push(what);
        this.#producers.set(what, who);
        this.#indexOf.set(what, this.#rows);
        return;
      }
      case Fact.sent: {
        const batch = this.#batchOf(who, what, where, offset);
        if (batch === null) return;
        batch.attempts += 1;
        if (batch.outcome === "attempt") batch.outcome = "unknown";
        return;
      }
      case Fact.appended:
        if ((extra & ASIDE) === 0) this.#logs[where]![offset] = what;
        return;
      default: {
        const batch = this.#batchOf(who, what, where, extra);
        if (batch === null) return;
        batch.outcome = "ok";
        batch.offset = offset;
        batch.time = timeUs;
      }
    }
  }

  /** The batch that begins with a message. It may have been split since: then it is shorter. */
  #batchOf(who: number, first: number, partition: number, length: number): Batch | null {
    const known = this.#batches.get(first);
    if (known !== undefined && known.values.length === length) return known;
    const all = this.#produced.get(`${who} ${partition}`) ?? [];
    const at = lastUntil(all, first);
    if (at < 0 || all[at] !== first) return null;
    const batch: Batch = {
      index: this.#indexOf.get(first) ?? this.#rows,
      who,
      life: this.#lives.get(who) ?? 0,
      key: partition,
      values: all.slice(at, at + length),
      outcome: "attempt",
      time: 0,
      offset: -1,
      isOpenEnded: known?.isOpenEnded ?? false,
      attempts: 0,
    };
    this.#batches.set(first, batch);
    if (this.#isTransactional(who) && known === undefined) this.#addToTransaction(who, batch);
    return batch;
  }

  #isTransactional(who: number): boolean {
    return this.#program.services[Math.floor(who / INSTANCES_MAX)]?.config.transactional === true;
  }

  #addToTransaction(who: number, batch: Batch): void {
    let all = this.#transactions.get(who);
    if (all === undefined) this.#transactions.set(who, (all = []));
    let last = all.at(-1);
    if (last === undefined || last.isClosed) {
      last = { batches: [], isClosed: false, outcome: "unknown", time: Infinity };
      all.push(last);
    }
    last.batches.push(batch);
    for (const value of batch.values) this.#transactionOf.set(value, last);
  }

  /** The oldest transaction that has not ended has ended. */
  #endTransaction(who: number, end: (typeof TRANSACTION_ENDS)[number] | undefined, timeUs: number): void {
    const open = this.#transactions.get(who)?.find(({ time }) => time === Infinity);
    if (open === undefined) return;
    open.isClosed = true;
    open.outcome = end === "committed" ? "ok" : "failed";
    open.time = timeUs;
  }

  #takeOfReader({ timeUs, fact, who, what, where, offset, extra }: TraceRow): void {
    switch (fact) {
      case Fact.delivered:
        return this.#delivered(timeUs, who, where, offset, extra);
      case Fact.started:
        return this.#started(who, where, offset, what);
      case Fact.backedOff:
      case Fact.notDueYet:
        // With a pause of its own the consumer is put back to the record: a seek by the application.
        if (pauseUsOf({ extra }) > 0) this.#moved(who, where);
        return;
      case Fact.positioned:
      case Fact.assigned:
      case Fact.revoked:
      case Fact.lostPartition:
        return this.#moved(who, where);
      default:
    }
  }

  /** What an instance reads of a partition from here on need not follow what it has read before. */
  #moved(who: number, key: Key): void {
    this.#endPoll(who);
    const process = this.#reader(who);
    const owned = this.#owned.get(process) ?? new Set<Key>();
    this.#owned.set(process, owned);
    owned.delete(key);
    const base = { index: this.#rows, time: 0, process, outcome: "ok", steps: [] } as const;
    this.#ops.push({ ...base, does: "assign", keys: [...owned] });
    owned.add(key);
  }

  #reader(who: number): number {
    let process = this.#readers.get(who);
    if (process === undefined) {
      process = this.#processes.length;
      const group = this.#program.services[Math.floor(who / INSTANCES_MAX)]?.group ?? -1;
      this.#processes.push({ who, group });
      this.#readers.set(who, process);
    }
    return process;
  }

  #delivered(timeUs: number, who: number, key: number, offset: number, records: number): void {
    const process = this.#reader(who);
    let poll = this.#polls.get(who);
    if (poll !== undefined && poll.timeUs !== timeUs) {
      this.#endPoll(who);
      poll = undefined;
    }
    // Whoever reads a partition without having been told of it: a member of a share group.
    if (this.#owned.get(process)?.has(key) !== true || this.#isShare(process)) {
      this.#moved(who, key);
      poll = undefined;
    }
    if (poll === undefined) this.#polls.set(who, (poll = { timeUs, reads: [], index: this.#rows }));
    for (let at = offset; at < offset + records; at++) {
      const value = this.#logs[key]![at];
      if (value !== undefined) poll.reads.push({ key, offset: at, value });
    }
  }

  #isShare(process: number): boolean {
    const group = this.#program.groups[this.#processes[process]!.group];
    return group?.config.protocol === "share";
  }

  /** What the application has in hand decides what it has read. */
  #started(who: number, key: number, offset: number, value: number): void {
    const reads = this.#polls.get(who)?.reads;
    const at = reads?.findIndex((read) => read.key === key && read.offset === offset) ?? -1;
    if (reads !== undefined && at >= 0) reads[at] = { key, offset, value };
  }

  #endPoll(who: number): void {
    const poll = this.#polls.get(who);
    if (poll === undefined) return;
    this.#polls.delete(who);
    const op: Op = {
      index: poll.index,
      time: poll.timeUs,
      process: this.#reader(who),
      outcome: "ok",
      does: "poll",
      steps: [{ is: "poll", reads: poll.reads }],
      keys: [],
    };
    this.#ops.push(op);
    for (const { key, value } of poll.reads) {
      const transaction = this.#transactionOf.get(Number(value));
      if (transaction !== undefined && transaction.time > poll.timeUs)
        this.#early.push({ key, value: Number(value), op });
    }
  }

  #takeOther({ timeUs, fact, who, what, where, offset, extra }: TraceRow): void {
    switch (fact) {
      case Fact.crashed:
      case Fact.stopped:
      case Fact.startedUp: {
        this.#endPoll(who);
        // Another life is another process.
        this.#readers.delete(who);
        this.#lives.set(who, (this.#lives.get(who) ?? 0) + 1);
        return;
      }
      case Fact.produceRetried: {
        const batch = this.#batches.get(what);
        if (batch !== undefined && !REFUSED.has(PRODUCE_ERRORS[extra] ?? "")) batch.isOpenEnded = true;
        return;
      }
      case Fact.produceFailed:
        return this.#failed(timeUs, who, what, where, offset, PRODUCE_ERRORS[extra] ?? "");
      case Fact.requested:
        if (what === END_TXN) {
          const last = this.#transactions.get(who)?.at(-1);
          if (last !== undefined) last.isClosed = true;
        }
        return;
      case Fact.producerIdGiven:
        // With a new id or epoch, whatever was open before has been ended by somebody.
        for (const each of this.#transactions.get(who) ?? []) {
          each.isClosed = true;
          if (each.time === Infinity) each.time = -1;
        }
        return;
      case Fact.transactionPrepared:
        return this.#endTransaction(who, TRANSACTION_ENDS[extra], timeUs);
      default:
    }
  }

  #failed(
    timeUs: number,
    who: number,
    first: number,
    partition: number,
    length: number,
    error: string,
  ): void {
    if (first < 0) return;
    const batch = this.#batchOf(who, first, partition, length);
    if (batch === null) return;
    const isSure =
      batch.attempts === 0 || ALWAYS_REFUSED.has(error) || (REFUSED.has(error) && !batch.isOpenEnded);
    batch.outcome = isSure ? "failed" : "unknown";
    batch.time = timeUs;
  }

  /** The history, once all rows are in. */
  view(): ClientView {
    for (const who of this.#polls.keys()) this.#endPoll(who);
    const ops = [...this.#ops];
    for (const each of [...this.#transactions.values()].flat()) ops.push(this.#transactionOp(each));
    const isInTransaction = new Set(
      [...this.#transactions.values()].flat().flatMap(({ batches }) => batches),
    );
    for (const batch of this.#batches.values()) {
      if (isInTransaction.has(batch) || batch.outcome === "attempt" || batch.values.length === 0) continue;
      ops.push(this.#op(batch, batch.time, "send", batch.outcome, sendsOf(batch)));
    }
    ops.sort((a, b) => a.index - b.index);
    return {
      history: ops.map((op, index) => Object.assign(op, { index })),
      processes: this.#processes,
      producers: this.#producers,
      earlyReads: this.#early,
    };
  }

  #transactionOp({ batches, outcome, time }: Transaction): Op {
    // Once it is committed all of its messages count; offsets are known where they were acknowledged.
    return this.#op(batches[0]!, time, "transaction", outcome, batches.flatMap(sendsOf));
  }

  #op(
    { who, life, index }: Batch,
    time: number,
    does: Op["does"],
    outcome: Outcome,
    steps: readonly Send[],
  ): Op {
    return { index, time, process: this.#writer(who, life), outcome, does, steps, keys: [] };
  }

  #writer(who: number, life: number): number {
    const name = `${who} ${life}`;
    let process = this.#writers.get(name);
    if (process === undefined) {
      process = this.#processes.length;
      this.#processes.push({ who, group: -1 });
      this.#writers.set(name, process);
    }
    return process;
  }
}

function sendsOf({ key, values, offset }: Batch): Send[] {
  return values.map((value, at) => ({ is: "send", key, value, offset: offset < 0 ? -1 : offset + at }));
}
