/**
 * A topic as its log: a row for each partition, newest record at the right; under it a lane for each group with a flag
 * at its committed offset, a ghost at its position and between flag and end the lag, drawn as a length.
 */
import { TAIL, TAIL_GAP, TAIL_NONE, isUnowned, lagOf } from "#sim/frame.ts";
import { CAPTION_HEIGHT, HEADER_HEIGHT, LOG_CELLS, LOG_LEFT, LOG_WIDTH } from "./card-size.ts";
import {
  groupLag,
  lagLevel,
  pairValue,
  partitionValue,
  rateText,
  shortCount,
  type LiveFrame,
} from "./live.ts";
import type { Reader, TopicCard } from "./scene.ts";
import { cross, chip, flag, hatch, lagBars, roundedPath, text } from "./shapes.ts";
import type { Pen } from "./pen.ts";
import { keyColour, type PaintTheme } from "./paint-theme.ts";

/** What a card shows of what has just happened; a still picture has rates only. */
export interface CardMotion {
  /** Messages a simulated second over this wire, as shown; 0 while unknown. */
  rateOf(wire: number): number;
  /** 1 when a record has just been appended to this partition, fading to 0. */
  appendGlow(partition: number, nowMs: number): number;
  /** 1 when this pair has just changed its owner, fading to 0. */
  ownerGlow(pair: number, nowMs: number): number;
}

/** Everything that one card's painter needs. */
export interface PaintJob {
  readonly pen: Pen;
  readonly theme: PaintTheme;
  readonly live: LiveFrame;
  readonly motion: CardMotion;
  readonly nowMs: number;
}

/** Records in view, in steps so that the scale seldom changes: the first that holds the longest lag. */
export function recordsInView(longestLag: number): number {
  for (let window = LOG_CELLS, factor = 0; ; factor += 1) {
    if (longestLag <= window) return window;
    window *= factor % 3 === 1 ? 2.5 : 2;
  }
}

/** Paints the live part of a topic's card. */
export function paintTopic(job: PaintJob, card: TopicCard): void {
  const topic = job.live.layout.topics[card.topic];
  if (topic === undefined) return;
  const count = Math.min(topic.partitions, card.partitions);
  const window = recordsInView(longestLag(job.live, card, count));
  caption(job, card, window);
  for (let row = 0; row < card.rows.rows; row += 1) {
    if (card.rows.detail === "strip") strip(job, card, topic.firstPartition, row, count, window);
    else if (row < count) logRow(job, card, topic.firstPartition + row, row, window);
  }
  card.readers.forEach((reader, index) => readerLine(job, card, reader, index));
}

function longestLag(live: LiveFrame, card: TopicCard, count: number): number {
  let longest = 0;
  for (const reader of card.readers) {
    for (let p = 0; p < count; p += 1) {
      const pair = reader.pairs[p] ?? -1;
      if (pair >= 0) longest = Math.max(longest, lagOf(live.frame, pair) ?? 0);
    }
  }
  return longest;
}

function caption(job: PaintJob, card: TopicCard, window: number): void {
  const { pen, theme } = job;
  const y = card.box.y + HEADER_HEIGHT + CAPTION_HEIGHT / 2;
  const look = { size: 9.5, colour: theme.ink3 } as const;
  text(pen, theme, `last ${shortCount(window)} records`, card.box.x + LOG_LEFT, y, look);
  text(
    pen,
    theme,
    card.readers.length > 0 && card.rows.detail === "full" ? "end · lag" : "end",
    card.box.x + card.box.width - 10,
    y,
    { ...look, align: "right" },
  );
  const total = job.live.frame.topicTotals[card.topic * 2] ?? 0;
  const rate = publishedRate(job, card);
  const words = rate > 0.05 ? rateText(rate) : shortCount(total);
  text(pen, theme, words, card.box.x + card.box.width - 12, card.box.y + HEADER_HEIGHT / 2, {
    colour: theme.ink2,
    align: "right",
  });
}

function publishedRate(job: PaintJob, card: TopicCard): number {
  let rate = 0;
  job.live.layout.wires.forEach((wire, index) => {
    if (wire.kind === "publishes" && wire.to === card.topic) rate += job.motion.rateOf(index);
  });
  return rate;
}

