/**
 * A group's committed offsets, as its coordinator keeps them (OffsetMetadataManager): the last write wins, whoever owns the
 * partition. Offsets of a transaction wait until it ends; offsets that nobody needs any more are forgotten.
 */
import type { Micros } from "#base/units.ts";
import { COMMIT_ERRORS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { isOffsetExpired, type GroupLiveness } from "./offset-expiry.ts";

/** The part of a coordinator's state that is the same under every protocol. */
export interface OffsetsState {
  /** By pair: the committed offset, -1 for none. */
  readonly offsets: number[];
  /** By pair: when it was committed. */
  readonly committedUs: Micros[];
  /** By producer id: flat list of [pair, offset] that become committed with its transaction. */
  readonly pendingOffsets: Map<number, readonly number[]>;
}

/** The coordinator that keeps them, under whatever protocol. `who`: index of the group. */
export interface OffsetsKeeper {
  readonly kernel: Kernel;
  readonly who: number;
  readonly state: OffsetsState;
}

/** No commit yet. */
export function createOffsets(pairs: number): OffsetsState {
  return {
    offsets: Array.from({ length: pairs }, () => -1),
    committedUs: Array.from({ length: pairs }, () => 0),
    pendingOffsets: new Map(),
  };
}

/** Stores a flat list of [pair, offset]. `who`: subject of the instance that committed, `generation`: or epoch. */
export function storeOffsets(
  self: OffsetsKeeper,
  who: number,
  generation: number,
  offsets: readonly number[],
): void {
  const { kernel, state, who: group } = self;
  const plan = kernel.program.groups[group]!;
  for (let i = 0; i < offsets.length; i += 2) {
    const pair = offsets[i]!;
    const offset = offsets[i + 1]!;
    state.offsets[pair] = offset;
    state.committedUs[pair] = kernel.nowUs;
    kernel.ledger.commit(group, plan.firstPair + pair, offset);
    kernel.trace.record(kernel.nowUs, Fact.committed, who, group, plan.pairs[pair]!, offset, generation);
  }
}

/** Writes down a refused commit; `error` is a name in COMMIT_ERRORS. */
export function noteRefused(
  self: OffsetsKeeper,
  who: number,
  error: string,
  offsets: readonly number[],
): void {
  const { kernel, who: group } = self;
  const plan = kernel.program.groups[group]!;
  const said = COMMIT_ERRORS.indexOf(error as (typeof COMMIT_ERRORS)[number]);
  for (let i = 0; i < offsets.length; i += 2) {
    const partition = plan.pairs[offsets[i]!]!;
    kernel.trace.record(kernel.nowUs, Fact.commitRefused, who, group, partition, offsets[i + 1]!, said);
  }
}

/** Committed offsets of these pairs, as a flat list of [pair, offset]; -1 for none. */
export function committedOf(state: OffsetsState, pairs: readonly number[]): number[] {
  return pairs.flatMap((pair) => [pair, state.offsets[pair]!]);
}

/** Whether a transaction that has not ended holds an offset of one of these pairs: who needs stable offsets has to wait. */
export function hasPending(state: OffsetsState, pairs: readonly number[]): boolean {
  for (const offsets of state.pendingOffsets.values())
    for (let i = 0; i < offsets.length; i += 2) if (pairs.includes(offsets[i]!)) return true;
  return false;
}

/** TxnOffsetCommit was accepted: the offsets wait for the end of the producer's transaction. */
export function addPending(
  self: OffsetsKeeper,
  who: number,
  producerId: number,
  offsets: readonly number[],
): void {
  const { kernel, state, who: group } = self;
  const { pairs } = kernel.program.groups[group]!;
  // Of one pair the last word counts.
  const kept = new Map<number, number>();
  const before = state.pendingOffsets.get(producerId) ?? [];
  for (const list of [before, offsets])
    for (let i = 0; i < list.length; i += 2) kept.set(list[i]!, list[i + 1]!);
  state.pendingOffsets.set(producerId, [...kept].flat());
  for (let i = 0; i < offsets.length; i += 2) {
    kernel.trace.record(
      kernel.nowUs,
      Fact.offsetsPending,
      who,
      group,
      pairs[offsets[i]!]!,
      offsets[i + 1]!,
      producerId,
    );
  }
}

/** The marker of a producer's transaction has reached the group's offsets. `who`: the instance whose transaction it is. */
export function commitPending(
  kernel: Kernel,
  group: number,
  producerId: number,
  isCommit: boolean,
  who: number,
): void {
  const self: OffsetsKeeper = kernel.processes[1 + group]!;
  const offsets = self.state.pendingOffsets.get(producerId);
  if (offsets === undefined) return;
  self.state.pendingOffsets.delete(producerId);
  if (isCommit) storeOffsets(self, who, -1, offsets);
}

/** Forgets what has not been needed for offsets.retention.minutes. */
export function expireOffsets(self: OffsetsKeeper, liveness: GroupLiveness): void {
  const { kernel, state, who: group } = self;
  const plan = kernel.program.groups[group]!;
  const retentionUs = plan.config.offsetsRetentionMs * 1000;
  plan.pairs.forEach((partition, pair) => {
    const offset = state.offsets[pair]!;
    if (offset < 0 || hasPending(state, [pair])) return;
    const topic = kernel.program.topicOfPartition[partition]!;
    if (!isOffsetExpired(liveness, topic, state.committedUs[pair]!, retentionUs, kernel.nowUs)) return;
    state.offsets[pair] = -1;
    kernel.trace.record(kernel.nowUs, Fact.offsetExpired, group, -1, partition, offset, -1);
  });
}
