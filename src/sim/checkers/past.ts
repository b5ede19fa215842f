/**
 * What a trace has told so far, as the checkers need it: logs, commits, members, who holds what and how far it has read.
 * Folded from rows alone; nothing here comes from the simulator's state.
 */
import { pauseUsOf } from "#sim/pauses.ts";
import { APPENDED_ASIDE } from "#sim/bus/log/takeover.ts";
import { REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { GroupPlan, Program } from "#sim/program.ts";
import type { Micros } from "#base/units.ts";
import { ReplicationPast } from "./replication-past.ts";
import { UnseenPast } from "./unseen-past.ts";

/** An instance's hold of a partition, from `assigned` on. It stays readable after the loss, until the next one. */
export interface Claim {
  readonly who: number;
  /** Counts the claims of the run. */
  readonly number: number;
  readonly generation: number;
  /** What held when it was assigned: the committed offset (-1: none), the log's start and end. */
  readonly committedThen: number;
  readonly logStartThen: number;
  readonly logEndThen: number;
  isHeld: boolean;
  /** The first position, -1 for none yet; the next offset to be delivered; the furthest that it ever was. */
  start: number;
  position: number;
  furthest: number;
}

export interface GroupPast {
  generation: number;
  phase: "empty" | "preparing" | "completing" | "stable";
  /** Since when it has been in its phase. */
  sinceUs: Micros;
  /** Subject of an instance to how many member ids of it are in the group (a crashed life's may still be there). */
  readonly members: Map<number, number>;
  /** By subject: number of the row that last removed a member of it. */
  readonly removedRow: Map<number, number>;
  /** By subject: number of the row at which another instance last took its place (group.instance.id). */
  readonly fencedRow: Map<number, number>;
  /** By generation: number of the row that formed it. */
  readonly formedRow: Map<number, number>;
}

export interface InstancePast {
  is: "up" | "paused" | "stopped" | "crashed";
  /** When its pause ends, rounded to whole milliseconds. */
  pausedUntilUs: Micros;
  /** By partition. */
  readonly claims: Map<number, Claim>;
  /** By partition: the furthest position of its whole life, former lives included. */
  readonly furthest: Map<number, number>;
}

/** What is known of a message from its `produced` row. */
export interface MessagePast {
  readonly timeUs: Micros;
  readonly who: number;
  readonly partition: number;
  readonly parent: number;
  readonly key: number;
  /** -1 while it is not in a log. */
  offset: number;
  /** Whether a batch began with it. */
  beginsBatch: boolean;
}

export class Past {
  readonly program: Program;
  /** Rows seen. */
  rows = 0;
  readonly logStart: number[];
  readonly logEnd: number[];
  readonly groups: GroupPast[];
  readonly unseen: UnseenPast;
  readonly replication: ReplicationPast;
  readonly #log: number[][];
  readonly #messages = new Map<number, MessagePast>();
  readonly #instances = new Map<number, InstancePast>();
  readonly #committed = new Map<number, number>();
  readonly #moved = new Set<number>();
  #claims = 0;

  constructor(program: Program) {
    this.program = program;
    const { partitionCount } = program.layout;
    this.logStart = Array.from({ length: partitionCount }, () => 0);
    this.logEnd = Array.from({ length: partitionCount }, () => 0);
    this.#log = Array.from({ length: partitionCount }, () => []);
    this.replication = new ReplicationPast(program);
    this.unseen = new UnseenPast(program);
    this.groups = program.groups.map(() => ({
      generation: 0,
      phase: "empty",
      sinceUs: 0,
      members: new Map<number, number>(),
      removedRow: new Map<number, number>(),
      fencedRow: new Map<number, number>(),
      formedRow: new Map<number, number>(),
    }));
  }

  /** The message at an offset, or undefined. */
  messageAt(partition: number, offset: number): number | undefined {
    return this.#log[partition]?.[offset];
  }

  /** The next offset after what is committed: with one replica the log end. */
  highWatermark(partition: number): number {
    return this.replication.isReplicated(partition)
      ? this.replication.highWatermark[partition]!
      : this.logEnd[partition]!;
  }

  message(message: number): MessagePast | undefined {
    return this.#messages.get(message);
  }

  instance(who: number): InstancePast {
    let instance = this.#instances.get(who);
    if (instance === undefined) {
      instance = { is: "stopped", pausedUntilUs: 0, claims: new Map(), furthest: new Map() };
      this.#instances.set(who, instance);
    }
    return instance;
  }

  /** The last claim of an instance on a partition, held or not. */
  claim(who: number, partition: number): Claim | undefined {
    return this.#instances.get(who)?.claims.get(partition);
  }

  /** Index of the group whose member an instance is, -1 for none. */
  groupOf(who: number): number {
    return this.program.services[Math.floor(who / INSTANCES_MAX)]?.group ?? -1;
  }

  /** The settings of that group. */
  planOf(who: number): GroupPlan | undefined {
    return this.program.groups[this.groupOf(who)];
  }

  /** A number for (group, partition). */
  pair(group: number, partition: number): number {
    return group * this.program.layout.partitionCount + partition;
  }

  /** The offset that a group has committed, -1 for none. */
  committed(group: number, partition: number): number {
    return this.#committed.get(this.pair(group, partition)) ?? -1;
  }

  /** Whether the committed offset was ever moved by anything but a commit. */
  wasMoved(group: number, partition: number): boolean {
    return this.#moved.has(this.pair(group, partition));
  }

  isMember(group: number, who: number): boolean {
    return (this.groups[group]?.members.get(who) ?? 0) > 0;
  }

  /** Claims that instances of a group hold on a partition. */
  holders(group: number, partition: number): Claim[] {
    const holders: Claim[] = [];
    for (const [who, { claims }] of this.#instances) {
      const claim = claims.get(partition);
      if (claim?.isHeld === true && this.groupOf(who) === group) holders.push(claim);
    }
    return holders;
  }

  /** The longest that something sent may take one way: the random part is exponential and cut off by its 32 bits. */
  get travelMaxUs(): Micros {
    return this.program.latencyUs + 23 * this.program.jitterUs + 1;
  }

  /** Takes in the next row. */
  take(row: TraceRow): void {
    const number = this.rows++;
    const { fact } = row;
    this.unseen.take(row);
    if (this.replication.takes(row)) {
      if (fact === Fact.recordsLost) this.#cut(row);
      return;
    }
    if (fact === Fact.produced) this.#produced(row);
    else if (fact <= Fact.acknowledged) this.#logged(row);
    else if (fact <= Fact.positioned || fact === Fact.notDueYet) this.#read(row);
    else if (fact <= Fact.memberRemoved) this.#grouped(row, number);
    else if (fact === Fact.markerAppended) this.logEnd[row.where] = row.offset + 1;
    else if (fact === Fact.memberReplaced) this.#replaced(row, number);
    else if (fact === Fact.offsetReset) this.#move(row.what, row.where, row.offset);
    else if (fact === Fact.offsetExpired) this.#move(row.who, row.where, -1);
    else this.#lived(row);
  }

  #produced({ timeUs, who, what, where, offset, extra }: TraceRow): void {
    const message = {
      timeUs,
      who,
      partition: where,
      parent: offset,
      key: extra,
      offset: -1,
      beginsBatch: false,
    };
    this.#messages.set(what, message);
  }

  /** An election took what lay from an offset on. */
  #cut({ where, offset }: TraceRow): void {
    for (const lost of this.#log[where]!.splice(offset)) {
      const message = this.#messages.get(lost);
      if (message !== undefined) message.offset = -1;
    }
    this.logEnd[where] = offset;
    // The log of the new leader begins no later than it ends (UnifiedLog.truncateTo); the starts of the others do not hold for it.
    this.logStart[where] = Math.min(this.logStart[where]!, offset);
  }

  #logged({ fact, what, where, offset, extra }: TraceRow): void {
    const message = this.#messages.get(what);
    if (fact === Fact.sent && message !== undefined) message.beginsBatch = true;
    // What a deposed leader writes to its own log counts for nothing.
    if (fact !== Fact.appended || (extra & APPENDED_ASIDE) !== 0) return;
    this.#log[where]![offset] = what;
    this.logEnd[where] = offset + 1;
    if (message !== undefined) message.offset = offset;
  }

  #read({ fact, who, what, where, offset, extra }: TraceRow): void {
    if (fact === Fact.committed) return void this.#committed.set(this.pair(what, where), offset);
    const claim = this.claim(who, where);
    if (claim === undefined) return;
    if (fact === Fact.positioned) {
      if (claim.start < 0) claim.start = offset;
      claim.position = offset;
    } else if (fact === Fact.delivered) claim.position = offset + extra;
    else if (isSeekBack(fact) && pauseUsOf({ extra }) > 0 && claim.isHeld) claim.position = offset;
    claim.furthest = Math.max(claim.furthest, claim.position);
    const { furthest } = this.instance(who);
    furthest.set(where, Math.max(furthest.get(where) ?? 0, claim.furthest));
  }

  #grouped({ timeUs, fact, who, what, where, offset, extra }: TraceRow, number: number): void {
    if (fact === Fact.assigned) return this.#assigned(who, where, what);
    if (fact === Fact.revoked || fact === Fact.lostPartition) {
      const claim = this.claim(who, where);
      if (claim !== undefined) claim.isHeld = false;
      return;
    }
    const group = this.groups[who]!;
    const enter = (phase: GroupPast["phase"]): void => {
      group.phase = phase;
      group.sinceUs = timeUs;
    };
    if (fact === Fact.rebalanceStarted) enter("preparing");
    else if (fact === Fact.stable) enter("stable");
    else if (fact === Fact.generationFormed) {
      enter(offset === 0 ? "empty" : "completing");
      group.generation = what;
      group.formedRow.set(what, number);
    } else if (fact === Fact.memberJoined) group.members.set(extra, (group.members.get(extra) ?? 0) + 1);
    else if (fact === Fact.memberRemoved && REMOVAL_REASONS[what] !== "pending-expired") {
      group.members.set(extra, (group.members.get(extra) ?? 0) - 1);
      group.removedRow.set(extra, number);
    }
  }

  /** A committed offset was moved by hand, or forgotten. */
  #move(group: number, partition: number, offset: number): void {
    const pair = this.pair(group, partition);
    this.#committed.set(pair, offset);
    this.#moved.add(pair);
  }

  /** A static member's place has another process now, or a new life of the same one. */
  #replaced({ who, offset, extra }: TraceRow, number: number): void {
    if (offset === extra) return;
    const { members, removedRow, fencedRow } = this.groups[who]!;
    fencedRow.set(offset, number);
    members.set(offset, (members.get(offset) ?? 0) - 1);
    members.set(extra, (members.get(extra) ?? 0) + 1);
    removedRow.set(offset, number);
  }

  #assigned(who: number, partition: number, generation: number): void {
    this.instance(who).claims.set(partition, {
      who,
      number: this.#claims++,
      generation,
      committedThen: this.committed(this.groupOf(who), partition),
      logStartThen: this.logStart[partition]!,
      logEndThen: this.logEnd[partition]!,
      isHeld: true,
      start: -1,
      position: -1,
      furthest: -1,
    });
  }

  #lived({ fact, who, where, offset, extra }: TraceRow): void {
    if (fact === Fact.retired) this.logStart[where] = offset;
    else if (fact === Fact.startedUp || fact === Fact.resumed) this.instance(who).is = "up";
    else if (fact === Fact.paused) {
      const instance = this.instance(who);
      instance.is = "paused";
      instance.pausedUntilUs = extra * 1000;
    } else if (fact === Fact.crashed || fact === Fact.stopped) {
      const instance = this.instance(who);
      instance.is = fact === Fact.crashed ? "crashed" : "stopped";
      for (const claim of instance.claims.values()) claim.isHeld = false;
    }
  }
}

/** With a pause before the record its consumer is put back to it. */
function isSeekBack(fact: number): boolean {
  return fact === Fact.backedOff || fact === Fact.notDueYet;
}
