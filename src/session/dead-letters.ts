/** The dead letters of the queue that is looked at, one by one: read from the worker while the run moves. */
import { create } from "zustand";
import { micros, type Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { PARTITION_STRIDE, PartitionAt } from "#sim/frame.ts";
import { DETAIL_MAX, type OffsetDetail } from "#sim/partition-detail.ts";
import { createFollower } from "./following-run.ts";
import { latestFrame } from "./frames.ts";
import { askRun, usePlayback } from "./playback-store.ts";

export interface DeadLettersState {
  /** Id of the queue, "" for none. */
  readonly queueId: string;
  /** Those that nobody has dealt with, the oldest first; null until they are read. */
  readonly letters: readonly OffsetDetail[] | null;
}

const EVERY_MS = 250;

/** Hook and store. */
export const useDeadLetters = create<DeadLettersState>()(() => ({ queueId: "", letters: null }));

const follower = createFollower(EVERY_MS, read);

/** The letters of a queue are on screen until the answer is called. */
export function watchDeadLetters(queueId: string): () => void {
  useDeadLetters.setState({ queueId, letters: null });
  return follower.watch();
}

const DEALINGS: Readonly<Record<string, string>> = {
  "mend-dead-letters": "to be mended",
  "discard-dead-letters": "to be discarded",
  redrive: "to be redriven",
};

/**
 * What is about to happen to one letter: somebody has pressed its button, and time has not gone on since. Null where
 * nothing is; what happens to several at once later in the run is not counted.
 */
export function plannedFor(
  { interventions }: Pick<Scenario, "interventions">,
  queueId: string,
  offset: number,
  playheadUs: Micros,
): string | null {
  const next = interventions.filter(
    ({ atMs, config, target }) =>
      target === queueId && config["offset"] === offset && micros(atMs) > playheadUs,
  );
  const last = next.findLast(({ kind, config }) => kind !== "redrive" || config["which"] === "one");
  return last === undefined ? null : (DEALINGS[last.kind] ?? null);
}

/** Those that lie among the newest `DETAIL_MAX.records` of the queue: nobody looks at more of them one by one. */
async function read(): Promise<void> {
  const { queueId } = useDeadLetters.getState();
  const topic = usePlayback.getState().layout?.topics.find(({ nodeId }) => nodeId === queueId);
  if (topic === undefined) return;
  const partition = topic.firstPartition;
  const end = latestFrame()?.partitions[partition * PARTITION_STRIDE + PartitionAt.logEnd] ?? 0;
  // What falls in between frame and answer must not make the stretch too long to be told.
  const from = Math.max(0, end - DETAIL_MAX.records / 2);
  const answer = await askRun({ is: "partition", partition, from, to: from + DETAIL_MAX.records });
  if (answer === null || useDeadLetters.getState().queueId !== queueId) return;
  const records = answer.detail?.records ?? [];
  useDeadLetters.setState({
    letters: records.filter(({ letter }) => letter?.is === "waiting" || letter?.is === "underWay"),
  });
}
