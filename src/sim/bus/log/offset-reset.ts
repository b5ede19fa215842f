/**
 * Moving a group's committed offsets by hand, as kafka-consumer-groups.sh --reset-offsets does (OffsetsUtils), and where a
 * partition's offset for a moment lies (ListOffsets by timestamp). Pure.
 */
import { unreachable } from "#base/assert.ts";

/** The tool's scenarios, by the name of its option. */
export type OffsetReset =
  | { readonly to: "to-earliest" }
  | { readonly to: "to-latest" }
  | { readonly to: "to-current" }
  | { readonly to: "to-offset"; readonly offset: number }
  | { readonly to: "shift-by"; readonly by: number }
  /** `timeMs`: on the run's clock. `by-duration` counts back from now. */
  | { readonly to: "to-datetime"; readonly timeMs: number }
  | { readonly to: "by-duration"; readonly durationMs: number };

/** What the tool asks the broker for one partition. */
export interface ResetPartition {
  /** The log start offset, and what ListOffsets says for latest. */
  readonly start: number;
  readonly end: number;
  /** -1 for none. */
  readonly committed: number;
  readonly nowMs: number;
  /** The first offset with a timestamp at or after the moment, -1 for none. */
  readonly offsetAt: (timeMs: number) => number;
}

/**
 * The new offset; null where there is none to shift (the tool then gives up). What lies outside of the log is brought to its
 * nearer end, and a moment after the last message to the end.
 */
export function resetOffset(reset: OffsetReset, partition: ResetPartition): number | null {
  const { start, end, committed, nowMs, offsetAt } = partition;
  const within = (offset: number): number => Math.min(Math.max(offset, start), end);
  const at = (timeMs: number): number => {
    const offset = offsetAt(timeMs);
    return offset < 0 ? end : offset;
  };
  switch (reset.to) {
    case "to-earliest":
      return start;
    case "to-latest":
      return end;
    case "to-current":
      return committed < 0 ? end : committed;
    case "to-offset":
      return within(reset.offset);
    case "shift-by":
      return committed < 0 ? null : within(committed + reset.by);
    case "to-datetime":
      return at(reset.timeMs);
    case "by-duration":
      return at(nowMs - reset.durationMs);
    default:
      return unreachable(reset);
  }
}

/**
 * The first offset in [from, to) whose timestamp is at or after the moment, -1 for none. Timestamps need not rise: a late
 * one does not hide an earlier offset (UnifiedLog.fetchOffsetByTimestamp).
 */
export function firstAtOrAfter(
  from: number,
  to: number,
  timeMs: number,
  timestampMs: (offset: number) => number,
): number {
  for (let offset = from; offset < to; offset++) if (timestampMs(offset) >= timeMs) return offset;
  return -1;
}
