import { bucketOf, topicPartitionHash, JAVA_DEFAULT_CAPACITY } from "#sim/bus/log/java-hash-map.ts";

/** Partitions of one topic that moved from `from` to `to`: a HashSet<TopicPartition>. */
interface Moves {
  readonly from: number;
  readonly to: number;
  capacity: number;
  /** Partition numbers as inserted. */
  readonly partitions: number[];
}

/** The moves of one topic made so far in a rebalance (AbstractStickyAssignor.PartitionMovements). Members are positions. */
export interface TopicMovements {
  readonly topicHash: number;
  moves: Moves[];
}

/** No moves yet. */
export function noMovements(topicHash: number): TopicMovements {
  return { topicHash, moves: [] };
}

/** Iteration starts in the lowest bucket that has an entry, with the entry that came first. */
function firstOf(topicHash: number, moves: Moves): number | undefined {
  let first: number | undefined;
  let lowest = moves.capacity;
  for (const partition of moves.partitions) {
    const bucket = bucketOf(topicPartitionHash(topicHash, partition), moves.capacity);
    if (bucket < lowest) {
      lowest = bucket;
      first = partition;
    }
  }
  return first;
}

/**
 * The partition to move instead: if moving `partition` from `from` to `to` would reverse an earlier move of the same topic between the
 * two, that earlier partition goes back, so that no two partitions are swapped.
 */
export function partitionToMove(
  movements: TopicMovements,
  partition: number,
  from: number,
  to: number,
): number {
  const before = movements.moves.find(({ partitions }) => partitions.includes(partition));
  const origin = before?.from ?? from;
  const reverse = movements.moves.find((moves) => moves.from === to && moves.to === origin);
  return (reverse === undefined ? undefined : firstOf(movements.topicHash, reverse)) ?? partition;
}

/** Notes a move. A partition that moved before counts as moved from where it came first; one that is back has not moved. */
export function noteMove(movements: TopicMovements, partition: number, from: number, to: number): void {
  const before = movements.moves.find(({ partitions }) => partitions.includes(partition));
  if (before !== undefined) {
    before.partitions.splice(before.partitions.indexOf(partition), 1);
    movements.moves = movements.moves.filter(({ partitions }) => partitions.length > 0);
    if (before.from === to) return;
  }
  const origin = before?.from ?? from;
  let moves = movements.moves.find((known) => known.from === origin && known.to === to);
  if (moves === undefined) {
    moves = { from: origin, to, capacity: JAVA_DEFAULT_CAPACITY, partitions: [] };
    movements.moves.push(moves);
  }
  moves.partitions.push(partition);
  if (moves.partitions.length > moves.capacity * 0.75) moves.capacity *= 2;
}
