/** The log of the partition that is shown, in detail: read from the worker while the run moves. */
import { create } from "zustand";
import { PARTITION_STRIDE, PartitionAt } from "#sim/frame.ts";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import { createFollower } from "./following-run.ts";
import { latestFrame } from "./frames.ts";
import { askRun, usePlayback } from "./playback-store.ts";

export interface PartitionState {
  /** Index of the partition in the run, -1 for none. */
  readonly partition: number;
  /** So many offsets are shown; Infinity: the whole log. */
  readonly span: number;
  /** First offset that is shown; null: the newest ones, as they come. */
  readonly from: number | null;
  /** The offset that is looked at, or null. */
  readonly offset: number | null;
  /** Null until it is read. */
  readonly detail: PartitionDetail | null;
}

const EVERY_MS = 200;

/** Hook and store. */
export const usePartition = create<PartitionState>()(() => ({
  partition: -1,
  span: 60,
  from: null,
  offset: null,
  detail: null,
}));

const follower = createFollower(EVERY_MS, read);

/** The log is on screen until the answer is called: it follows the run. */
export function watchPartition(): () => void {
  return follower.watch();
}

/** Shows a partition of the run. */
export function showPartition(partition: number): void {
  if (usePartition.getState().partition === partition) return;
  change({ partition, from: null, offset: null, detail: null });
}

/** Shows so many offsets. What is looked at stays in sight. */
export function showSpan(span: number): void {
  const { from, offset, detail } = usePartition.getState();
  const around = offset ?? from;
  const isAtEnd = around === null || (detail !== null && around + span >= detail.logEnd);
  change({ span, from: isAtEnd ? null : Math.max(0, Math.round(around - span / 2)) });
}

/** Shows the log from an offset on; null: its end, as it grows. */
export function showFrom(from: number | null): void {
  change({ from: from === null ? null : Math.max(0, Math.round(from)) });
}

/** Looks at an offset, and shows it; null: at none. */
export function lookAtOffset(offset: number | null): void {
  const { span, from, detail } = usePartition.getState();
  if (offset === null || detail === null) return usePartition.setState({ offset: null });
  const there = Math.max(detail.logStart, Math.min(offset, detail.logEnd - 1));
  const first = from ?? detail.logEnd - span;
  if (there >= first && there < first + span) usePartition.setState({ offset: there });
  else change({ offset: there, from: Math.max(0, Math.round(there - span / 2)) });
}

function change(to: Partial<PartitionState>): void {
  usePartition.setState(to);
  follower.now();
}

async function read(): Promise<void> {
  const { partition, span, from } = usePartition.getState();
  if (partition < 0 || usePlayback.getState().layout === null) return;
  const end = latestFrame()?.partitions[partition * PARTITION_STRIDE + PartitionAt.logEnd] ?? 0;
  const first = from ?? Math.max(0, end - span);
  // Following the end: what was appended since the frame is shown as well.
  const to = from === null ? Infinity : first + span;
  const answer = await askRun({ is: "partition", partition, from: first, to });
  if (answer === null || usePartition.getState().partition !== partition) return;
  usePartition.setState({ detail: answer.detail });
}
