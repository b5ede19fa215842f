/** Finds the right moment for a fault in a run that has been played without it. */
import type { FactName } from "#sim/facts.ts";
import type { FactRow } from "#sim/story-context.ts";
import type { Reader } from "./drawing.ts";
import { instanceNumber, type Played } from "./played.ts";
import type { Stage } from "./stage.ts";

/** Group members settle for so long before something is done to them. */
const SETTLED_MS = 3_000;
/** A fault comes so long after the row that it was chosen by: what follows at the same instant has happened. */
const AFTER_MS = 0.5;

/** What happened to one instance at a moment. */
export interface Moment {
  readonly atMs: number;
  /** Number of the instance, from 1. */
  readonly instance: number;
  /** How much there is of what was looked for. */
  readonly amount: number;
}

/** When a fault may come first: the group has settled, and some of the run is over. */
export function earliestMs(played: Played, groupId: string): number {
  const stableMs = played.stableMs(groupId);
  return Math.max((stableMs ?? 0) + SETTLED_MS, Math.min(0.2 * played.endMs, 30_000));
}

/** Facts that the two searches below read. */
export const PROGRESS_FACTS: readonly FactName[] = ["processed", "committed"];

/** So many moments are tried before a drawing is called harmless. */
const TRIES = 5;
/** Moments that are tried lie at least this far apart. */
const APART_MS = 2_000;

/**
 * Moments in the first two thirds of a run at which an instance of a group has many messages, the most first, that are
 * - `processed`: done and not committed yet (a crash does them again), or
 * - `committed`: committed and not done yet (a crash loses them).
 */
export function mostPending(
  stage: Stage,
  reader: Reader,
  what: "processed" | "committed",
): readonly Moment[] {
  const played = stage.play(PROGRESS_FACTS);
  const fromUs = earliestMs(played, reader.group.id) * 1000;
  const untilUs = Math.max(fromUs, played.endMs * 667);
  const pairs = new Map<string, Pending>();
  const sums = new Map<number, number>();
  const moments: Moment[] = [];
  for (const row of played.rows) {
    if (row.timeUs > untilUs) break;
    if (!played.isInstanceOf(row.who, reader.service.id)) continue;
    const pair = pendingOf(pairs, row);
    const before = pair.pending;
    if (row.fact === "committed") pair.committed = row.offset;
    else pair.done = row.offset + 1;
    pair.pending = Math.max(
      0,
      what === "processed" ? pair.done - pair.committed : pair.committed - pair.done,
    );
    const amount = (sums.get(row.who) ?? 0) + pair.pending - before;
    sums.set(row.who, amount);
    if (row.timeUs >= fromUs && amount > 0)
      moments.push({ atMs: row.timeUs / 1000 + AFTER_MS, instance: instanceNumber(row.who), amount });
  }
  return apart(moments);
}

/** The best moments, none of them close to a better one. */
function apart(moments: readonly Moment[]): readonly Moment[] {
  const best: Moment[] = [];
  for (const moment of [...moments].sort((a, b) => b.amount - a.amount)) {
    if (best.length === TRIES) break;
    if (best.every(({ atMs }) => Math.abs(atMs - moment.atMs) >= APART_MS)) best.push(moment);
  }
  return best;
}

interface Pending {
  committed: number;
  /** Offset behind the last message processed. */
  done: number;
  pending: number;
}

function pendingOf(pairs: Map<string, Pending>, { who, where, offset }: FactRow): Pending {
  const key = `${who} ${where}`;
  let pair = pairs.get(key);
  if (pair === undefined) {
    // What came before the first row is not known: as if it were settled.
    pair = { committed: offset, done: offset, pending: 0 };
    pairs.set(key, pair);
  }
  return pair;
}