/** One partition: its bar, then a lane for each group. */
function logRow(job: PaintJob, card: TopicCard, partition: number, row: number, window: number): void {
  const { pen, theme, live } = job;
  const { rows, box } = card;
  const [left, right, y] = [
    box.x + LOG_LEFT,
    box.x + LOG_LEFT + LOG_WIDTH,
    box.y + rows.top + row * rows.rowHeight,
  ];
  const end = partitionValue(live, partition, "logEnd");
  const start = partitionValue(live, partition, "logStart");
  const perRecord = LOG_WIDTH / window;
  const xOf = (offset: number): number => Math.max(left, right - (end - offset) * perRecord);
  pen.fillStyle = theme.surface2;
  roundedPath(pen, left, y, LOG_WIDTH, rows.barHeight, 3);
  pen.fill();
  bar(job, partition, { left: xOf(start), right, y, height: rows.barHeight, perRecord });
  unreadable(job, partition, {
    left: xOf(partitionValue(live, partition, "highWatermark")),
    right,
    y,
    height: rows.barHeight,
  });
  const full = rows.detail === "full";
  if (full) {
    chip(pen, theme, String(row), theme.keys[row % 12] ?? theme.ink, box.x + 10, y - 1);
    if (rows.rowHeight > 24) leaderMark(job, card, partition, y + 20);
    text(pen, theme, shortCount(end), box.x + box.width - 10, y + 7, {
      size: 10,
      colour: theme.ink3,
      align: "right",
    });
  } else if (rows.rowHeight >= 12) {
    text(pen, theme, String(row), box.x + LOG_LEFT - 6, y + 4, {
      size: 9,
      colour: theme.ink3,
      align: "right",
    });
  }
  card.readers.forEach((reader, index) => {
    const pair = reader.pairs[row] ?? -1;
    if (pair < 0) return;
    const laneY = y + rows.barHeight + index * rows.laneHeight;
    lane(job, {
      pair,
      partition,
      index,
      full,
      xOf,
      left,
      right,
      y: laneY,
      height: rows.laneHeight,
      barTop: y,
      edge: box.x + box.width - 10,
      start,
    });
  });
}

/** What stands beyond the high watermark: written, but not on all replicas in sync yet, so nobody reads it. */
function unreadable(job: PaintJob, partition: number, at: Omit<BarPlace, "perRecord">): void {
  const { pen, theme, live } = job;
  if (partitionValue(live, partition, "leader") < 0) {
    hatch(pen, at.right - LOG_WIDTH, at.y, LOG_WIDTH, at.height, theme.danger);
    return;
  }
  if (at.right - at.left < 0.5) return;
  hatch(pen, at.left, at.y, at.right - at.left, at.height, theme.surface);
  pen.fillStyle = theme.ink2;
  pen.fillRect(at.left - 0.5, at.y - 1, 1, at.height + 2);
}

/** Which broker leads, under the partition's number; in the colour of trouble where replicas are missing or nobody leads. */
function leaderMark(job: PaintJob, card: TopicCard, partition: number, y: number): void {
  const { pen, theme, live } = job;
  if (live.layout.brokers === 1) return;
  const leader = partitionValue(live, partition, "leader");
  const factor = live.layout.topics[card.topic]?.replicationFactor ?? 1;
  const isLacking = partitionValue(live, partition, "inSync") < factor;
  text(pen, theme, leader < 0 ? "–" : `b${leader + 1}`, card.box.x + 18, y, {
    size: 9,
    weight: isLacking ? 700 : 400,
    colour: leader < 0 ? theme.danger : isLacking ? theme.warn : theme.ink3,
    align: "center",
  });
}

interface BarPlace {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly height: number;
  readonly perRecord: number;
}

