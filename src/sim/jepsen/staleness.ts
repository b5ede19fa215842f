/** How long readers were behind, at the least: a figure, not a judgement. */
import { highestOffsets, type History, type Key } from "./history.ts";

export interface Staleness {
  /** When the poll began. */
  readonly time: number;
  readonly process: number;
  readonly key: Key;
  /** How long ago, when the poll began, there was surely something newer than what its process has read up to then. */
  readonly lag: number;
}

/** For each poll and key of its process. An `assign` sets a process's keys; a `subscribe` lets them be found out. */
export function stalenessOf(history: History): readonly Staleness[] {
  const superseded = supersededAt(history);
  const readUpTo = new Map<number, Map<Key, number>>();
  const began = new Map<number, number>();
  const found: Staleness[] = [];
  for (const op of history) {
    if (op.outcome === "attempt") began.set(op.process, op.time);
    if (op.outcome !== "ok") continue;
    const offsets = readUpTo.get(op.process) ?? new Map<Key, number>();
    if (op.does === "subscribe") readUpTo.set(op.process, new Map());
    else if (op.does === "assign") {
      readUpTo.set(op.process, new Map(op.keys.map((key) => [key, offsets.get(key) ?? -1])));
    } else if (op.does !== "send") {
      for (const [key, offset] of highestOffsets(op))
        offsets.set(key, Math.max(offsets.get(key) ?? -1, offset));
      readUpTo.set(op.process, offsets);
      const time = began.get(op.process) ?? op.time;
      for (const [key, offset] of offsets) {
        const at = superseded.get(key)?.[offset + 1] ?? Infinity;
        found.push({ time, process: op.process, key, lag: Math.max(0, time - at) });
      }
    }
  }
  return found;
}

/** By key and offset: when it was first known that the log goes at least that far. */
function supersededAt(history: History): ReadonlyMap<Key, readonly number[]> {
  const times = new Map<Key, number[]>();
  for (const op of history) {
    for (const [key, offset] of highestOffsets(op)) {
      let of = times.get(key);
      if (of === undefined) times.set(key, (of = []));
      while (of.length <= offset) of.push(op.time);
    }
  }
  return times;
}

/** The worst of them, or undefined without any. */
export function worstStaleness(all: readonly Staleness[]): Staleness | undefined {
  return all.reduce<Staleness | undefined>(
    (worst, each) => (worst === undefined || each.lag > worst.lag ? each : worst),
    undefined,
  );
}
