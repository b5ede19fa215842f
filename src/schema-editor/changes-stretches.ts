/** Lines of two texts in stretches: what differs with some lines around it, and how many are left out before. */
import type { DiffLine } from "#session/schema-analysis.ts";

export interface Stretch {
  /** Lines left out between the stretch before and this one. */
  readonly skipped: number;
  readonly lines: readonly DiffLine[];
}

/** Lines that stay around what differs. */
const AROUND = 2;

/** The stretches, in order; none where all is the same. */
export function stretchesOf(lines: readonly DiffLine[]): readonly Stretch[] {
  const stretches: { skipped: number; lines: DiffLine[] }[] = [];
  let [shownTo, keepTo] = [0, 0];
  lines.forEach(({ is }, index) => {
    if (is === "same") return;
    const start = Math.max(shownTo, index - AROUND);
    keepTo = Math.min(lines.length, index + AROUND + 1);
    const last = stretches.at(-1);
    if (last === undefined || start > shownTo) {
      stretches.push({ skipped: start - shownTo, lines: lines.slice(start, keepTo) });
    } else last.lines.push(...lines.slice(shownTo, keepTo));
    shownTo = keepTo;
  });
  return stretches;
}

/** As much of the stretches as has `most` lines. */
export function firstLines(stretches: readonly Stretch[], most: number): readonly Stretch[] {
  const shown: Stretch[] = [];
  let left = most;
  for (const { skipped, lines } of stretches) {
    if (left <= 0) break;
    shown.push({ skipped, lines: lines.slice(0, left) });
    left -= lines.length;
  }
  return shown;
}