/** The records: cells by key where each has room, else one bar. */
function bar(job: PaintJob, partition: number, at: BarPlace): void {
  const { pen, theme, live } = job;
  const end = partitionValue(live, partition, "logEnd");
  const kept = end - partitionValue(live, partition, "logStart");
  if (kept <= 0) return;
  pen.fillStyle = theme.lineStrong;
  pen.globalAlpha = 0.34;
  roundedPath(pen, at.left, at.y, at.right - at.left, at.height, 3);
  pen.fill();
  pen.globalAlpha = 1;
  const tails = live.frame.tails;
  const listed = tails.length > 0 ? Math.min(TAIL, kept) : 0;
  const gap = at.perRecord >= 4 ? 1 : 0;
  for (let i = 0; i < listed; i += 1) {
    const key = tails[partition * TAIL + i] ?? TAIL_NONE;
    if (key === TAIL_NONE) break;
    if (key === TAIL_GAP) continue;
    const x = at.right - (i + 1) * at.perRecord;
    if (x < at.left - 0.01) break;
    pen.fillStyle = keyColour(theme, key);
    if (gap > 0) pen.clearRect(x, at.y, at.perRecord, at.height);
    pen.fillRect(x + gap / 2, at.y, Math.max(0.75, at.perRecord - gap), at.height);
    if (live.frame.tailPoison[partition * TAIL + i] === 1 && at.perRecord >= 3)
      poisonMark(pen, theme, x + at.perRecord / 2, at.y + at.height / 2, at.height);
  }
  const glow = job.motion.appendGlow(partition, job.nowMs);
  if (glow <= 0) return;
  pen.globalAlpha = glow;
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 1.25;
  pen.strokeRect(at.right - Math.max(2, at.perRecord), at.y - 0.5, Math.max(2, at.perRecord), at.height + 1);
  pen.globalAlpha = 1;
}

/** A cross on the cell of a message that nobody can process. */
function poisonMark(pen: Pen, theme: PaintTheme, x: number, y: number, height: number): void {
  const reach = Math.min(3, height / 3);
  pen.fillStyle = theme.ink;
  pen.fillRect(x - 3, y - height / 2, 6, height);
  cross(pen, x, y, reach, theme.surface);
}

interface LanePlace {
  readonly pair: number;
  readonly partition: number;
  /** Place of the group among the topic's readers: its flag. */
  readonly index: number;
  readonly full: boolean;
  readonly xOf: (offset: number) => number;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly height: number;
  readonly barTop: number;
  readonly edge: number;
  readonly start: number;
}

