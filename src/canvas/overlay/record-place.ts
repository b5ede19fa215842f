/** Where a record of a topic stands on its card, and which record stands at a point: the log's rows as the topic's painter lays them out. */
import { lagOf } from "#sim/frame.ts";
import { LOG_LEFT, LOG_WIDTH } from "#picture/card-size.ts";
import { partitionValue, type LiveFrame } from "#picture/live.ts";
import type { SceneCard, TopicCard } from "#picture/scene.ts";
import { recordsInView } from "#picture/topic-painter.ts";

export interface RecordBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** It lies further back than the card shows: the box is the left edge. */
  readonly isBack: boolean;
}

/** Records that fit into the card's log now. */
function windowOf(live: LiveFrame, card: TopicCard): number {
  let longest = 0;
  for (const reader of card.readers)
    reader.pairs.forEach((pair) => {
      if (pair >= 0) longest = Math.max(longest, lagOf(live.frame, pair) ?? 0);
    });
  return recordsInView(longest);
}

/** The box of a record in canvas units; at the left edge where it lies further back than the card shows. Null: no such topic card, or no rows of partitions. */
export function recordBox(
  live: LiveFrame,
  card: SceneCard,
  partition: number,
  offset: number,
): RecordBox | null {
  if (card.kind !== "topic" || card.rows.detail === "strip") return null;
  const topic = live.layout.topics[card.topic];
  const row = topic === undefined ? -1 : partition - topic.firstPartition;
  if (topic === undefined || row < 0 || row >= Math.min(topic.partitions, card.rows.rows)) return null;
  const end = partitionValue(live, partition, "logEnd");
  if (offset >= end) return null;
  const perRecord = LOG_WIDTH / windowOf(live, card);
  const left = card.box.x + LOG_LEFT;
  const x = left + LOG_WIDTH - (end - offset) * perRecord;
  return {
    x: Math.max(left, x),
    y: card.box.y + card.rows.top + row * card.rows.rowHeight,
    width: Math.max(3, perRecord),
    height: card.rows.barHeight,
    isBack: x < left - 0.01,
  };
}

/** The record that a point of the canvas plane lies on, or null. */
export function recordAt(
  live: LiveFrame,
  card: SceneCard,
  point: { readonly x: number; readonly y: number },
): { readonly partition: number; readonly offset: number } | null {
  if (card.kind !== "topic" || card.rows.detail === "strip") return null;
  const topic = live.layout.topics[card.topic];
  if (topic === undefined) return null;
  const { rows, box } = card;
  const row = Math.floor((point.y - box.y - rows.top) / rows.rowHeight);
  const within = point.y - box.y - rows.top - row * rows.rowHeight;
  if (row < 0 || row >= Math.min(topic.partitions, rows.rows) || within > rows.barHeight + 1) return null;
  const fromRight = box.x + LOG_LEFT + LOG_WIDTH - point.x;
  if (fromRight < 0 || fromRight > LOG_WIDTH) return null;
  const partition = topic.firstPartition + row;
  const end = partitionValue(live, partition, "logEnd");
  const offset = end - 1 - Math.floor(fromRight / (LOG_WIDTH / windowOf(live, card)));
  return offset < partitionValue(live, partition, "logStart") ? null : { partition, offset };
}