function lane(job: PaintJob, at: LanePlace): void {
  const { pen, theme, live } = job;
  const lag = lagOf(live.frame, at.pair);
  const isUnread = isUnowned(live.frame, at.pair);
  const middle = at.y + at.height / 2;
  const level = lagLevel(lag ?? 0);
  const from = lag === null ? at.xOf(at.start) : at.xOf(pairValue(live, at.pair, "committed"));
  if (isUnread)
    hatch(pen, at.left, at.y + 1, at.right - at.left, at.height - 2, `${theme.warn}${at.full ? "66" : "99"}`);
  const thickness = at.full ? 2 + level : Math.min(at.height - 1, 1.5 + level * 0.5);
  if (lag === null) dotted(pen, theme, from, at.right, middle);
  else if (lag > 0) {
    pen.fillStyle = theme.lag[level] ?? theme.ink;
    roundedPath(pen, from, middle - thickness / 2, at.right - from, thickness, thickness / 2);
    pen.fill();
  }
  if (at.full) laneMarks(job, at, { lag, from, middle, level });
  if (isUnread && at.full) unownedLabel(job, at, from, middle);
  const glow = job.motion.ownerGlow(at.pair, job.nowMs);
  if (glow > 0 && at.full) {
    pen.globalAlpha = glow * 0.9;
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 1.5;
    roundedPath(pen, at.left - 1, at.y + 0.5, at.right - at.left + 2, at.height - 1, 3);
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

/** Flag, ghost, the record in work, and the number. */
function laneMarks(
  job: PaintJob,
  at: LanePlace,
  is: { lag: number | null; from: number; middle: number; level: number },
): void {
  const { pen, theme, live } = job;
  const position = pairValue(live, at.pair, "position");
  if (position >= 0) flag(pen, at.index, at.xOf(position), is.middle, 6, theme.ink3, true);
  const working = pairValue(live, at.pair, "working");
  if (working >= at.start) {
    const x = at.xOf(working);
    const width = Math.max(2.5, at.xOf(working + 1) - x);
    pen.strokeStyle = theme.accent;
    pen.lineWidth = 1.5;
    pen.strokeRect(x, at.barTop - 1, width, 16);
  }
  if (is.lag !== null) {
    pen.fillStyle = theme.ink2;
    pen.fillRect(is.from - 0.5, at.barTop, 1, is.middle - at.barTop);
    flag(pen, at.index, is.from, is.middle, 7, theme.ink, false);
  }
  const words = is.lag === null ? "–" : shortCount(is.lag);
  text(pen, theme, words, at.edge, is.middle, {
    size: 11,
    weight: is.level >= 2 ? 700 : 500,
    colour: is.level === 0 ? theme.ink3 : theme.ink,
    align: "right",
  });
}

/** Stands where the lag's line does not: at the left while that is free. */
function unownedLabel(job: PaintJob, at: LanePlace, from: number, middle: number): void {
  const { pen, theme } = job;
  const width = 54;
  const free = from - at.left > width + 8;
  const x = free ? at.left + 4 : at.left + (at.right - at.left - width) / 2;
  pen.fillStyle = theme.surface;
  roundedPath(pen, x, at.y + 0.5, width, at.height - 1, 3);
  pen.fill();
  text(pen, theme, "unowned", x + width / 2, middle, {
    size: 10,
    weight: 600,
    colour: theme.warn,
    align: "center",
  });
}

function dotted(pen: Pen, theme: PaintTheme, from: number, to: number, y: number): void {
  pen.fillStyle = theme.ink3;
  for (let x = to - 3; x >= from; x -= 6) pen.fillRect(x, y - 0.75, 2, 1.5);
}

/** Many partitions: one coloured line for each row, as long as its longest lag. */
function strip(
  job: PaintJob,
  card: TopicCard,
  first: number,
  row: number,
  count: number,
  window: number,
): void {
  const { pen, theme, live } = job;
  const { rows, box } = card;
  const y = box.y + rows.top + row * rows.rowHeight;
  const [left, right] = [box.x + LOG_LEFT, box.x + LOG_LEFT + LOG_WIDTH];
  let [lag, unowned, kept] = [0, false, 0];
  for (let p = row * rows.partitionsPerRow; p < Math.min(count, (row + 1) * rows.partitionsPerRow); p += 1) {
    kept = Math.max(
      kept,
      partitionValue(live, first + p, "logEnd") - partitionValue(live, first + p, "logStart"),
    );
    for (const reader of card.readers) {
      const pair = reader.pairs[p] ?? -1;
      if (pair < 0) continue;
      lag = Math.max(lag, lagOf(live.frame, pair) ?? 0);
      unowned ||= isUnowned(live.frame, pair);
    }
  }
  pen.fillStyle = theme.surface2;
  pen.fillRect(left, y, LOG_WIDTH, rows.barHeight);
  const length = Math.min(LOG_WIDTH, (kept / window) * LOG_WIDTH);
  pen.fillStyle = theme.line;
  pen.fillRect(right - length, y, length, rows.barHeight);
  const lagLength = Math.min(length, (lag / window) * LOG_WIDTH);
  pen.fillStyle = theme.lag[lagLevel(lag)] ?? theme.ink;
  pen.fillRect(right - lagLength, y, lagLength, rows.barHeight);
  if (unowned) {
    pen.fillStyle = theme.warn;
    pen.fillRect(left - 6, y, 4, rows.barHeight);
  }
  if (row % 16 === 0)
    text(pen, theme, String(row * rows.partitionsPerRow), left - 8, y + 2, {
      size: 9,
      colour: theme.ink3,
      align: "right",
    });
}

/** At the card's foot: the group's flag, name, and its lag here. */
function readerLine(job: PaintJob, card: TopicCard, reader: Reader, index: number): void {
  const y = card.box.y + card.rows.footerTop + index * card.rows.footerLine + card.rows.footerLine / 2;
  paintReader(job, card.box.x, y, card.box.width, reader, index);
}

/** One group and its lag on one line; also used by the dead letter queue. */
export function paintReader(
  job: PaintJob,
  left: number,
  y: number,
  width: number,
  reader: Reader,
  index: number,
): void {
  const { pen, theme, live } = job;
  const { lag, unknown } = groupLag(
    live,
    reader.group,
    reader.pairs.filter((pair) => pair >= 0),
  );
  const level = lagLevel(lag);
  flag(pen, index, left + 18, y, 7, theme.ink, false);
  text(pen, theme, reader.name, left + LOG_LEFT, y, { colour: theme.ink2, maxWidth: width - LOG_LEFT - 84 });
  lagBars(pen, theme, left + width - 80, y, level);
  const words = unknown > 0 && lag === 0 ? "lag –" : `lag ${shortCount(lag)}`;
  text(pen, theme, words, left + width - 10, y, {
    weight: level >= 2 ? 700 : 600,
    colour: level === 0 ? theme.ink2 : theme.ink,
    align: "right",
  });
}
